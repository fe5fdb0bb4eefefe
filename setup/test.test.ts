import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bom-test-command-'));
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  for (const name of ['prettier', 'oxlint', 'tsc', 'knip']) fake(name, 'echo "said by it"');
  fakeJest({ numPassedTests: 5, numPendingTests: 1, testResults: [] }, 0);
});

afterEach(() => rmSync(root, { recursive: true }));

test('all is well: a line for each check, none of their output, and the sum last', () => {
  const { status, stdout } = runTest();
  expect(stdout.replaceAll(/\d+\.\d s/g, 'n s').split('\n')).toEqual([
    'ok     formatting (n s)',
    'ok     types (n s)',
    'ok     lint (n s)',
    'ok     types of the benches (n s)',
    'ok     types of the documentation’s tools (n s)',
    'ok     dead code (n s)',
    '',
    '21 passed, 0 failed, 3 skipped',
    '',
  ]);
  expect(status).toBe(0);
});

test('a check that fails shows its output, and the rest runs all the same', () => {
  fake('oxlint', 'echo "x.ts: no good"; exit 1');
  const { status, stdout } = runTest();
  expect(stdout).toMatch(/FAILED lint \(.*\)\nx\.ts: no good\nok {5}types of the benches/);
  expect(stdout).toMatch(/\n\nFailed:\n {2}lint\n\n20 passed, 1 failed, 3 skipped\n$/);
  expect(status).toBe(1);
});

const passing = { fullName: 'films are fast', status: 'passed' };

test.each([
  [
    'failing tests',
    { status: 'failed', assertionResults: [passing, { fullName: 'films are right', status: 'failed' }] },
    1,
    'a.test.ts: films are right',
  ],
  ['a suite that does not load', { status: 'failed', assertionResults: [] }, 1, 'a.test.ts: did not run'],
  [
    'a bad exit without a failed test',
    { status: 'passed', assertionResults: [passing] },
    1,
    'jest --selectProjects unit --maxWorkers=1 (ended with 1)',
  ],
  ['a run that died before its result', undefined, 137, 'jest --selectProjects unit --maxWorkers=1 (ended with 137)'],
])('%s count as failed, and are named last', (_case, result, exitCode, named) => {
  const testResults = [{ name: join(root, 'a.test.ts'), ...result }];
  fakeJest(result && { numPassedTests: 5, numPendingTests: 0, testResults }, exitCode);
  const { status, stdout } = runTest();
  expect(stdout).toContain(`\nFailed:\n  ${named}\n`);
  expect(stdout.trimEnd().split('\n').at(-1)).toContain(', 3 failed, ');
  expect(status).toBe(1);
});

function runTest(): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [join(__dirname, 'test.mjs')], { cwd: root, encoding: 'utf8' });
}

function fake(name: string, script: string): void {
  writeFileSync(join(root, 'node_modules/.bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** All runs end alike. */
function fakeJest(result: object | undefined, exitCode: number): void {
  const write = result
    ? `for a in "$@"; do case $a in --outputFile=*) echo '${JSON.stringify(result)}' > "\${a#*=}";; esac; done`
    : '';
  fake('jest', `${write}\nexit ${exitCode}`);
}
