/** A fenced block of a page. */
export interface Block {
  /** The first word after the fence, for the colours. */
  language: string;
  /** The words after it, which say what the tests do with the block. */
  words: string[];
  text: string;
  /** Where its text begins, from 1. */
  line: number;
}

/** The fenced blocks of a page in their order, those in lists with their indentation taken off. */
export function readBlocks(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { block: Block; fence: string; indent: string; lines: string[] } | null = null;
  for (const [index, line] of page.split('\n').entries()) {
    if (open) {
      if (line.trim() === open.fence) {
        blocks.push({ ...open.block, text: open.lines.join('\n') });
        open = null;
      } else open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart());
      continue;
    }
    const [, indent = '', fence = '', info = ''] = /^(\s*)(`{3,})(.*)$/.exec(line) ?? [];
    if (!fence) continue;
    const [language = '', ...words] = info.trim().split(/\s+/);
    open = { block: { language, words, text: '', line: index + 2 }, fence, indent, lines: [] };
  }
  if (open) throw new Error(`The block at line ${open.block.line} has no end.`);
  return blocks;
}
