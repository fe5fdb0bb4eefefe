/** How each opening mark may be closed. Marks that are letters' neighbours are apostrophes. */
const closers: Record<string, RegExp> = {
  '"': /"/gu,
  '“': /[”“]/gu,
  '„': /[“”"]/gu,
  '«': /»/gu,
  '»': /«/gu,
  '‘': /’(?![\p{L}\p{N}])/gu,
  "'": /'(?![\p{L}\p{N}])/gu,
};
const letter = /[\p{L}\p{N}]/u;

/** A text whose quotations are taken out and replaced by `⟦0⟧`; none goes over a line's end. Reads each line once. */
export function maskQuotes(text: string): { text: string; quoted: string[] } {
  const quoted: string[] = [];
  const lines = text.split('\n').map((line) => maskLine(line, quoted));
  return { text: lines.join('\n'), quoted };
}

function maskLine(line: string, quoted: string[]): string {
  const parts: string[] = [];
  /** Marks that nothing closes from here to the line's end, so that it is not looked for again. */
  const open = new Set<string>();
  let from = 0;
  for (const { 0: mark, index } of line.matchAll(/["“„«»‘']/gu)) {
    const isApostrophe = mark === "'" && letter.test(line[index - 1] ?? '');
    if (index < from || open.has(mark) || isApostrophe) continue;
    const end = findEnd(line, { mark, from: index + 1 });
    if (end === -1) open.add(mark);
    if (end <= index + 1) continue;
    parts.push(line.slice(from, index), `⟦${quoted.length}⟧`);
    quoted.push(line.slice(index + 1, end).trim());
    from = end + 1;
  }
  return [...parts, line.slice(from)].join('');
}

/** Where the next closing mark stands; -1 where there is none. */
function findEnd(line: string, { mark, from }: { mark: string; from: number }): number {
  const closer = closers[mark];
  if (!closer) return -1;
  closer.lastIndex = from;
  return closer.exec(line)?.index ?? -1;
}
