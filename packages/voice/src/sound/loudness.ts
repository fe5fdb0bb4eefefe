import { takeSampleRate } from './take-format.ts';

/** One second-order filter: b0 b1 b2 a1 a2. */
type Biquad = readonly [number, number, number, number, number];

/** K-weighting at 48 kHz: the head's shelf, then the high-pass. Source: ITU-R BS.1770-4, tables 1 and 2. */
const shelf: Biquad = [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585];
const highPass: Biquad = [1, -2, 1, -1.99004745483398, 0.99007225036621];

const blockSeconds = 0.4;
const stepSeconds = 0.1;
const absoluteGate = -70;

/**
 * Integrated loudness of 48 kHz mono sound in LUFS by ITU-R BS.1770-4, gates included; shorter than a block of 400 ms
 * counts as one block. -Infinity for silence.
 */
export function measureLoudness(samples: Float32Array): number {
  const weighted = applyBiquad(applyBiquad(samples, shelf), highPass);
  const powers = blockPowers(weighted);
  const audible = powers.filter((power) => toLufs(power) > absoluteGate);
  const relativeGate = toLufs(mean(audible)) - 10;
  return toLufs(mean(audible.filter((power) => toLufs(power) > relativeGate)));
}

function applyBiquad(samples: Float32Array, [b0, b1, b2, a1, a2]: Biquad): Float32Array {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return samples.map((x0) => {
    const y0 = b0 * x0 + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x0;
    y2 = y1;
    y1 = y0;
    return y0;
  });
}

function blockPowers(samples: Float32Array): number[] {
  const block = Math.min(samples.length, blockSeconds * takeSampleRate);
  const step = stepSeconds * takeSampleRate;
  const powers: number[] = [];
  if (block === 0) return powers;
  for (let from = 0; from + block <= samples.length; from += step) {
    let sum = 0;
    for (let index = from; index < from + block; index += 1) sum += (samples[index] ?? 0) ** 2;
    powers.push(sum / block);
  }
  return powers;
}

function toLufs(power: number): number {
  return -0.691 + 10 * Math.log10(power);
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
