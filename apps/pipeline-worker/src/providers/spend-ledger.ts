import { BudgetExceededError, microcentsPerCent } from '@bom/domain';
import type { PlannedCall } from '@bom/domain';
import { lockClient, monthOf } from '@bom/db';
import type { Db, Tx } from '@bom/db';
import { assertDayBudget } from './day-budget.ts';
import type { DayBudget } from './day-budget.ts';

export interface SpendLedger {
  /**
   * Books a call before it is made, at its estimate: from then on budgets count it, and a crash leaves it behind as a call
   * that was probably billed. The booking's id.
   *
   * @throws BudgetExceededError where the video's, the client's month's or the studio's day's budget would be passed
   */
  book(mark: string, estimateMicrocents: number, planned: PlannedCall): Promise<string>;
  /** What crashed runs of a step left: calls whose outcome nobody knows stay as lost; with `adopt`, the last one's id. */
  inherit(mark: string, adopt: boolean): Promise<string[]>;
  /** Bookings whose calls are recorded by now, or were not billed. */
  release(ids: string[]): Promise<void>;
  /** All bookings of a step whose result and cost are stored. */
  releaseAll(mark: string): Promise<void>;
}

/** Who spends: a job, or the planning of one (which has no id yet). */
export interface SpendingJob {
  id: string | null;
  videoId: string;
}

/** Bookings are rows of `api_usage` like any call's, marked by the step in `request_id` while the call is open. */
export function openSpendLedger(
  db: Db,
  job: SpendingJob,
  { videoBudgetMicrocents, dayBudgetMicrocents }: { videoBudgetMicrocents: number } & DayBudget,
): SpendLedger {
  const { id: jobId, videoId } = job;
  const { apiUsage } = db.prisma;
  return {
    book: (mark, estimateMicrocents, planned) =>
      db.prisma.$transaction(async (tx) => {
        const { clientId, client } = await tx.video.findUniqueOrThrow({
          where: { id: videoId },
          select: { clientId: true, client: { select: { budgetCents: true } } },
        });
        // One booking of a client at a time, so that two can't both find the last cent unspent.
        await lockClient(tx, clientId);
        const limits = { videoBudgetMicrocents, monthBudgetCents: client.budgetCents };
        await assertWithinBudgets(tx, { videoId, clientId, estimateMicrocents, ...limits });
        await assertDayBudget(tx, { dayBudgetMicrocents, estimateMicrocents });
        const costMicrocents = BigInt(Math.round(estimateMicrocents));
        const row = { ...planned, clientId, videoId, jobId, requestId: mark, costMicrocents, ok: false };
        return (await tx.apiUsage.create({ data: row, select: { id: true } })).id;
      }),
    async inherit(mark, adopt) {
      const left = await apiUsage.findMany({
        where: { videoId, requestId: mark },
        orderBy: { id: 'desc' },
        select: { id: true },
      });
      const ids = left.map(({ id }) => id);
      const adopted = adopt ? ids.slice(0, 1) : [];
      const lost = ids.slice(adopted.length);
      if (lost.length > 0) await apiUsage.updateMany({ where: { id: { in: lost } }, data: { requestId: null } });
      return adopted;
    },
    async release(ids) {
      if (ids.length > 0) await apiUsage.deleteMany({ where: { id: { in: ids } } });
    },
    async releaseAll(mark) {
      await apiUsage.deleteMany({ where: { videoId, requestId: mark } });
    },
  };
}

interface Spending {
  videoId: string;
  clientId: string;
  estimateMicrocents: number;
  videoBudgetMicrocents: number;
  monthBudgetCents: number | null;
}

async function assertWithinBudgets(tx: Tx, spending: Spending): Promise<void> {
  const { videoId, clientId, estimateMicrocents, videoBudgetMicrocents, monthBudgetCents } = spending;
  const refuse = (message: string, spent: number) =>
    new BudgetExceededError(message, {
      details: { spent_microcents: spent, estimate_microcents: estimateMicrocents },
    });
  if (videoBudgetMicrocents > 0) {
    const spent = await spentBy(tx, { videoId });
    if (spent + estimateMicrocents > videoBudgetMicrocents) {
      const fix = 'raise VIDEO_BUDGET_CENTS and retry the job';
      throw refuse(`The next paid call would pass the budget of this video; ${fix}.`, spent);
    }
  }
  if (monthBudgetCents !== null) {
    const spent = await spentBy(tx, { clientId, createdAt: { gte: monthOf(new Date()) } });
    if (spent + estimateMicrocents > monthBudgetCents * microcentsPerCent) {
      const fix = "raise the client's budget, or retry the job next month";
      throw refuse(`The next paid call would pass what this client may cost this month; ${fix}.`, spent);
    }
  }
}

type UsageFilter = NonNullable<Parameters<Tx['apiUsage']['aggregate']>[0]>['where'];

async function spentBy(tx: Tx, where: UsageFilter & object): Promise<number> {
  const { _sum } = await tx.apiUsage.aggregate({ where, _sum: { costMicrocents: true } });
  return Number(_sum.costMicrocents ?? 0n);
}
