import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bom-test-command-'));
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  for (const name of ['prettier', 'oxlint', 'tsc', 'knip']) fake(name, 'echo "said by it"');
  fakeJest({ numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 1 }, 0);
});

afterEach(() => rmSync(root, { recursive: true }));

test('all is well: a line for each check, none of their output, and the sum last', () => {
  const { status, stdout } = runTest();
  expect(stdout.replaceAll(/\d+\.\d s/g, 'n s').split('\n')).toEqual([
    'ok     formatting (n s)',
    'ok     lint (n s)',
    'ok     types (n s)',
    'ok     types of the benches (n s)',
    'ok     types of the documentation’s tools (n s)',
    'ok     dead code (n s)',
    '',
    '16 passed, 0 failed, 2 skipped',
    '',
  ]);
  expect(status).toBe(0);
});

test('a check that fails shows its output, and the rest runs all the same', () => {
  fake('oxlint', 'echo "x.ts: no good"; exit 1');
  const { status, stdout } = runTest();
  expect(stdout).toMatch(/FAILED lint \(.*\)\nx\.ts: no good\nok {5}types/);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('15 passed, 1 failed, 2 skipped');
  expect(status).toBe(1);
});

test.each([
  ['failing tests', { numPassedTests: 5, numFailedTests: 2, numRuntimeErrorTestSuites: 0, numPendingTests: 0 }, 1, 4],
  [
    'a suite that does not load',
    { numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 1, numPendingTests: 0 },
    1,
    2,
  ],
  [
    'a bad exit without a failed test',
    { numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 0 },
    1,
    2,
  ],
  ['a run that died before its result', undefined, 137, 2],
])('%s count as failed', (_case, result, exitCode, failed) => {
  fakeJest(result, exitCode);
  const { status, stdout } = runTest();
  expect(stdout.trimEnd().split('\n').at(-1)).toContain(`, ${failed} failed, `);
  expect(status).toBe(1);
});

function runTest(): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [join(__dirname, 'test.mjs')], { cwd: root, encoding: 'utf8' });
}

function fake(name: string, script: string): void {
  writeFileSync(join(root, 'node_modules/.bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** Both suites end alike. */
function fakeJest(result: object | undefined, exitCode: number): void {
  const write = result
    ? `for a in "$@"; do case $a in --outputFile=*) echo '${JSON.stringify(result)}' > "\${a#*=}";; esac; done`
    : '';
  fake('jest', `${write}\nexit ${exitCode}`);
}
