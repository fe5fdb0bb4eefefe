import type { SpokenWord } from '@bom/domain';
import type { SpeechPlan } from './plan-speech.ts';
import { spokenWeight } from './syllables.ts';

/** Written words with times, from the times of spoken units (seconds): the words of one unit share its time by length. */
export function spreadWords(plan: SpeechPlan, times: { start: number; end: number }[]): SpokenWord[] {
  return plan.units.flatMap(({ words }, index) => {
    const { start, end } = times[index] ?? { start: 0, end: 0 };
    const weights = words.map((word) => spokenWeight(word, plan.language));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let at = start;
    return words.map((text, place) => {
      const from = at;
      at += ((end - start) * (weights[place] ?? 0)) / total;
      return { text, startMs: Math.round(from * 1000), endMs: Math.round(at * 1000) };
    });
  });
}
