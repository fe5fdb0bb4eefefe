import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitFor } from '@bom/testing';

const repository = join(__dirname, '../..');

interface Set {
  name: string;
  command: string[];
  shows: string;
}

/** A repository with two tiny sets, each of which notes that it ran. */
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bom-nightly-'));
  mkdirSync(join(root, 'docs'));
  writeFileSync(join(root, 'docs/nightly.md'), '# Page\n\n<!-- results -->\n<!-- end of results -->\n\nThe end.\n');
  writeFileSync(join(root, '.gitignore'), '.data\nran\nbroken\nwaits\nsets.mjs\n');
  makeSets([shellSet('one', 'echo one >> ran'), shellSet('two', 'echo two >> ran; test ! -e broken')]);
  git('init', '--quiet');
  commitAll();
});

afterEach(() => rmSync(root, { recursive: true }));

test('all sets are run, and their results stand on the page, which keeps its words', () => {
  const { status, stdout } = runNightly();
  expect(status).toBe(0);
  expect(ran()).toEqual(['one', 'two']);
  expect(rows()).toEqual([
    ['one', 'passed', git('rev-parse', '--short', 'HEAD')],
    ['two', 'passed', git('rev-parse', '--short', 'HEAD')],
  ]);
  expect(page()).toMatch(/^# Page\n[^]*\nThe end\.\n$/);
  expect(stdout).toContain('| one | shows one     | passed |');
});

test('a set that fails is told of, does not keep the others from running, and is run again', () => {
  writeFileSync(join(root, 'broken'), '');
  makeSets([shellSet('two', 'echo two >> ran; test ! -e broken'), shellSet('one', 'echo one >> ran')]);
  expect(runNightly().status).toBe(1);
  expect(rows().map(([name, result]) => `${name} ${result}`)).toEqual(['two failed', 'one passed']);
  rmSync(join(root, 'broken'));
  expect(runNightly().status).toBe(0);
  expect(ran()).toEqual(['two', 'one', 'two']);
});

test('what has passed is not run again on the same sources, committed or not, unless asked', () => {
  runNightly();
  commitAll();
  expect(runNightly().stdout).toContain('one: passed on these sources already');
  expect(ran()).toEqual(['one', 'two']);
  runNightly('--fresh');
  expect(ran()).toHaveLength(4);
  writeFileSync(join(root, 'source.ts'), 'changed');
  runNightly();
  expect(ran()).toHaveLength(6);
  commitAll();
  writeFileSync(join(root, 'source.ts'), 'and again');
  runNightly();
  expect(ran()).toHaveLength(8);
});

test('a set that was cut short is run again, and those before it are not', async () => {
  makeSets([shellSet('one', 'echo one >> ran'), shellSet('two', 'echo two >> ran; test -e waits || sleep 600')]);
  const child = spawn(process.execPath, args());
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await waitFor(() => ran().includes('two'));
  child.kill('SIGTERM');
  expect(await ended).toBe(130);
  expect(rows()).toEqual([
    ['one', 'passed', expect.any(String)],
    ['two', 'not run yet', ''],
  ]);
  writeFileSync(join(root, 'waits'), '');
  expect(runNightly().status).toBe(0);
  expect(ran()).toEqual(['one', 'two', 'two']);
});

test('one set alone leaves the rows of the others as they are, and a strange name is refused', () => {
  runNightly();
  const before = rows();
  writeFileSync(join(root, 'source.ts'), 'changed');
  commitAll();
  runNightly('--only', 'two');
  expect(ran()).toEqual(['one', 'two', 'two']);
  expect(rows()[0]).toEqual(before[0]);
  expect(rows()[1]?.[2]).not.toBe(before[1]?.[2]);
  expect(runNightly('--only', 'three').stderr).toContain('no set is named three; there are one, two');
});

test('a program that is not there is a set that failed, and its log says so', () => {
  makeSets([{ name: 'one', command: ['no-such-program'], shows: 'nothing' }]);
  const { status, stdout } = runNightly();
  expect(status).toBe(1);
  const [, log = ''] = /its words: (.+)\)/.exec(stdout) ?? [];
  expect(readFileSync(log, 'utf8')).toContain('no-such-program');
});

test('a set that hangs is ended with all that it started, and says so', async () => {
  const file = pathToFileURL(join(repository, 'tests/nightly/run-set.mjs')).href;
  const set = {
    command: ['sh', '-c', 'sleep 600 & echo $! > ran; wait'],
    root,
    log: join(root, 'log'),
    limitMs: 1_000,
  };
  const program = `import { runSet } from '${file}'; console.log(await runSet(${JSON.stringify(set)}));`;
  const said = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  expect(said.stdout).toBe('took too long\n');
  await waitFor(() => !existsSync(`/proc/${ran()[0]}`));
});

describe('the sets of this repository', () => {
  const sets = readSets(join(repository, 'tests/nightly/sets.mjs'));
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  test('stand on the page, in their order and with what they show', () => {
    const written = tableRows(readFileSync(join(repository, 'docs/nightly.md'), 'utf8'));
    expect(written.map(([name, shows]) => [name, shows])).toEqual(sets.map(({ name, shows }) => [name, shows]));
  });

  test('name scripts and files that are there', () => {
    const missing = sets.filter(({ command: [program, ...rest] }) =>
      program === 'npm' ? !(rest[1] && scripts[rest[1]]) : !rest[0] || !existsSync(join(repository, rest[0])),
    );
    expect(missing).toEqual([]);
  });

  test('hold every script of long tests', () => {
    const ofPush = new Set(['test', 'test:unit', 'test:integration', 'test:e2e']);
    const long = Object.keys(scripts).filter((name) => /^(test|soak)/.test(name) && !ofPush.has(name));
    expect(sets.map(({ command }) => command[2])).toEqual(expect.arrayContaining(long));
  });
});

function shellSet(name: string, script: string): Set {
  return { name, command: ['sh', '-c', script], shows: `shows ${name}` };
}

function makeSets(sets: Set[]): void {
  writeFileSync(join(root, 'sets.mjs'), `export const sets = ${JSON.stringify(sets)};`);
}

function readSets(file: string): Set[] {
  const program = `import { sets } from ${JSON.stringify(pathToFileURL(file).href)}; console.log(JSON.stringify(sets));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  return JSON.parse(said) as Set[];
}

function args(...more: string[]): string[] {
  const own = ['--root', root, '--sets', pathToFileURL(join(root, 'sets.mjs')).href];
  return [join(repository, 'tests/nightly/run.mjs'), ...own, ...more];
}

function runNightly(...more: string[]) {
  return spawnSync(process.execPath, args(...more), { encoding: 'utf8' });
}

function git(...words: string[]): string {
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...who, ...words], { cwd: root, encoding: 'utf8' }).trim();
}

function commitAll(): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'change');
}

function ran(): string[] {
  return existsSync(join(root, 'ran')) ? readFileSync(join(root, 'ran'), 'utf8').trim().split('\n') : [];
}

function page(): string {
  return readFileSync(join(root, 'docs/nightly.md'), 'utf8');
}

/** Name, result and commit of each row. */
function rows(): (string | undefined)[][] {
  return tableRows(page()).map(([name, , result, , , commit]) => [name, result, commit]);
}

function tableRows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| -'));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
