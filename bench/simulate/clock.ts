import { setTimeout as sleep } from 'node:timers/promises';

/** How much of a real second a simulated one takes is 1 / scale. */
let scale = 1;
let askedMs = 0;
let spentMs = 0;

export function setScale(simulatedSecondsPerSecond: number): void {
  scale = simulatedSecondsPerSecond;
}

/** Takes so many simulated seconds and no processor time. */
export async function spend(seconds: number, signal?: AbortSignal): Promise<void> {
  const ms = (seconds * 1000) / scale;
  const startedAt = performance.now();
  await sleep(ms, undefined, signal ? { signal } : {});
  askedMs += ms;
  spentMs += performance.now() - startedAt;
}

/** By how much timers ran too long, as a share of what was asked of them; begins anew. */
export function readOvershoot(): number {
  const share = askedMs === 0 ? 0 : spentMs / askedMs - 1;
  [askedMs, spentMs] = [0, 0];
  return share;
}

/** A number in 0..1 that follows from the text alone, so that every run of a scenario draws the same durations. */
export function drawOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * Around a median, skewed as waits for services are: log-normal with sigma 0.3 (95th percentile 1.6 times the median), by
 * the logistic approximation of the normal quantile.
 */
export function around(median: number, draw: number): number {
  const share = Math.min(0.995, Math.max(0.005, draw));
  return median * Math.exp((0.3 * Math.log(share / (1 - share))) / 1.702);
}
