import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** Sources that the product runs, without tests and without what Prisma generates. */
const sources = ['apps', 'packages']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  .filter((path) => /\/src\/.*\.ts$/.test(path) && !/node_modules|generated|test-support|\.test\.ts$/.test(path));

/** The arguments of each call that the pattern ends with the bracket of. */
function argumentsOf(text: string, call: RegExp): string[] {
  return [...text.matchAll(call)].map(({ index, 0: { length } }) => {
    let depth = 1;
    let end = index + length;
    for (; depth > 0 && end < text.length; end += 1)
      depth += '([{'.includes(text[end] ?? '') ? 1 : ')]}'.includes(text[end] ?? '') ? -1 : 0;
    return text.slice(index + length, end - 1);
  });
}

test('one file alone writes the status of videos', () => {
  const writes = /\bvideo\.(?:create|update|upsert)\w*\(/g;
  const writers = sources.filter((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const viaRelation =
      /\bvideos?: \{ (?:create|update|upsert|connectOrCreate)/.test(text) ||
      /UPDATE "?videos\b|INTO "?videos\b/i.test(text);
    return viaRelation || argumentsOf(text, writes).some((written) => /\bstatus\b/.test(written));
  });
  expect(sources.length).toBeGreaterThan(400);
  expect(writers).toEqual(['packages/db/src/films/move-video.ts']);
});
