import { graphemesOf } from './clean-text.ts';

/** A piece of a word too long for its line. */
export interface WordPiece {
  text: string;
  /** Whether a hyphen is written where the line ends after it: inside letters, not after a mark of an address. */
  hyphen: boolean;
}

const separator = /^[/.\-_?&=#:@+~,|]$/u;
const letter = /^\p{L}\p{M}*$/u;
/** An address is not cut after its first few characters for the sake of a mark. */
const leastShare = 0.4;
/** Fewer letters than these don't stand on a line alone. */
const leastLetters = 3;

/**
 * Cuts a word into pieces that fit: addresses and compounds after their marks, other long words with a hyphen, and
 * never inside a character.
 */
export function cutWord(word: string, fits: (text: string) => boolean): WordPiece[] {
  const graphemes = graphemesOf(word);
  const pieces: WordPiece[] = [];
  for (let from = 0; from < graphemes.length;) {
    const longest = longestFitting(graphemes, from, fits);
    const isLast = from + longest === graphemes.length;
    const { length, hyphen } = isLast
      ? { length: longest, hyphen: false }
      : chooseCut(graphemes.slice(from, from + longest + leastLetters), longest);
    pieces.push({ text: graphemes.slice(from, from + length).join(''), hyphen });
    from += length;
  }
  return pieces;
}

function longestFitting(graphemes: string[], from: number, fits: (text: string) => boolean): number {
  let text = '';
  for (let length = 1; from + length <= graphemes.length; length++) {
    text += graphemes[from + length - 1];
    if (!fits(text)) return Math.max(1, length - 1);
  }
  return graphemes.length - from;
}

function chooseCut(graphemes: string[], longest: number): { length: number; hyphen: boolean } {
  for (let length = longest; length >= longest * leastShare; length--) {
    if (separator.test(graphemes[length - 1] ?? '')) return { length, hyphen: false };
  }
  // The hyphen takes a place too, and what follows is not a letter or two.
  const length = Math.min(longest - 1, graphemes.length - leastLetters);
  const around = graphemes.slice(Math.max(0, length - leastLetters), length + leastLetters);
  const inLetters = length >= leastLetters && around.every((grapheme) => letter.test(grapheme));
  return inLetters && !unhyphenated.test(around.join(''))
    ? { length, hyphen: true }
    : { length: longest, hyphen: false };
}

/** Scripts that know no hyphen, or join their letters across it. */
const unhyphenated =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Arabic}\p{Script=Hebrew}]/u;
