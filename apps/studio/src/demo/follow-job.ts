import { setTimeout as wait } from 'node:timers/promises';
import type { JobStatusAnswer } from '@bom/contracts';

const pollMs = 500;
/** A restarting API may fail a question or two. */
const outageMs = 30_000;
const standstillMs = 10 * 60_000;

/**
 * Asks for the job's status until it has ended, showing each answer. Throws after half a minute of failing questions, or when the job
 * stands still for ten minutes.
 */
export async function followJob(options: {
  ask(): Promise<JobStatusAnswer>;
  show(status: JobStatusAnswer): void;
  signal: AbortSignal;
}): Promise<JobStatusAnswer> {
  const { ask, show, signal } = options;
  let [answeredAt, movedAt, position] = [Date.now(), Date.now(), ''];
  for (;;) {
    try {
      const status = await ask();
      show(status);
      if (status.status !== 'processing') return status;
      answeredAt = Date.now();
      const now = `${status.stage} ${status.progress} ${status.segments.done}`;
      if (now !== position) [movedAt, position] = [Date.now(), now];
    } catch (error) {
      if (signal.aborted || Date.now() - answeredAt > outageMs) throw error;
    }
    if (Date.now() - movedAt > standstillMs) throw new Error(`The job stands still at "${position}" for ten minutes.`);
    await wait(pollMs, undefined, { signal });
  }
}
