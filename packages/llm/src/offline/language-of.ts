import { wordsOf } from '../spoken-length.ts';
import { copies } from './copy/copies.ts';

const fewestHits = 4;

/** The language whose little words a text is full of; undefined where it is too short or too even to tell. */
export function languageOf(text: string): string | undefined {
  const words = wordsOf(text.toLowerCase()).map((word) => word.replaceAll(/[^\p{L}’-]/gu, ''));
  const ranked = Object.entries(copies)
    .map(([language, copy]) => {
      const little = littleWords(copy);
      return { language, hits: words.filter((word) => little.has(word)).length };
    })
    .toSorted((a, b) => b.hits - a.hits);
  const [first, second] = ranked;
  const isClear = first && second && first.hits >= fewestHits && first.hits >= second.hits * 1.5;
  return isClear ? first.language : undefined;
}

function littleWords(copy: (typeof copies)[string]): Set<string> {
  const { subjects = '', conjunctions = '', relatives = '', prepositions = '', articles = '' } = copy?.grammar ?? {};
  return new Set([subjects, conjunctions, relatives, prepositions, articles].join(' ').split(' '));
}
