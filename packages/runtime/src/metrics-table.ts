type App = 'api' | 'pipeline-worker' | 'render-worker';

interface Definition {
  kind: 'counter' | 'gauge' | 'histogram';
  name: `bom_${string}`;
  help: string;
  /** Values come out of lists in the code, never out of requests: the number of series stays bounded. */
  labels: readonly string[];
  /** Who measures it. */
  apps: readonly App[];
  buckets?: readonly number[];
}

const define = <const Table extends Record<string, Definition>>(table: Table) => table;

const api = ['api'] as const;
const pipeline = ['pipeline-worker'] as const;
const render = ['render-worker'] as const;
const workers = ['pipeline-worker', 'render-worker'] as const;

const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const callBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160];
const workBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200];
const filmBuckets = [10, 20, 40, 60, 90, 120, 180, 300, 600, 1200, 3600, 14_400];
const factorBuckets = [0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20];

/**
 * Every metric of the stack beside prom-client's own of each process. Dashboards and alert rules under deploy/ may name
 * these alone, which a test holds.
 */
export const metricTable = define({
  httpRequestSeconds: {
    kind: 'histogram',
    name: 'bom_http_request_seconds',
    help: 'How long requests took, by operation of the contract and class of status.',
    labels: ['operation', 'status'],
    apps: api,
    buckets: requestBuckets,
  },
  queueJobs: {
    kind: 'gauge',
    name: 'bom_queue_jobs',
    help: 'Queue jobs by state; the same from each API process.',
    labels: ['queue', 'state'],
    apps: api,
  },
  queueOldestWaitingSeconds: {
    kind: 'gauge',
    name: 'bom_queue_oldest_waiting_seconds',
    help: 'For how long the queue job that has waited longest could have run; the same from each API process.',
    labels: ['queue'],
    apps: api,
  },
  redisMemoryBytes: {
    kind: 'gauge',
    name: 'bom_redis_memory_bytes',
    help: 'What Redis uses, and its maxmemory (0: no limit), by kind.',
    labels: ['kind'],
    apps: api,
  },
  jobsOpen: {
    kind: 'gauge',
    name: 'bom_jobs_open',
    help: 'Films being made, from Postgres; the same from each API process.',
    labels: ['phase', 'status'],
    apps: api,
  },
  jobOldestSeconds: {
    kind: 'gauge',
    name: 'bom_job_oldest_seconds',
    help: 'Age of the oldest film in the making, from Postgres.',
    labels: ['phase', 'status'],
    apps: api,
  },
  noticesPending: {
    kind: 'gauge',
    name: 'bom_notices_pending',
    help: 'Mails, chat messages and outbound webhooks that are not sent yet.',
    labels: ['channel'],
    apps: api,
  },
  noticeOldestDueSeconds: {
    kind: 'gauge',
    name: 'bom_notice_oldest_due_seconds',
    help: 'For how long the longest overdue notice has been due.',
    labels: ['channel'],
    apps: api,
  },
  deadLettersOpen: {
    kind: 'gauge',
    name: 'bom_dead_letters_open',
    help: 'Work that failed for good and that nobody has retried.',
    labels: [],
    apps: api,
  },
  webhookEventsDay: {
    kind: 'gauge',
    name: 'bom_webhook_events_day',
    help: 'Inbound webhook events of the last 24 hours, by sender and what came of them.',
    labels: ['source', 'status'],
    apps: api,
  },
  scrapeFailures: {
    kind: 'counter',
    name: 'bom_scrape_failures_total',
    help: 'Scrapes whose figures from Redis or Postgres are missing because it did not answer.',
    labels: ['source'],
    apps: api,
  },
  jobTrySeconds: {
    kind: 'histogram',
    name: 'bom_job_try_seconds',
    help: 'How long one try of a queue job took, by outcome: done, put_back or failed.',
    labels: ['job', 'outcome'],
    apps: workers,
    buckets: workBuckets,
  },
  jobWaitSeconds: {
    kind: 'histogram',
    name: 'bom_job_wait_seconds',
    help: 'How long a queue job waited for its first try.',
    labels: ['job'],
    apps: workers,
    buckets: workBuckets,
  },
  jobsFailed: {
    kind: 'counter',
    name: 'bom_jobs_failed_total',
    help: 'Films that failed for good, by error code.',
    labels: ['phase', 'code'],
    apps: workers,
  },
  providerTurnSeconds: {
    kind: 'histogram',
    name: 'bom_provider_turn_seconds',
    help: 'How long a provider kept a turn, by outcome: up (answered), down (did not) or unknown (stopped by us).',
    labels: ['provider', 'outcome'],
    apps: pipeline,
    buckets: callBuckets,
  },
  providerRefusals: {
    kind: 'counter',
    name: 'bom_provider_refusals_total',
    help: 'Calls put back by our own limits: provider_busy, provider_paused or provider_down.',
    labels: ['provider', 'reason'],
    apps: pipeline,
  },
  providerCallSeconds: {
    kind: 'histogram',
    name: 'bom_provider_call_seconds',
    help: 'Billed calls and those of the offline stand-ins, by operation and result: ok or failed.',
    labels: ['provider', 'operation', 'result'],
    apps: pipeline,
    buckets: callBuckets,
  },
  providerCostCents: {
    kind: 'counter',
    name: 'bom_provider_cost_cents_total',
    help: 'What was spent, as the ledger api_usage has it.',
    labels: ['provider', 'operation'],
    apps: pipeline,
  },
  noticeTrySeconds: {
    kind: 'histogram',
    name: 'bom_notice_try_seconds',
    help: 'How long one try to send a notice took, by outcome: sent, refused (for good), later or slow_down.',
    labels: ['channel', 'outcome'],
    apps: pipeline,
    buckets: callBuckets,
  },
  filmsFinished: {
    kind: 'counter',
    name: 'bom_films_finished_total',
    help: 'Films that became drafts.',
    labels: ['kind'],
    apps: render,
  },
  filmSeconds: {
    kind: 'histogram',
    name: 'bom_film_seconds',
    help: 'From the request to the draft, waiting included.',
    labels: ['kind'],
    apps: render,
    buckets: filmBuckets,
  },
  filmStageSeconds: {
    kind: 'histogram',
    name: 'bom_film_stage_seconds',
    help: 'What each stage of a finished film took.',
    labels: ['kind', 'stage'],
    apps: render,
    buckets: workBuckets,
  },
  segmentsRendered: {
    kind: 'counter',
    name: 'bom_segments_rendered_total',
    help: 'Segments rendered.',
    labels: [],
    apps: render,
  },
  segmentsReused: {
    kind: 'counter',
    name: 'bom_segments_reused_total',
    help: 'Segments of finished films that storage had already.',
    labels: [],
    apps: render,
  },
  segmentRealtimeFactor: {
    kind: 'histogram',
    name: 'bom_segment_realtime_factor',
    help: 'Seconds of rendering for a second of film, download and upload of the segment included.',
    labels: [],
    apps: render,
    buckets: factorBuckets,
  },
});
