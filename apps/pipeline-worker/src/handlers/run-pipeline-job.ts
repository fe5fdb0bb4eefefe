import { nextDelivery, runClaimed } from '@bom/db';
import { backoffDelayMs, catalog, deliverRun } from '@bom/jobs';
import type { Handler } from '@bom/jobs';
import type { PipelineDeps } from '../deps.ts';
import { runPipeline } from '../pipeline.ts';

/** `pipeline.run`: claims the job, runs the pipeline, and delivers the job to assembly. */
export function runPipelineJob(deps: PipelineDeps): Handler<'pipeline.run'> {
  return async ({ job_id: jobId }, delivery) => {
    const outcome = await runClaimed(
      deps.db,
      {
        jobId,
        phase: 'pipeline',
        leaseMs: deps.leaseMs,
        maxAttempts: catalog['pipeline.run'].attempts,
        backoffMs: (attempt) => backoffDelayMs('pipeline.run', attempt),
        signal: delivery.signal,
        staff: deps.staff,
      },
      async (claim, signal) => {
        delivery.logger.info({ job_id: jobId, attempt: claim.job.attempt }, 'pipeline begins');
        await runPipeline({ ...deps, logger: delivery.logger }, claim, signal);
        await deliverAssembly(deps, { jobId, priority: claim.job.priority });
        return 'ended';
      },
    );
    if (outcome.next === 'nothing' && outcome.failure) {
      deps.metrics.jobsFailed.inc({ phase: 'pipeline', code: outcome.failure.code });
    }
    if (outcome.next === 'redeliver') await delivery.delay(outcome.delayMs);
  };
}

/** A queue that is away is no failure: the sweep delivers the row when it is back. */
async function deliverAssembly(
  { db, queues, logger }: PipelineDeps,
  { jobId, priority }: { jobId: string; priority: number },
): Promise<void> {
  try {
    const delivery = await nextDelivery(db, jobId);
    await deliverRun(queues, { jobId, phase: 'assembly', delivery, priority });
  } catch (error) {
    logger.warn({ err: error, job_id: jobId }, 'assembly not enqueued; the sweep will');
  }
}
