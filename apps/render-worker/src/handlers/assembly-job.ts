import { runClaimed } from '@bom/db';
import { backoffDelayMs, catalog } from '@bom/jobs';
import type { Delivery, Handler } from '@bom/jobs';
import { runAssembly } from '../assembly.ts';
import type { RenderDeps } from '../deps.ts';
import { measureFilm } from './measure-film.ts';

/** `assembly.run`: claims the job and assembles; waits for its children without holding the claim. */
export function assemblyJob(deps: RenderDeps): Handler<'assembly.run'> {
  return async ({ job_id: jobId }, delivery) => {
    for (;;) {
      const outcome = await runOnce(deps, { jobId, delivery });
      if (outcome.next === 'redeliver') await delivery.delay(outcome.delayMs);
      if (outcome.next !== 'children') return;
      // Returns only when all children had ended before it could wait for them; then it is our turn again.
      await delivery.waitForChildren();
    }
  };
}

async function runOnce(deps: RenderDeps, { jobId, delivery }: { jobId: string; delivery: Delivery }) {
  const run = {
    jobId,
    phase: 'assembly' as const,
    leaseMs: deps.leaseMs,
    maxAttempts: catalog['assembly.run'].attempts,
    backoffMs: (attempt: number) => backoffDelayMs('assembly.run', attempt),
    signal: delivery.signal,
    staff: deps.staff,
  };
  const outcome = await runClaimed(deps.db, run, async (claim, signal) => {
    const result = await runAssembly(deps, { claim, signal, delivery });
    if (result === 'ended') await measureFilm(deps, jobId);
    return result;
  });
  if (outcome.next === 'nothing' && outcome.failure) {
    deps.metrics.jobsFailed.inc({ phase: 'assembly', code: outcome.failure.code });
  }
  return outcome;
}
