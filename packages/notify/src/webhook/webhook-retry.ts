const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Waits before the first and each further try, ten in all, 75 hours: the example of Standard Webhooks 1.0.0. */
export const webhookRetryScheduleMs: number[] = [
  0,
  5000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

/**
 * How long to wait after `attempt` tries have failed (1: after the first), up to a tenth more than the schedule says, so that
 * the deliveries that failed together do not come back together.
 */
export function webhookRetryDelayMs(attempt: number): number {
  const last = webhookRetryScheduleMs.length - 1;
  const delayMs = webhookRetryScheduleMs[Math.min(Math.max(attempt, 0), last)] ?? 0;
  return Math.round(delayMs * (1 + Math.random() / 10));
}
