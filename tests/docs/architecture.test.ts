import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalog, queueNames } from '@bom/jobs';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const schema = readFileSync(join(root, 'prisma/schema.prisma'), 'utf8');

/** The cells of each row of the tables under a heading. */
function rowsOf(heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', ''))
      .slice(1, -1),
  );
}

test('the architecture page lists every job with its queue, tries and time limit', () => {
  const known = Object.entries(catalog).map(([name, { queue, attempts, timeoutMs }]) => [
    queue,
    name,
    String(attempts),
    `${timeoutMs / 60_000} min`,
  ]);
  expect(rowsOf('Queues').map((row) => row.slice(0, 4))).toEqual(known);
  expect(new Set(known.map(([queue]) => queue))).toEqual(new Set(queueNames));
});

test('the architecture page lists every table', () => {
  const tables = [...schema.matchAll(/^ {2}@@map\("(\w+)"\)/gm)].map(([, name]) => name);
  expect(tables.length).toBeGreaterThan(20);
  const rows = rowsOf('Tables').map(([name]) => name);
  expect(new Set(rows)).toEqual(new Set(tables));
  expect(rows).toHaveLength(tables.length);
});

test('the architecture page names files that exist', () => {
  const named = [...page.matchAll(/`((?:apps|packages|prisma)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
