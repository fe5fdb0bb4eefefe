import { nextDelivery } from '@bom/db';
import type { Job } from '@bom/db';
import { deliverRun } from '@bom/jobs';
import type { ApiDeps } from '../deps.ts';

/** A queue that is away is no failure: the row is kept, and the sweep delivers it. */
export async function deliverJob({ db, queues, logger }: ApiDeps, job: Job): Promise<void> {
  try {
    const { id: jobId, phase, priority } = job;
    await deliverRun(queues, { jobId, phase, priority, delivery: await nextDelivery(db, jobId) });
  } catch (error) {
    logger.warn({ err: error, job_id: job.id }, 'job not enqueued; the sweep will');
  }
}
