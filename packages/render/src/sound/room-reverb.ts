import type { StereoBuffer } from './synth-voices.ts';

/**
 * Comb and all-pass lengths at 48 kHz after J. Moorer, "About this reverberation business" (1979); right a little
 * longer.
 */
const combLengths = [1427, 1559, 1741, 1877];
const allPassLengths = [613, 211];
const spread = 31;

/** A small warm room that keeps its state between calls: returns the wet sound of the given dry one. */
export function createRoom(): (dry: StereoBuffer) => StereoBuffer {
  const left = createChannel(0);
  const right = createChannel(spread);
  return (dry) => ({ left: left(dry.left), right: right(dry.right) });
}

function createChannel(extra: number): (dry: Float32Array) => Float32Array {
  const combs = combLengths.map((length) => ({ line: new Float32Array(length + extra), at: 0, low: 0 }));
  const allPasses = allPassLengths.map((length) => ({ line: new Float32Array(length + extra), at: 0 }));
  return (dry) => {
    const wet = new Float32Array(dry.length);
    for (let i = 0; i < dry.length; i++) {
      let sum = 0;
      for (const comb of combs) {
        const out = comb.line[comb.at] ?? 0;
        comb.low = out * 0.55 + comb.low * 0.45;
        comb.line[comb.at] = (dry[i] ?? 0) + comb.low * 0.8;
        comb.at = comb.at + 1 === comb.line.length ? 0 : comb.at + 1;
        sum += out;
      }
      for (const pass of allPasses) {
        const delayed = pass.line[pass.at] ?? 0;
        const input = sum + delayed * 0.5;
        pass.line[pass.at] = input;
        pass.at = pass.at + 1 === pass.line.length ? 0 : pass.at + 1;
        sum = delayed - input * 0.5;
      }
      wet[i] = sum * 0.25;
    }
    return wet;
  };
}
