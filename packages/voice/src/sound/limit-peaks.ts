import { takeSampleRate } from './take-format.ts';

const ceiling = 10 ** (-1.5 / 20);
const lookAhead = Math.round(takeSampleRate * 0.003);
const release = Math.exp(-1 / (takeSampleRate * 0.06));

/** Applies a gain and holds peaks below -1.5 dBFS: turned down 3 ms before a peak comes, back up over 60 ms. */
export function applyGain(samples: Float32Array, gain: number): Float32Array {
  const louder = samples.map((sample) => sample * gain);
  if (louder.every((sample) => Math.abs(sample) <= ceiling)) return louder;
  const allowed = louder.map((sample) => Math.min(1, ceiling / Math.max(1e-9, Math.abs(sample))));
  const ahead = slidingMinimum(allowed, lookAhead);
  let hold = 1;
  const envelope = ahead.map((target) => (hold = Math.min(target, 1 - (1 - hold) * release)));
  const smooth = slidingMean(envelope, lookAhead);
  return louder.map((sample, index) => sample * (smooth[index] ?? 1));
}

/** The least of each sample and the `width` after it. */
function slidingMinimum(values: Float32Array, width: number): Float32Array {
  const result = new Float32Array(values.length);
  const queue: number[] = [];
  let head = 0;
  for (let index = values.length - 1; index >= 0; index -= 1) {
    while (queue.length > head && (values[queue.at(-1) ?? 0] ?? 1) >= (values[index] ?? 1)) queue.pop();
    queue.push(index);
    if ((queue[head] ?? 0) > index + width) head += 1;
    result[index] = values[queue[head] ?? index] ?? 1;
  }
  return result;
}

/** The mean of each sample and the `width` before it: at a peak all of them are turned down already. */
function slidingMean(values: Float32Array, width: number): Float32Array {
  let sum = (values[0] ?? 1) * (width + 1);
  return values.map((value, index) => {
    sum += value - (values[Math.max(0, index - width - 1)] ?? 1);
    return sum / (width + 1);
  });
}
