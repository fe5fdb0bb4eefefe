import { findSpeech } from './sound/find-speech.ts';
import { takeSampleRate } from './sound/take-format.ts';
import type { UnitTimes } from './types.ts';

interface TimedSound {
  samples: Float32Array;
  times: UnitTimes;
}

/** A breath between two sentences, on top of the edges that each part keeps. */
const breathSeconds = 0.25;
const edgeSeconds = 0.03;

/** Parts of one narration as one sound, each without its own silence, a breath between them. */
export function joinParts(parts: TimedSound[]): TimedSound {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const trimmed = parts.map(trimPart);
  const breath = breathSeconds * takeSampleRate;
  const length = trimmed.reduce((sum, { samples }) => sum + samples.length, breath * (parts.length - 1));
  const samples = new Float32Array(length);
  const times: UnitTimes = [];
  let at = 0;
  for (const part of trimmed) {
    samples.set(part.samples, at);
    times.push(...shiftTimes(part.times, at / takeSampleRate));
    at += part.samples.length + breath;
  }
  return { samples, times };
}

function trimPart({ samples, times }: TimedSound): TimedSound {
  const speech = findSpeech(samples, takeSampleRate) ?? { from: 0, to: samples.length };
  const from = Math.max(0, speech.from - edgeSeconds * takeSampleRate);
  return {
    samples: samples.subarray(from, speech.to + edgeSeconds * takeSampleRate),
    times: shiftTimes(times, -from / takeSampleRate),
  };
}

function shiftTimes(times: UnitTimes, seconds: number): UnitTimes {
  return times.map(({ start, end }) => ({ start: start + seconds, end: end + seconds }));
}
