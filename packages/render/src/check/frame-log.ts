import type { FrameRange } from './plan-looks.ts';

/** Frames are judged at this size: small enough to be cheap, sampled (not averaged) so that small motion still shows. */
export const probeWidth = 96;
export const probeHeight = 160;
export const probeBytes = probeWidth * probeHeight;

/** Limited-range luma of black is 16; a coder's noise stays below this. */
const blackLuma = 26;
/** A second. */
export const stillLag = 30;

/** What was seen in one frame of the film. */
export interface FrameFacts {
  /** Share of pixels that are black. */
  black: number;
  /** Mean and spread of luma. */
  mean: number;
  spread: number;
  /** Mean absolute difference to the frame before, and to the one a second before; null where there is none. */
  change: number | null;
  changeOverSecond: number | null;
}

/**
 * Looks at grey frames one after another, those of `ranges` in film order; keeps no more than a second of them. `facts`
 * has holes between the ranges; frames beyond the last range follow it.
 */
export function createFrameLog(ranges: FrameRange[]): {
  add(frame: Uint8Array): void;
  facts: FrameFacts[];
  count(): number;
} {
  const facts: FrameFacts[] = [];
  const waiting = [...ranges];
  let range = waiting.shift();
  let next = range?.from ?? 0;
  let recent: Uint8Array[] = [];
  let count = 0;
  return {
    facts,
    count: () => count,
    add(frame) {
      if (next === range?.to && waiting.length > 0) {
        range = waiting.shift();
        next = range?.from ?? next;
        recent = [];
      }
      const [first, last] = [recent[0], recent.at(-1)];
      facts[next] = {
        ...lightOf(frame),
        change: last ? meanDifference(last, frame) : null,
        changeOverSecond: first && recent.length === stillLag ? meanDifference(first, frame) : null,
      };
      next += 1;
      count += 1;
      recent.push(Uint8Array.from(frame));
      if (recent.length > stillLag) recent.shift();
    },
  };
}

function lightOf(frame: Uint8Array): { black: number; mean: number; spread: number } {
  let dark = 0;
  for (const luma of frame) if (luma < blackLuma) dark += 1;
  return { black: dark / frame.length, ...spreadOf(frame) };
}

/** Mean and standard deviation. */
export function spreadOf(points: ArrayLike<number>): { mean: number; spread: number } {
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < points.length; at++) {
    const luma = points[at] ?? 0;
    sum += luma;
    squares += luma * luma;
  }
  const mean = sum / points.length;
  return { mean, spread: Math.sqrt(Math.max(0, squares / points.length - mean * mean)) };
}

/** Mean absolute difference of two frames' points. */
export function meanDifference(before: ArrayLike<number>, frame: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < frame.length; i++) {
    const step = (frame[i] ?? 0) - (before[i] ?? 0);
    sum += step < 0 ? -step : step;
  }
  return sum / frame.length;
}
