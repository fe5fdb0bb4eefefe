import { BudgetExceededError } from '@bom/domain';
import type { Tx } from '@bom/db';

/** What all paid calls of the studio together may cost from one midnight (UTC) to the next. */
export interface DayBudget {
  /** Millionths of a cent; 0 for no limit. */
  dayBudgetMicrocents: number;
}

/**
 * The brake over all clients, forms and callers: whatever has run wild stops here. Counts what failed after it was paid for, and
 * calls that are under way. Calls that ask in the same moment may pass it by what they cost themselves.
 *
 * @throws BudgetExceededError where the call would pass the day's budget
 */
export async function assertDayBudget(
  tx: Pick<Tx, 'apiUsage'>,
  { dayBudgetMicrocents, estimateMicrocents }: DayBudget & { estimateMicrocents: number },
): Promise<void> {
  if (dayBudgetMicrocents === 0 || estimateMicrocents === 0) return;
  const createdAt = { gte: new Date(new Date().setUTCHours(0, 0, 0, 0)) };
  const { _sum } = await tx.apiUsage.aggregate({ where: { createdAt }, _sum: { costMicrocents: true } });
  const spent = Number(_sum.costMicrocents ?? 0n);
  if (spent + estimateMicrocents <= dayBudgetMicrocents) return;
  const fix = 'find out what spends so much, then raise DAY_BUDGET_CENTS, or retry the job tomorrow';
  throw new BudgetExceededError(`The next paid call would pass what the studio may spend in a day; ${fix}.`, {
    details: { spent_microcents: spent, estimate_microcents: estimateMicrocents },
  });
}
