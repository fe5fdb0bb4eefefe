import type { SpokenWord } from '@bom/domain';
import { speechWeight } from './speech-weight.ts';

/** Shares a stretch among words by how long each takes to say; a symbol takes next to nothing. */
export function shareTime(words: string[], startMs: number, endMs: number): SpokenWord[] {
  const weights = words.map((word) => Math.max(speechWeight(word), 0.25));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let said = 0;
  return words.map((text, index) => {
    const from = startMs + ((endMs - startMs) * said) / total;
    said += weights[index] ?? 0;
    return {
      text,
      startMs: Math.round(from + 1e-6),
      endMs: Math.round(startMs + ((endMs - startMs) * said) / total + 1e-6),
    };
  });
}
