import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const proofs = [...page.matchAll(/“([^”]+)” in `([^`]+)`/g)].map(([, title = '', file = '']) => ({ title, file }));

test.each(proofs.map(({ title, file }) => [title, file]))('the proof “%s” is a test of %s', (title, file) => {
  expect(existsSync(join(root, file))).toBe(true);
  const source = readFileSync(join(root, file), 'utf8');
  const quoted = [`'${title.replaceAll("'", String.raw`\'`)}'`, `"${title}"`, `\`${title}\``];
  expect(quoted.some((text) => source.includes(text))).toBe(true);
});

test('every section of the security page that promises something names its proofs', () => {
  const sections = page.split(/^## /m).slice(1);
  const unproven = sections.filter((text) => !/“[^”]+” in `/.test(text)).map((text) => text.split('\n')[0]);
  expect(sections.length).toBeGreaterThan(8);
  expect(unproven).toEqual([]);
});
