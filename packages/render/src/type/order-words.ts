export interface DirectedWord {
  /** Index among the line's words as they are read. */
  index: number;
  /** The base direction the word is set with. */
  rtl: boolean;
}

/**
 * A line's words from left to right. Words are reordered as the Unicode Bidirectional Algorithm (UAX 9, rules N1, N2
 * and L2) reorders their letters; each is then shaped on its own, so that one word can be lit without moving others.
 */
export function orderWords(words: string[], rtl: boolean): DirectedWord[] {
  const base = rtl ? 1 : 0;
  const strong = words.map(strongDirection);
  const levels = words.map((word, index) => levelOf(word, index, strong, base));
  const order = words.map((_, index) => index);
  for (let level = Math.max(0, ...levels); level > 0; level--) reverseRuns(order, levels, level);
  return order.map((index) => ({ index, rtl: setsRtl(index, strong, base === 1) }));
}

type Direction = 'ltr' | 'rtl' | null;

function strongDirection(word: string): Direction {
  const letter = word.match(/\p{L}/u)?.[0];
  if (letter === undefined) return null;
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u.test(
    letter,
  )
    ? 'rtl'
    : 'ltr';
}

function levelOf(word: string, index: number, strong: Direction[], base: number): number {
  const own = strong[index] ?? (/\p{N}/u.test(word) ? 'ltr' : null);
  if (own === 'ltr') return base === 0 ? 0 : 2;
  if (own === 'rtl') return 1;
  // Without letters: like both neighbours where they agree, like the paragraph where they don't.
  const before = strong.slice(0, index).findLast((direction) => direction !== null);
  const after = strong.slice(index + 1).find((direction) => direction !== null);
  if (before && before === after) return before === 'rtl' ? 1 : base === 0 ? 0 : 2;
  return base;
}

/** Punctuation at a word's end belongs to the paragraph, unless the next word runs the same way. */
function setsRtl(index: number, strong: Direction[], baseRtl: boolean): boolean {
  const own = strong[index];
  if (own === null || own === undefined) return baseRtl;
  const opposite = (own === 'rtl') !== baseRtl;
  return opposite && strong[index + 1] === own ? !baseRtl : baseRtl;
}

function reverseRuns(order: number[], levels: number[], level: number): void {
  let from = 0;
  while (from < order.length) {
    if ((levels[order[from] ?? 0] ?? 0) < level) {
      from++;
      continue;
    }
    let to = from;
    while (to < order.length && (levels[order[to] ?? 0] ?? 0) >= level) to++;
    order.splice(from, to - from, ...order.slice(from, to).toReversed());
    from = to;
  }
}
