import type { SpokenWord } from '@bom/domain';
import { breakLines, phrasePenalty } from './break-lines.ts';
import { columnsOf } from './clean-text.ts';
import { spaceBetween } from './split-words.ts';

export interface GroupRules {
  maxColumns: number;
  maxLines: number;
  maxWords: number;
  minMs: number;
  maxMs: number;
}

/** A group's lines. */
export type WordGroup = SpokenWord[][];

/**
 * Cuts spoken words into groups that are read at once: each fits `maxLines` of `maxColumns`, ends where the sentence
 * or the voice pauses where it can, and is neither a blink nor a wall. The best cut of all, by dynamic programming.
 * A word wider than a line gets a line of its own.
 */
export function groupWords(words: SpokenWord[], rules: GroupRules): WordGroup[] {
  const widthOf = lineMeasure(words);
  const best: { cost: number; from: number; lines: number[] }[] = [{ cost: 0, from: 0, lines: [] }];
  for (let to = 1; to <= words.length; to++) {
    let chosen = { cost: Infinity, from: to - 1, lines: [1] };
    for (let from = to - 1; from >= Math.max(0, to - rules.maxWords); from--) {
      const lines = linesOf({ words, widthOf, from, to, rules });
      if (!lines) break;
      const cost = (best[from]?.cost ?? 0) + groupCost({ words, from, to, rules });
      if (cost < chosen.cost) chosen = { cost, from, lines };
    }
    best.push(chosen);
  }
  const groups: WordGroup[] = [];
  for (let to = words.length; to > 0;) {
    const { from, lines } = best[to] ?? { from: to - 1, lines: [1] };
    let at = from;
    groups.unshift(lines.map((size) => words.slice(at, (at += size))));
    to = from;
  }
  return groups;
}

function linesOf(group: {
  words: SpokenWord[];
  widthOf: (from: number, to: number) => number;
  from: number;
  to: number;
  rules: GroupRules;
}): number[] | null {
  const { words, widthOf, from, to, rules } = group;
  if (to - from === 1) return [1];
  return breakLines({
    count: to - from,
    widthOf: (a, b) => widthOf(from + a, from + b),
    maxWidth: rules.maxColumns,
    maxLines: rules.maxLines,
    penaltyAfter: (index) => phrasePenalty(words[from + index]?.text ?? ''),
  });
}

/** Columns of any run of words on one line, from running sums. */
function lineMeasure(words: SpokenWord[]): (from: number, to: number) => number {
  const ends = [0];
  const spaces = [0];
  words.forEach((word, index) => {
    const next = words[index + 1];
    ends.push((ends[index] ?? 0) + columnsOf(word.text));
    spaces.push((spaces[index] ?? 0) + (next && spaceBetween(word.text, next.text) ? 1 : 0));
  });
  return (from, to) => (ends[to] ?? 0) - (ends[from] ?? 0) + (spaces[to - 1] ?? 0) - (spaces[from] ?? 0);
}

const longPauseMs = 350;

function groupCost(group: { words: SpokenWord[]; from: number; to: number; rules: GroupRules }): number {
  const { words, from, to, rules } = group;
  const first = words[from];
  const last = words[to - 1];
  if (!first || !last) return Infinity;
  const next = words[to];
  const shownMs = (next && next.startMs - last.endMs < longPauseMs ? next.startMs : last.endMs) - first.startMs;
  let cost = 1;
  // Both in units of one group more.
  if (shownMs < rules.minMs) cost += 2.5 * (1 - shownMs / rules.minMs);
  if (shownMs > rules.maxMs) cost += 4 * (shownMs / rules.maxMs - 1);
  if (next && next.startMs - last.endMs < longPauseMs) cost += phrasePenalty(last.text) * 9;
  for (let i = from; i < to - 1; i++) cost += innerBreakCost(words[i], words[i + 1]);
  return cost;
}

/** A sentence that ends inside a group, or a silence in it. */
function innerBreakCost(word: SpokenWord | undefined, next: SpokenWord | undefined): number {
  if (!word || !next) return 0;
  const ends = phrasePenalty(word.text) === 0 ? 1.2 : 0;
  return ends + (next.startMs - word.endMs > 2 * longPauseMs ? 1.5 : 0);
}
