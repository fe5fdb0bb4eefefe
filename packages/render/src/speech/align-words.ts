/** Beyond this many cells the table is not worth its time; the caller falls back to an estimate. */
const maxCells = 40_000_000;

/**
 * Longest common subsequence of two token lists, as pairs of indices in rising order: which script word was spoken
 * where, however many were skipped, added or misheard. Null where the lists are too long to compare.
 */
export function alignTokens(script: string[], spoken: string[]): { script: number; spoken: number }[] | null {
  const width = spoken.length + 1;
  if ((script.length + 1) * width > maxCells) return null;
  const lengths = new Uint16Array((script.length + 1) * width);
  for (let i = script.length - 1; i >= 0; i--) {
    for (let j = spoken.length - 1; j >= 0; j--) {
      const here = i * width + j;
      lengths[here] =
        script[i] === spoken[j]
          ? (lengths[here + width + 1] ?? 0) + 1
          : Math.max(lengths[here + width] ?? 0, lengths[here + 1] ?? 0);
    }
  }
  return walk({ script, spoken, lengths, width });
}

function walk(table: { script: string[]; spoken: string[]; lengths: Uint16Array; width: number }) {
  const { script, spoken, lengths, width } = table;
  const pairs: { script: number; spoken: number }[] = [];
  let i = 0;
  let j = 0;
  while (i < script.length && j < spoken.length) {
    const here = i * width + j;
    if (script[i] === spoken[j]) pairs.push({ script: i++, spoken: j++ });
    else if ((lengths[here + width] ?? 0) >= (lengths[here + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

/** A word as it is compared: letters and digits only, without case or accents. */
export function comparableToken(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
