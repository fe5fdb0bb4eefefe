import { waitLimitMs } from './limits.ts';

/**
 * Asks until the predicate answers with something truthy, and returns that. An error it throws counts as "not yet"; the last
 * one is the cause of the error after `timeoutMs`, which a test sets only where the time itself is what it is about.
 */
export async function waitFor<T>(
  predicate: () => T | Promise<T>,
  { timeoutMs = waitLimitMs, intervalMs = 20 }: { timeoutMs?: number; intervalMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const answer = await predicate();
      if (answer) return answer;
    } catch (error) {
      cause = error;
    }
    await new Promise((wake) => setTimeout(wake, intervalMs));
  } while (Date.now() < deadline);
  throw new Error(`Waited ${timeoutMs} ms in vain for: ${predicate.toString()}`, { cause });
}
