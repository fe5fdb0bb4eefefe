import { faultPoint } from '@bom/runtime';
import type { Queues } from './queues.ts';

export interface RunToDeliver {
  jobId: string;
  phase: 'pipeline' | 'assembly';
  /** Counts deliveries of this row, so that no id is used twice. */
  delivery: number;
  priority: number;
  delayMs?: number;
  /** As kept with the row; without it, of the span that runs now. */
  traceparent?: string | null;
}

/** The queue job's id of a delivery; also how the sweep asks whether the row is in good hands. */
export function runId({ jobId, phase, delivery }: Pick<RunToDeliver, 'jobId' | 'phase' | 'delivery'>): string {
  return `${phase}-${jobId}-${delivery}`;
}

/** Enqueues the job that moves a row on. */
export async function deliverRun(queues: Queues, run: RunToDeliver): Promise<void> {
  const { jobId, phase, priority, delayMs, traceparent } = run;
  const name = phase === 'pipeline' ? 'pipeline.run' : 'assembly.run';
  faultPoint('afterPgBeforeEnqueue');
  const options = { id: runId(run), priority, traceparent, ...(delayMs ? { delayMs } : {}) };
  await queues.enqueue(name, { job_id: jobId }, options);
  faultPoint('afterEnqueueBeforeMark');
}
