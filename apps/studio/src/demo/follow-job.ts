import { waitForJob } from '@bom/client';
import type { BomClient, JobStatus } from '@bom/client';

const standstillMs = 10 * 60_000;

/** Waits for the job's end, showing where it stands; gives up when nothing moves for ten minutes. */
export async function followJob(
  client: BomClient,
  { jobId, show, signal }: { jobId: string; show(status: JobStatus): void; signal: AbortSignal },
): Promise<JobStatus> {
  const standstill = new AbortController();
  const giveUp = () => standstill.abort(new Error('The job has stood still for ten minutes.'));
  let timer = setTimeout(giveUp, standstillMs);
  try {
    return await waitForJob(client, jobId, {
      signal: AbortSignal.any([signal, standstill.signal]),
      onProgress(status) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, standstillMs);
        show(status);
      },
    });
  } finally {
    clearTimeout(timer);
  }
}
