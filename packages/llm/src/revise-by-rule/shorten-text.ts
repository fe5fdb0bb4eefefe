import { wordsOf } from '../spoken-length.ts';

const fewestWords = 4;
const wantedShare = 0.7;

/**
 * A shorter text made only by leaving out: last sentences until about two thirds of the words are left, or else what
 * follows the last comma or dash of the only sentence. The same text where neither leaves something whole.
 */
export function shortenText(text: string): string {
  const sentences = text.split(/(?<=[.!?…])\s+/u);
  const counts = sentences.map((sentence) => wordsOf(sentence).length);
  let words = counts.reduce((sum, count) => sum + count, 0);
  const wanted = words * wantedShare;
  let kept = sentences.length;
  while (kept > 1 && words > wanted) {
    const left = words - (counts[kept - 1] ?? 0);
    if (!stands(sentences[kept - 2] ?? '', left)) break;
    words = left;
    kept -= 1;
  }
  return kept < sentences.length ? sentences.slice(0, kept).join(' ') : withoutLastClause(text);
}

/** A question alone, or a line that announces what was cut, says nothing. */
function stands(lastSentence: string, words: number): boolean {
  return words >= fewestWords && !/[?:]$/.test(lastSentence);
}

/** From the first mark on after which no other one follows. */
function withoutLastClause(text: string): string {
  const whole = text.trim();
  const mark = /(?:,|;|\s[–—-])\s/gu;
  // A dash has its blank before it.
  mark.lastIndex = Math.max(0, ...[',', ';', '–', '—'].map((sign) => whole.lastIndexOf(sign) - 1));
  const match = mark.exec(whole);
  const clause = match ? whole.slice(match.index + match[0].length) : '';
  if (!match || /^[.!?…]?$/u.test(clause)) return text;
  const head = whole.slice(0, match.index);
  const end = /[.!?…]$/u.exec(clause)?.[0] ?? '';
  return wordsOf(head).length >= fewestWords ? head + end : text;
}
