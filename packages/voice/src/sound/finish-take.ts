import { findSpeech } from './find-speech.ts';
import { applyGain } from './limit-peaks.ts';
import { measureLoudness } from './loudness.ts';
import { takeSampleRate } from './take-format.ts';
import { writeWav } from './wav.ts';

export const takeLoudness = -18;
const edgeSeconds = 0.05;
const fadeSeconds = 0.008;
/** A whisper of a recording is mostly noise: it is not lifted further than this. */
const maxGainDb = 30;

/** Trimmed to about 50 ms of silence at both ends, matched to -18 LUFS. `offsetMs` is what was cut at the start. */
export function finishTake(samples: Float32Array): { wav: Buffer; durationMs: number; offsetMs: number } {
  const speech = findSpeech(samples, takeSampleRate) ?? { from: 0, to: samples.length };
  const edge = edgeSeconds * takeSampleRate;
  const from = speech.from - edge;
  const cut = new Float32Array(speech.to - speech.from + 2 * edge);
  // Where the recording starts or ends too close to the voice, silence is added.
  const available = samples.subarray(Math.max(0, from), Math.min(samples.length, speech.to + edge));
  cut.set(available, Math.max(0, -from));
  fadeEdges(cut);
  const gainDb = Math.min(maxGainDb, takeLoudness - measureLoudness(cut));
  const wav = writeWav(applyGain(cut, 10 ** (gainDb / 20)), takeSampleRate);
  return { wav, durationMs: (cut.length / takeSampleRate) * 1000, offsetMs: (from / takeSampleRate) * 1000 };
}

function fadeEdges(samples: Float32Array): void {
  const length = Math.min(samples.length >> 1, fadeSeconds * takeSampleRate);
  for (let index = 0; index < length; index += 1) {
    const mirrored = samples.length - 1 - index;
    samples[index] = (samples[index] ?? 0) * (index / length);
    samples[mirrored] = (samples[mirrored] ?? 0) * (index / length);
  }
}
