import { hash } from 'node:crypto';
import type { JobStatusAnswer } from '@bom/contracts';
import { countRunning, stageMedians } from '@bom/db';
import type { Job } from '@bom/db';
import { toCents } from '@bom/domain';
import type { FilmWarning, JobStage } from '@bom/domain';
import { runId } from '@bom/jobs';
import type { Storage } from '@bom/storage';
import type { ApiDeps } from '../deps.ts';
import { estimateEnd } from './estimate-end.ts';
import type { Pace } from './estimate-end.ts';
import { presentCaptions, presentFile, presentFilms } from '../videos/present-files.ts';

export interface JobPresenter {
  /** What the status route answers, with cost, place in the queue and time left. */
  present(jobs: Job[]): Promise<JobStatusAnswer[]>;
  presentOne(job: Job): Promise<JobStatusAnswer>;
  /** Null where the job has ended, or Redis is away. */
  placeOf(job: Job): Promise<number | null>;
}

const paceForMs = 30_000;

export function createJobPresenter(deps: ApiDeps): JobPresenter {
  const paceOf = rememberPace(deps);
  const placeOf = rememberPlaces(deps);

  async function present(jobs: Job[]): Promise<JobStatusAnswer[]> {
    const costs = await costsOf(deps, jobs);
    return Promise.all(
      jobs.map(async (job) => {
        const queuePosition = await placeOf(job);
        const pace = isOpen(job) ? await paceOf(job.kind) : nothingMeasured;
        const etaSeconds = estimateEnd(job, { pace, queuePosition, now: Date.now() });
        return presentJob(deps.storage, { job, costMicrocents: costs.get(job.id) ?? 0n, queuePosition, etaSeconds });
      }),
    );
  }

  return {
    present,
    async presentOne(job) {
      const [shown] = await present([job]);
      return shown as JobStatusAnswer;
    },
    placeOf,
  };
}

interface JobFacts {
  job: Job;
  costMicrocents: bigint;
  queuePosition: number | null;
  etaSeconds: number | null;
}

/** A row as callers see it: snake_case, times in RFC 3339, files as signed links. */
async function presentJob(
  storage: Storage,
  { job, costMicrocents, queuePosition, etaSeconds }: JobFacts,
): Promise<JobStatusAnswer> {
  const outputs = await presentFilms(storage, job.outputs);
  const captions = await presentCaptions(storage, job.captions);
  return {
    job_id: job.id,
    video_id: job.videoId,
    status: job.status === 'queued' ? 'processing' : job.status,
    stage: job.stage as JobStage,
    progress: job.progress,
    queue_position: queuePosition,
    eta_seconds: etaSeconds,
    segments: { total: job.segmentsTotal, done: job.segmentsDone, reused: job.segmentsReused },
    output_url: Object.values(outputs)[0]?.url ?? null,
    outputs,
    poster_url: await presentFile(storage, job.posterKey),
    captions_url: captions?.vtt ?? null,
    captions,
    error: job.error as JobStatusAnswer['error'],
    warnings: job.warnings as unknown as FilmWarning[],
    cost_cents: toCents(costMicrocents),
    stage_times: job.stageTimes as Record<string, number>,
    metadata: job.metadata,
    created_at: job.createdAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    finished_at: job.finishedAt?.toISOString() ?? null,
  };
}

export const isOpen = ({ status }: Pick<Job, 'status'>): boolean => status === 'queued' || status === 'processing';

/** Changes with whatever a job's status tells; signed links may differ and still be the same answer. */
export function versionOf(job: Job): string {
  const { leaseUntil: _until, leaseToken: _token, updatedAt: _at, notBefore: _due, request: _asked, ...telling } = job;
  return hash('sha256', JSON.stringify(telling), 'base64url').slice(0, 24);
}

const nothingMeasured: Pace = { stageMs: {}, running: 1 };

/** Asked of the database at most twice a minute, however many ask. */
function rememberPace({ db }: ApiDeps): (kind: Job['kind']) => Promise<Pace> {
  const known = new Map<string, { until: number; pace: Promise<Pace> }>();
  const measure = async (kind: Job['kind']): Promise<Pace> => {
    const [stageMs, running] = await Promise.all([stageMedians(db, kind), countRunning(db)]);
    return { stageMs, running };
  };
  return (kind) => {
    const entry = known.get(kind);
    if (entry && entry.until > Date.now()) return entry.pace;
    const pace = measure(kind);
    known.set(kind, { until: Date.now() + paceForMs, pace });
    pace.catch(() => known.delete(kind));
    return pace;
  };
}

/** By video too, which is what the ledger is indexed by. */
async function costsOf({ db }: ApiDeps, jobs: Job[]): Promise<Map<string | null, bigint>> {
  const sums = await db.prisma.apiUsage.groupBy({
    by: ['jobId'],
    where: { videoId: { in: jobs.map(({ videoId }) => videoId) }, jobId: { in: jobs.map(({ id }) => id) } },
    _sum: { costMicrocents: true },
  });
  return new Map(sums.map((sum) => [sum.jobId, sum._sum.costMicrocents ?? 0n]));
}

const placeForMs = 500;
const maxPlaces = 5_000;

/** Asked of Redis at most twice a second for a job, however many poll it. */
function rememberPlaces(deps: ApiDeps): JobPresenter['placeOf'] {
  const known = new Map<string, { until: number; place: Promise<number | null> }>();
  return async (job) => {
    if (!isOpen(job)) return null;
    const id = runId({ jobId: job.id, phase: job.phase, delivery: job.deliveries });
    const entry = known.get(id);
    if (entry && entry.until > Date.now()) return entry.place;
    if (known.size >= maxPlaces) known.clear();
    const place = deps.queues
      .position(job.phase === 'pipeline' ? 'pipeline.run' : 'assembly.run', id)
      .catch(() => null);
    known.set(id, { until: Date.now() + placeForMs, place });
    return place;
  };
}
