import { failRevisionPlan, finishRevisionPlan } from '@bom/db';
import type { Handler } from '@bom/jobs';
import { toStudioError } from '@bom/domain';
import type { PipelineDeps } from '../deps.ts';
import { planRevision } from '../revision/plan-revision.ts';

/** `revision.plan`: works out what a note changes. The row tells whoever waits; a failure is told there too. */
export function planRevisionJob(deps: PipelineDeps): Handler<'revision.plan'> {
  return async ({ plan_id: id }, delivery) => {
    const plan = await deps.db.prisma.revisionPlan.findUnique({ where: { id } });
    if (plan?.status !== 'pending') return;
    try {
      await finishRevisionPlan(deps.db, id, await planRevision(deps, { plan, signal: delivery.signal }));
    } catch (error) {
      const failure = toStudioError(error);
      if (delivery.signal.aborted) throw failure;
      if (failure.retriable && !delivery.isLastTry) throw failure;
      await failRevisionPlan(deps.db, id, { code: failure.code, detail: failure.message });
    }
  };
}
