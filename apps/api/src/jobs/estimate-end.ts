import type { Job } from '@bom/db';
import { jobStages } from '@bom/domain';
import type { JobStage } from '@bom/domain';

/** What recent jobs of the same kind tell. */
export interface Pace {
  /** Median milliseconds of each stage; empty where there were none. */
  stageMs: Record<string, number>;
  /** Jobs that are worked on at once. */
  running: number;
}

type Timed = Pick<
  Job,
  'status' | 'stage' | 'stageStartedAt' | 'startedAt' | 'progress' | 'segmentsTotal' | 'segmentsDone'
>;

/**
 * Seconds until a job ends: what its stages took in recent jobs, less what it has spent in the one it is in, and, while
 * it waits, the time of those before it. Without recent jobs, the speed so far. Null where neither tells.
 */
export function estimateEnd(
  job: Timed,
  { pace, queuePosition, now }: { pace: Pace; queuePosition: number | null; now: number },
): number | null {
  if (job.status !== 'queued' && job.status !== 'processing') return null;
  const measured = byStages(job, { pace, queuePosition, now });
  const leftMs = measured ?? bySpeed(job, now);
  return leftMs === null ? null : Math.max(1, Math.round(leftMs / 1000));
}

const order = Object.keys(jobStages) as JobStage[];

function byStages(
  job: Timed,
  { pace, queuePosition, now }: { pace: Pace; queuePosition: number | null; now: number },
): number | null {
  const work = order.filter((stage) => stage !== 'queued' && stage !== 'done');
  const take = (stage: JobStage) => pace.stageMs[stage] ?? 0;
  const wholeMs = work.reduce((sum, stage) => sum + take(stage), 0);
  if (wholeMs === 0) return null;
  if (job.stage === 'queued') return wholeMs + ((queuePosition ?? 0) * wholeMs) / pace.running;
  const index = order.indexOf(job.stage as JobStage);
  const later = work.filter((stage) => order.indexOf(stage) > index);
  return restOfStage(job, { take, now }) + later.reduce((sum, stage) => sum + take(stage), 0);
}

/** Segments that are done tell more of rendering than other films do. */
function restOfStage(job: Timed, { take, now }: { take(stage: JobStage): number; now: number }): number {
  const spentMs = now - job.stageStartedAt.getTime();
  const { segmentsDone: done, segmentsTotal: total } = job;
  if (job.stage === 'rendering' && done > 0) return (spentMs / done) * Math.max(0, total - done);
  return Math.max(0, take(job.stage as JobStage) - spentMs);
}

function bySpeed({ startedAt, progress }: Timed, now: number): number | null {
  if (!startedAt || progress < 5) return null;
  return ((now - startedAt.getTime()) * (100 - progress)) / progress;
}
