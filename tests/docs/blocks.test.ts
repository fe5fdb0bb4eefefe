import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from './pages.ts';
import { readBlocks } from './read-blocks.ts';
import type { Block } from './read-blocks.ts';
import { isRunnable } from './run-page.ts';
import { pagesTriedElsewhere } from './tried-elsewhere.ts';

const known: ((block: Block, before: Block | undefined) => boolean)[] = [
  ({ words }) => words.length === 0,
  isRunnable,
  // Held against what the block before it printed.
  ({ language, words }, before) =>
    words.join() === 'answers' && ['json', 'text'].includes(language) && before !== undefined && isRunnable(before),
  ({ words }) => words.length === 2 && words[0] === 'file',
];

test.each(pages().map((page) => [page.path, page] as const))(
  '%s marks its blocks with words that the tests know',
  (_path, { text }) => {
    const blocks = readBlocks(text);
    const strange = blocks.filter((block, index) => !known.some((is) => is(block, blocks[index - 1])));
    expect(strange.map(({ line, language, words }) => [line, language, ...words])).toEqual([]);
  },
);

test('pages that are not run with the others are run by a test that names them', () => {
  for (const [page, file] of Object.entries(pagesTriedElsewhere)) {
    expect(existsSync(join(__dirname, '../..', page))).toBe(true);
    expect(readFileSync(join(__dirname, file), 'utf8')).toContain(page);
  }
});
