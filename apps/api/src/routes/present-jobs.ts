import { createHash } from 'node:crypto';
import type { JobStatusAnswer } from '@bom/contracts';
import { countRunning, stageMedians } from '@bom/db';
import type { Job } from '@bom/db';
import { runId } from '@bom/jobs';
import type { ApiDeps } from '../deps.ts';
import { estimateEnd } from './estimate-end.ts';
import type { Pace } from './estimate-end.ts';
import { presentJob } from './present.ts';

export interface JobPresenter {
  /** What the status route answers, with cost, place in the queue and time left. */
  present(jobs: Job[]): Promise<JobStatusAnswer[]>;
  presentOne(job: Job): Promise<JobStatusAnswer>;
}

const paceForMs = 30_000;

export function createJobPresenter(deps: ApiDeps): JobPresenter {
  const paceOf = rememberPace(deps);

  async function present(jobs: Job[]): Promise<JobStatusAnswer[]> {
    const costs = await costsOf(
      deps,
      jobs.map(({ id }) => id),
    );
    return Promise.all(
      jobs.map(async (job) => {
        const queuePosition = isOpen(job) ? await placeInQueue(deps, job) : null;
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
  };
}

export const isOpen = ({ status }: Pick<Job, 'status'>): boolean => status === 'queued' || status === 'processing';

/** Changes with whatever a job's status tells; signed links may differ and still be the same answer. */
export function versionOf(job: Job): string {
  const { leaseUntil: _until, leaseToken: _token, updatedAt: _at, notBefore: _due, request: _asked, ...telling } = job;
  return createHash('sha256').update(JSON.stringify(telling)).digest('base64url').slice(0, 24);
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

async function costsOf({ db }: ApiDeps, jobIds: string[]): Promise<Map<string | null, bigint>> {
  const sums = await db.prisma.apiUsage.groupBy({
    by: ['jobId'],
    where: { jobId: { in: jobIds } },
    _sum: { costMicrocents: true },
  });
  return new Map(sums.map((sum) => [sum.jobId, sum._sum.costMicrocents ?? 0n]));
}

async function placeInQueue({ queues }: ApiDeps, job: Job): Promise<number | null> {
  const name = job.phase === 'pipeline' ? 'pipeline.run' : 'assembly.run';
  const id = runId({ jobId: job.id, phase: job.phase, delivery: job.deliveries });
  return queues.position(name, id).catch(() => null);
}
