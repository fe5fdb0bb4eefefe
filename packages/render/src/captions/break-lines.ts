export interface LineBreakRequest {
  /** How many words there are. */
  count: number;
  /** Width of the words `from` up to, not including, `to`, set on one line. */
  widthOf(from: number, to: number): number;
  maxWidth: number;
  maxLines: number;
  /** How bad a break after this word reads, in widths squared of one line; 0 is a good place. */
  penaltyAfter(word: number): number;
}

/**
 * Words per line: as few lines as hold them, and among those the most even ones that break well (least sum of squared
 * slack, after Knuth and Plass, "Breaking Paragraphs into Lines", 1981). Null where they don't fit.
 */
export function breakLines(request: LineBreakRequest): number[] | null {
  for (let lines = 1; lines <= request.maxLines; lines++) {
    const broken = breakInto(lines, request);
    if (broken) return broken;
  }
  return null;
}

function breakInto(lines: number, request: LineBreakRequest): number[] | null {
  const { count, widthOf, maxWidth, penaltyAfter } = request;
  // best[l][j]: the words before j on l lines.
  const best: ({ cost: number; from: number } | undefined)[][] = [[{ cost: 0, from: 0 }]];
  for (let line = 1; line <= lines; line++) {
    const row: ({ cost: number; from: number } | undefined)[] = [];
    for (let to = line; to <= count; to++) {
      for (let from = to - 1; from >= line - 1; from--) {
        const width = widthOf(from, to);
        if (width > maxWidth) break;
        const before = best[line - 1]?.[from];
        if (!before) continue;
        const slack = (maxWidth - width) / maxWidth;
        const cost = before.cost + slack * slack + (to === count ? 0 : penaltyAfter(to - 1));
        if (cost < (row[to]?.cost ?? Infinity)) row[to] = { cost, from };
      }
    }
    best.push(row);
  }
  return trace(best, lines, count);
}

function trace(best: ({ cost: number; from: number } | undefined)[][], lines: number, count: number): number[] | null {
  const sizes: number[] = [];
  let to = count;
  for (let line = lines; line > 0; line--) {
    const cell = best[line]?.[to];
    if (!cell) return null;
    sizes.unshift(to - cell.from);
    to = cell.from;
  }
  return to === 0 ? sizes : null;
}

/** 0 after punctuation, more inside a phrase, most after a short word that leans on the next ("of", "der", "la"). */
export function phrasePenalty(word: string): number {
  if (/[.!?…。！？؟]["'”’)\]」』]*$/u.test(word)) return 0;
  if (/[,;:–—،؛、，：；]["'”’)\]」』]*$/u.test(word)) return 0.02;
  const letters = word.match(/\p{L}/gu)?.length ?? 0;
  return letters <= 3 && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(word)
    ? 0.22
    : 0.14;
}
