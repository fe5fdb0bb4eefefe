import type { SpokenWord } from '@bom/domain';
import { alignTokens } from '../speech/align-words.ts';
import { shareTime } from '../speech/share-time.ts';
import { cleanText } from './clean-text.ts';
import { splitWords } from './split-words.ts';

/** Below this part of the script's letters found in the voice, script and voice say different things. */
const minMatch = 0.6;

/**
 * The words to show with their times: spelled and punctuated as the script has them, timed as they were spoken. Words
 * that the voice says otherwise ("24/7") take the time between their neighbours. A voice that says something else
 * altogether is shown as spoken. Without spoken words, `startMs..endMs` is shared by syllables and pauses.
 */
export function timeWords(scene: {
  text: string;
  spoken: SpokenWord[];
  startMs: number;
  endMs: number;
  language: string;
}): SpokenWord[] {
  const { startMs, endMs, language } = scene;
  const shown = splitWords(cleanText(scene.text), language);
  const spoken = scene.spoken.flatMap((word) => cleanSpoken(word, language));
  if (spoken.length === 0) return shareTime(shown, startMs, endMs);
  const spans = spokenSpans(shown, spoken);
  if (!spans) return spoken;
  return fillGaps({ shown, spans, startMs: spoken[0]?.startMs ?? startMs, endMs: spoken.at(-1)?.endMs ?? endMs });
}

function cleanSpoken(word: SpokenWord, language: string): SpokenWord[] {
  return shareTime(splitWords(cleanText(word.text), language), word.startMs, word.endMs);
}

interface Span {
  startMs: number;
  endMs: number;
}

/** Where each shown word was spoken, letter by letter; undefined where the voice says it otherwise. */
function spokenSpans(shown: string[], spoken: SpokenWord[]): (Span | undefined)[] | null {
  const letters = shown.flatMap((word, index) => lettersOf(word).map((letter) => ({ letter, index })));
  const voice = spoken.flatMap((word) => {
    const own = lettersOf(word.text);
    const step = (word.endMs - word.startMs) / Math.max(1, own.length);
    return own.map((letter, at) => ({
      letter,
      startMs: word.startMs + at * step,
      endMs: word.startMs + (at + 1) * step,
    }));
  });
  const pairs = alignTokens(
    letters.map(({ letter }) => letter),
    voice.map(({ letter }) => letter),
  );
  if (!pairs || letters.length === 0 || pairs.length < minMatch * letters.length) return null;
  const spans: ((Span & { matched: number }) | undefined)[] = shown.map(() => undefined);
  for (const { script, spoken: at } of pairs) {
    const index = letters[script]?.index ?? 0;
    const sound = voice[at];
    if (!sound) continue;
    const span = spans[index];
    spans[index] = span
      ? { ...span, endMs: sound.endMs, matched: span.matched + 1 }
      : { startMs: sound.startMs, endMs: sound.endMs, matched: 1 };
  }
  return spans.map((span, index) =>
    span && span.matched * 2 >= lettersOf(shown[index] ?? '').length ? span : undefined,
  );
}

function lettersOf(word: string): string[] {
  return (
    word
      .normalize('NFKD')
      .toLowerCase()
      .match(/[\p{L}\p{N}]/gu) ?? []
  );
}

function fillGaps(script: {
  shown: string[];
  spans: (Span | undefined)[];
  startMs: number;
  endMs: number;
}): SpokenWord[] {
  const { shown, spans, startMs, endMs } = script;
  const words: SpokenWord[] = [];
  for (let index = 0; index < shown.length;) {
    const span = spans[index];
    const floor = words.at(-1)?.endMs ?? startMs;
    if (span) {
      const from = Math.max(floor, Math.round(span.startMs + 1e-6));
      words.push({ text: shown[index] ?? '', startMs: from, endMs: Math.max(from, Math.round(span.endMs + 1e-6)) });
      index++;
      continue;
    }
    let next = index;
    while (next < shown.length && !spans[next]) next++;
    const ceiling = Math.max(floor, Math.round((spans[next]?.startMs ?? endMs) + 1e-6));
    words.push(...shareTime(shown.slice(index, next), floor, ceiling));
    index = next;
  }
  return words;
}
