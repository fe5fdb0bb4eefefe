import type { UsageRecord } from './usage.ts';

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
  /** Asked before each paid call; throws PermanentError `budget_exceeded` where the call would pass a budget. */
  authorizeSpend(estimateMicrocents: number): Promise<void>;
}

/** A word and its place in a take, in milliseconds from the take's start. */
export interface SpokenWord {
  text: string;
  startMs: number;
  endMs: number;
}
