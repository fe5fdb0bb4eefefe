import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Locked {
  version: string;
  engines?: { node?: string };
}
const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const floor = engines.node.replace('>=', '');
const page = read('docs/upgrade.md');

/** Rows of the page's table: a package, the version that it stays below or what it wants. */
const held = [...page.matchAll(/^\| `([^`]+)` +\| (below (\d+)|wants Node \d+)/gm)].map(([, name = '', , below]) => ({
  name,
  below: below === undefined ? null : Number(below),
}));

test('the set-up refuses a Node below the floor, and the page names it', () => {
  expect(read('setup/check-node.mjs')).toContain(`[${floor.split('.').join(', ')}]`);
  expect(page).toContain(`Node ${floor}`);
});

test('every installed package runs on the floor, but those that the page tells of', () => {
  const needy = Object.entries(packages).filter(([, { engines }]) => !allows(engines?.node ?? '*', `${floor}.0`));
  const named = needy.map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(named.toSorted()).toEqual(held.filter(({ below }) => below === null).map(({ name }) => name));
});

test('what has left the floor stays below the version that left it', () => {
  const pinned = held.flatMap(({ name, below }) => (below === null ? [] : [[name, below] as const]));
  expect(pinned.map(([name]) => name)).toEqual(expect.arrayContaining(['@types/node', 'file-type']));
  for (const [name, below] of pinned) {
    const major = Number.parseInt(packages[`node_modules/${name}`]?.version ?? '', 10);
    expect({ name, isHeld: major < below }).toEqual({ name, isHeld: true });
  }
});

test.each([
  ['>=20', true],
  ['>= 20.19.0', true],
  ['^20.19 || ^22.12 || >=24.0', true],
  ['^18.14.0 || >=20.20', false],
  ['>=22.0.0', false],
  ['^22', false],
  ['>=6 <20', false],
  ['10.* || >=12', true],
  ['*', true],
])('the range %s: %s', (range, is) => expect(allows(range, '20.19.0')).toBe(is));

/** The ranges that packages write for Node; one of another form is an error. */
function allows(range: string, version: string): boolean {
  return range.split('||').some((part) =>
    part
      .trim()
      .replaceAll(/([<>=^~]) +/g, '$1')
      .split(/\s+/)
      .every((comparator) => isWithin(comparator, version)),
  );
}

function isWithin(comparator: string, version: string): boolean {
  if (/^(\*|x|)$/.test(comparator)) return true;
  const [, sign = '', named] = /^(>=|<=|>|<|\^|~|=|)v?(\d+(?:\.[\dx*]+){0,2})$/.exec(comparator) ?? [];
  if (named === undefined) throw new Error(`a range of Node versions that this test does not know: ${comparator}`);
  const parts = named.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const order = compare(version, parts);
  if (sign === '>=') return order >= 0;
  if (sign === '>') return order > 0;
  if (sign === '<') return order < 0;
  if (sign === '<=') return order <= 0;
  return order >= 0 && Number.parseInt(version, 10) === parts[0];
}

function compare(version: string, parts: number[]): number {
  const own = version.split('.').map(Number);
  return [0, 1, 2].map((index) => (own[index] ?? 0) - (parts[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
