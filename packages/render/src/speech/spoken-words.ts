import type { SpokenWord } from '@bom/domain';
import { PermanentError } from '@bom/domain';

/** Timers of speech services wander by this much; more than that and the times cannot be trusted. */
const jitterMs = 250;

export interface RepairedWords {
  words: SpokenWord[];
  /** Times had to be moved, or words dropped. */
  repaired: boolean;
}

/**
 * Words in order, inside `[0, lengthMs]`, none overlapping the next. Small overlaps are trimmed; a word that starts
 * more than 250 ms before its predecessor makes all times untrustworthy, and none are returned (captions are then
 * timed by estimate). Throws PermanentError `bad_word_times` for times that are not times at all.
 */
export function repairWords(words: SpokenWord[], lengthMs: number, scene: number | null = null): RepairedWords {
  const spoken = words.filter((word) => word.text.trim() !== '');
  let repaired = spoken.length !== words.length;
  const result: SpokenWord[] = [];
  for (const word of spoken) {
    assertTimes(word, scene);
    const previous = result.at(-1);
    const floor = previous?.startMs ?? 0;
    if (word.startMs < floor - jitterMs) return { words: [], repaired: true };
    if (word.startMs >= lengthMs) {
      repaired = true;
      continue;
    }
    const startMs = Math.max(word.startMs, floor);
    const endMs = Math.min(Math.max(word.endMs, startMs), lengthMs);
    if (previous && previous.endMs > startMs) {
      result[result.length - 1] = { ...previous, endMs: startMs };
      repaired = true;
    }
    if (startMs !== word.startMs || endMs !== word.endMs) repaired = true;
    result.push({ text: word.text, startMs, endMs });
  }
  return { words: result, repaired };
}

function assertTimes(word: SpokenWord, scene: number | null): void {
  if (Number.isFinite(word.startMs) && Number.isFinite(word.endMs) && word.startMs >= 0) return;
  throw new PermanentError(
    'bad_word_times',
    `The word "${word.text.slice(0, 40)}" has no usable start and end time; send milliseconds from the take's start.`,
    { scene },
  );
}
