import type { Pause, SpeechUnit } from '../text/plan-speech.ts';
import type { SpeechTime } from './speech-time.ts';

/** Sounds before a pause are drawn out. Factors measured on espeak-ng, near those of natural speech. */
const drawnOut: Record<Pause, number> = { none: 1, short: 1.15, long: 1.2 };
/** What it costs that punctuation is not followed by a pause. */
const missingPause: Record<Pause, number> = { none: 0, short: 2, long: 5 };
/** A pause as long as this many frames is one that was meant. */
const meantPauseFrames = 12;

/**
 * Frames of speech time at which units start, and the end: the cheapest way (Viterbi) to give each unit about its expected
 * length, to cut at pauses and dips, and to have pauses where the punctuation is.
 */
export function findBoundaries(speech: SpeechTime, units: SpeechUnit[]): number[] {
  const expected = expectLengths(speech.length, units);
  const inside = pauseCosts(speech);
  const reach = Math.round(200 + speech.length * 0.1);
  const layers: Layer[] = [{ from: 0, costs: Float64Array.of(0), origins: Int32Array.of(0) }];
  let centre = 0;
  units.forEach((unit, index) => {
    const mean = expected[index] ?? 1;
    centre += mean;
    const isLast = index === units.length - 1;
    const range = isLast
      ? { from: speech.length, to: speech.length }
      : {
          from: Math.max(index + 1, Math.round(centre - reach)),
          to: Math.min(speech.length - 1, Math.round(centre + reach)),
        };
    const cutCost = (frame: number): number => (isLast ? 0 : boundaryCost(speech, unit.pauseAfter, frame));
    layers.push(extend(layers.at(-1), { range, mean, inside, cutCost }));
  });
  return trace(layers, speech.length);
}

/** Cheapest costs of ending a unit at each frame of a range, and where that unit then starts. */
interface Layer {
  from: number;
  costs: Float64Array;
  origins: Int32Array;
}

function expectLengths(total: number, units: SpeechUnit[]): number[] {
  const weights = units.map(({ weight, pauseAfter }) => weight * drawnOut[pauseAfter]);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => (weight * total) / sum);
}

/** Running cost of pauses that fall into a unit: a stop's closure costs next to nothing, a real pause much. */
function pauseCosts({ length, pauseBefore }: SpeechTime): Float64Array {
  const costs = new Float64Array(length + 1);
  for (let frame = 0; frame < length; frame += 1) {
    const pause = pauseBefore[frame] ?? 0;
    costs[frame + 1] = (costs[frame] ?? 0) + (pause === 0 ? 0 : Math.min(8, 0.4 + Math.max(0, pause - 8) * 0.35));
  }
  return costs;
}

function boundaryCost({ pauseBefore, aboveDip }: SpeechTime, pauseAfter: Pause, frame: number): number {
  const pause = pauseBefore[frame] ?? 0;
  const dip = pause > 0 ? 0 : Math.min(1, Math.max(0, aboveDip[frame] ?? 0) / 12);
  if (pauseAfter !== 'none') return pause >= meantPauseFrames ? 0 : missingPause[pauseAfter] + dip;
  return pause >= meantPauseFrames ? Math.min(2, (pause - meantPauseFrames) * 0.1) : dip;
}

interface Step {
  range: { from: number; to: number };
  mean: number;
  inside: Float64Array;
  cutCost: (frame: number) => number;
}

function extend(previous: Layer | undefined, { range, mean, inside, cutCost }: Step): Layer {
  const size = Math.max(0, range.to - range.from + 1);
  const layer: Layer = {
    from: range.from,
    costs: new Float64Array(size).fill(Infinity),
    origins: new Int32Array(size),
  };
  if (!previous) return layer;
  const spread = 2 * (4 + 0.32 * mean) ** 2;
  const longest = Math.ceil(mean * 3.5 + 40);
  for (let place = 0; place < size; place += 1) {
    const frame = range.from + place;
    const latest = Math.min(frame - 1, previous.from + previous.costs.length - 1);
    for (let start = Math.max(previous.from, frame - longest); start <= latest; start += 1) {
      const before = previous.costs[start - previous.from] ?? Infinity;
      // The pause before the unit's first frame is outside of it.
      const pauses = (inside[frame] ?? 0) - (inside[start + 1] ?? 0);
      const cost = before + (frame - start - mean) ** 2 / spread + pauses;
      if (cost < (layer.costs[place] ?? Infinity)) {
        layer.costs[place] = cost;
        layer.origins[place] = start;
      }
    }
    layer.costs[place] = (layer.costs[place] ?? Infinity) + cutCost(frame);
  }
  return layer;
}

/** Back from the end. A recording with less speech than units has no way through: its time is shared out evenly. */
function trace(layers: Layer[], length: number): number[] {
  const count = layers.length - 1;
  const last = layers[count];
  if (!Number.isFinite(last?.costs[0] ?? Infinity)) {
    return Array.from({ length: count + 1 }, (_, index) => Math.round((index * length) / count));
  }
  const boundaries = [length];
  for (let index = count; index > 0; index -= 1) {
    const layer = layers[index];
    boundaries.unshift(layer?.origins[(boundaries[0] ?? 0) - layer.from] ?? 0);
  }
  return boundaries;
}
