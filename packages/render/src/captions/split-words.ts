import { columnsOf } from './clean-text.ts';
import { cutWord } from './cut-word.ts';

/**
 * The words of a clean text, as captions light them up: split at spaces; Chinese, Japanese, Thai, Lao, Khmer and
 * Burmese, which write none, by dictionary (Intl.Segmenter), with particles and punctuation kept to the word they
 * belong to, so that no line begins with a full stop or ends with an opening bracket. Words of more than `maxColumns`
 * are cut, and their pieces end in a mark (`goesOn`) that `joinWords` takes out again.
 */
export function splitWords(text: string, language: string, maxColumns = 28): string[] {
  return partsOf(text)
    .flatMap((part) => (unspaced.test(part) ? splitUnspaced(part, language) : [part]))
    .flatMap((word) => cutLongWord(word, maxColumns));
}

/** Split at spaces, but a dash or mark that stands alone ("–", "!" in French) stays with its word. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let opening = '';
  for (const part of text.split(' ').filter((each) => each !== '')) {
    const last = parts.length - 1;
    if (onlyOpening.test(part)) opening += `${part}\u00A0`;
    else if (last >= 0 && opening === '' && onlyMarks.test(part)) parts[last] += `\u00A0${part}`;
    else {
      parts.push(opening + part);
      opening = '';
    }
  }
  return opening === '' ? parts : [...parts, opening.trim()];
}

/** Words put together again as they are written on one line. */
export function joinWords(words: string[]): string {
  const line = words.reduce((before, word) => {
    if (before === '') return word;
    return withoutMark(before) + (spaceBetween(before, word) ? ' ' : '') + word;
  }, '');
  return atLineEnd(line);
}

/** Whether a space is written between two words that follow each other. */
export function spaceBetween(before: string, after: string): boolean {
  if (goesOn(before)) return false;
  return !(endsUnspaced.test(before) && startsUnspaced.test(after)) || /\s$/u.test(before);
}

function splitUnspaced(text: string, language: string): string[] {
  const words: string[] = [];
  let opening = '';
  for (const { segment } of segmenterOf(language).segment(text)) {
    if (leadsOn.test(segment)) {
      opening += segment;
      continue;
    }
    const last = words.at(-1);
    if (last !== undefined && opening === '' && clings.test(segment)) words[words.length - 1] = last + segment;
    else words.push(opening + segment);
    opening = '';
  }
  if (opening !== '') words.push((words.pop() ?? '') + opening);
  return words;
}

function segmenterOf(language: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language || 'en', { granularity: 'word' });
  } catch {
    return new Intl.Segmenter('en', { granularity: 'word' });
  }
}

function cutLongWord(word: string, maxColumns: number): string[] {
  if (word.length <= maxColumns / 2 || columnsOf(word) <= maxColumns) return [word];
  const pieces = cutWord(word, (text) => columnsOf(text) <= maxColumns);
  return pieces.map(({ text, hyphen }, index) =>
    index === pieces.length - 1 ? text : text + (hyphen ? softHyphen : wordJoiner),
  );
}

/**
 * Ends a piece of a cut word: on one line with the next piece neither is seen, and at a line's end the first is a
 * hyphen.
 */
const softHyphen = '\u00AD';
const wordJoiner = '\u2060';

/** Whether a word is a piece that the next one goes on with. */
export function goesOn(word: string): boolean {
  return word.endsWith(softHyphen) || word.endsWith(wordJoiner);
}

/** A word or a piece of one as it is written at a line's end. */
export function atLineEnd(word: string): string {
  return word.endsWith(softHyphen) ? `${word.slice(0, -1)}-` : withoutMark(word);
}

export function withoutMark(word: string): string {
  return goesOn(word) ? word.slice(0, -1) : word;
}

const unspacedScripts =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const cjkMarks = '\\u3000-\\u303F\\u30FB\\u30FC\\uFF00-\\uFF65';
const unspaced = new RegExp(`[${unspacedScripts}]`, 'u');
const endsUnspaced = new RegExp(`[${unspacedScripts}${cjkMarks}]\\p{M}*[!?.,…”’"')\\]]*$`, 'u');
const startsUnspaced = new RegExp(`^[“‘"'(\\[]*[${unspacedScripts}${cjkMarks}]`, 'u');
const onlyMarks = /^[!?.,:;…؟،؛·\p{Pd}\p{Pe}\p{Pf}]+$/u;
const onlyOpening = /^[\p{Ps}\p{Pi}]+$/u;
/** Opening brackets, and the Japanese honorifics that stand before a noun. */
const leadsOn = /^(?:[\p{Ps}\p{Pi}]+|[おご])$/u;
/** Closing marks, the long-vowel sign, and short runs of hiragana: particles and endings. */
const clings = /^(?:[\p{Pe}\p{Pf}\p{Po}\p{M}ーゝゞ々・〜~…\u200D]+|[\u3041-\u309F]{1,2})$/u;
