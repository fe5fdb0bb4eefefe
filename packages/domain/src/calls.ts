import type { UsageRecord } from './usage.ts';

/** A paid call that is about to be made, as far as it is known before. */
export interface PlannedCall {
  provider: string;
  model: string;
  operation: string;
  units: number;
  unit: UsageRecord['unit'];
}

/**
 * What a step hands to each outside call. `pending` and `savePending` let a call that is paid when it is submitted
 * (a queued image, say) survive a crash: the provider's request id is saved before waiting, and the next try resumes it.
 */
export interface CallContext {
  /** Aborts on cancel, lost claim and shutdown; it must reach every socket and every child process. */
  signal: AbortSignal;
  /** Reports one billed call, failed ones included; stored once, with the step's result. */
  recordUsage(usage: UsageRecord): void;
  /** What an earlier, interrupted try of the same step saved; undefined on the first try. */
  pending: unknown;
  savePending(value: unknown): Promise<void>;
  /**
   * Asked before each paid call. Waits for the provider's limits, and books the estimate until the call is recorded.
   * Throws BudgetExceededError where the call would pass a budget, and ProviderRefusal where the job had better wait than
   * this process.
   */
  authorizeSpend(estimateMicrocents: number, planned: PlannedCall): Promise<void>;
}

/** A word and its place in a take, in milliseconds from the take's start. */
export interface SpokenWord {
  text: string;
  startMs: number;
  endMs: number;
}
