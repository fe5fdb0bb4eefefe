import type { SpokenWord } from '@bom/domain';
import { planSpeech, type SpeechPlan } from '../text/plan-speech.ts';
import { spreadWords } from '../text/spread-words.ts';
import type { UnitTimes } from '../types.ts';
import { findBoundaries } from './find-boundaries.ts';
import { readSpeechTime } from './speech-time.ts';

/**
 * Finds the words of a text in a recording of it. `samples` -1..1, mono. The words as written, in order, in milliseconds
 * from the recording's start. No speech recognition: the recording's pauses and dips in loudness are matched with the text's
 * punctuation and the lengths that its words should have, so the text must be what is said.
 * Throws PermanentError `voice_text_empty`.
 */
export function alignWords(o: {
  samples: Float32Array;
  sampleRate: number;
  text: string;
  language: string;
}): SpokenWord[] {
  const plan = planSpeech({ text: o.text, language: o.language });
  return spreadWords(plan, alignUnits({ samples: o.samples, sampleRate: o.sampleRate, plan }));
}

/** Seconds of each of the plan's units. */
export function alignUnits(o: { samples: Float32Array; sampleRate: number; plan: SpeechPlan }): UnitTimes {
  const speech = readSpeechTime(o.samples, o.sampleRate);
  const boundaries = findBoundaries(speech, o.plan.units);
  return o.plan.units.map((_, index) => ({
    start: speech.secondsAfter(boundaries[index] ?? 0),
    end: speech.secondsBefore(boundaries[index + 1] ?? speech.length),
  }));
}
