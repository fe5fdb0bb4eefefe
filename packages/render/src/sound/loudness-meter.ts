import { sampleRate } from '../frame-clock.ts';

/** Loudness of digital silence, as ffmpeg's meter says it too. */
export const silentLufs = -70;

/** K-weighting at 48 kHz: the two biquads of ITU-R BS.1770-4, annex 1, tables 1 and 2. */
const shelf = { b: [1.53512485958697, -2.69169618940638, 1.19839281085285], a: [-1.69065929318241, 0.73248077421585] };
const highPass = { b: [1, -2, 1], a: [-1.99004745483398, 0.99007225036621] };
/** Blocks of 400 ms that overlap by three quarters are made of steps of 100 ms. */
const stepSamples = sampleRate / 10;
const stepsPerBlock = 4;
const absoluteGate = -70;
const relativeGate = -10;

export interface LoudnessMeter {
  add(samples: Float32Array): void;
  /** Integrated loudness in LUFS of what was added, gated as EBU R 128 says; -70 where it is silent. */
  integrated(): number;
}

/**
 * Measures one channel that is played on both speakers (as a voice in the middle is). Sounds shorter than 400 ms are
 * measured as if they repeated.
 */
export function createLoudnessMeter(): LoudnessMeter {
  const tilt = createBiquad(shelf);
  const cutLows = createBiquad(highPass);
  const steps: number[] = [];
  let energy = 0;
  let filled = 0;
  return {
    add(samples) {
      const weighted = cutLows(tilt(samples));
      for (let i = 0; i < weighted.length; i++) {
        const value = weighted[i] ?? 0;
        energy += value * value;
        filled += 1;
        if (filled < stepSamples) continue;
        steps.push(energy / stepSamples);
        energy = 0;
        filled = 0;
      }
    },
    integrated() {
      return gatedLoudness(
        steps.length >= stepsPerBlock ? blocksOf(steps) : [mean([...steps, ...(filled > 0 ? [energy / filled] : [])])],
      );
    },
  };
}

type Samples = Float32Array | Float64Array;

/** Filters one piece after another; its state lasts between them. */
function createBiquad({ b, a }: { b: number[]; a: number[] }): (samples: Samples) => Float64Array {
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  const [a1 = 0, a2 = 0] = a;
  let state1 = 0;
  let state2 = 0;
  return (samples) => {
    const filtered = new Float64Array(samples.length);
    for (let i = 0; i < samples.length; i++) {
      const value = samples[i] ?? 0;
      const out = b0 * value + state1;
      state1 = b1 * value - a1 * out + state2;
      state2 = b2 * value - a2 * out;
      filtered[i] = out;
    }
    return filtered;
  };
}

function blocksOf(steps: number[]): number[] {
  return steps.slice(stepsPerBlock - 1).map((_, index) => mean(steps.slice(index, index + stepsPerBlock)));
}

function gatedLoudness(blocks: number[]): number {
  const audible = blocks.filter((energy) => lufs(energy) > absoluteGate);
  if (audible.length === 0) return silentLufs;
  const threshold = lufs(mean(audible)) + relativeGate;
  return lufs(mean(audible.filter((energy) => lufs(energy) > threshold)));
}

/** Two equal channels carry twice one's energy. */
function lufs(energy: number): number {
  return -0.691 + 10 * Math.log10(2 * energy + 1e-20);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
