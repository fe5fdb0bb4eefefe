/** Everything worth knowing before a push, in one run: one line for each check, and every failure, not just the first. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const workers = Math.max(2, Math.floor(availableParallelism() / 2));

const checks = [
  ['formatting', ['prettier', '--check', '.']],
  ['types', ['tsc', '-b']],
  ['lint', ['oxlint', '--type-aware', '--deny-warnings']],
  ['types of the benches', ['tsc', '-p', 'bench']],
  ['types of the documentation’s tools', ['tsc', '-p', 'docs/tools']],
  ['dead code', ['knip']],
];

/** The unit tests have a core for themselves while the checks have the other ones. */
const unit = ['--selectProjects', 'unit', '--maxWorkers=1'];

const integration = ['--selectProjects', 'integration', `--maxWorkers=${workers}`];

/** The e2e films each use every core by themselves: one at a time. */
const films = ['--selectProjects', 'e2e', 'faults', '--maxWorkers=1'];

async function main() {
  const [checked, unitTested] = await Promise.all([runChecks(), runJest(unit)]);
  const results = [checked, unitTested, await runJest(integration), await runJest(films)];
  const failures = results.flatMap((result) => result.failures);
  if (failures.length > 0) process.stdout.write(`\nFailed:\n${failures.map((name) => `  ${name}\n`).join('')}`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write(`\n${sum('passed')} passed, ${failures.length} failed, ${sum('skipped')} skipped\n`);
  return failures.length === 0 ? 0 : 1;
}

async function runChecks() {
  const failures = [];
  for (const [name, command] of checks) if (!(await check(name, command))) failures.push(name);
  return { passed: checks.length - failures.length, skipped: 0, failures };
}

function check(name, [command, ...args]) {
  const startedAt = Date.now();
  const child = spawn(join('node_modules/.bin', command), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => {
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n${code === 0 ? '' : output}`);
      resolve(code === 0);
    });
  });
}

async function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'bom-jest-'));
  const outputFile = join(folder, 'result.json');
  const status = await new Promise((resolve) => {
    const child = spawn(
      'node_modules/.bin/jest',
      [...args, '--passWithNoTests', '--json', `--outputFile=${outputFile}`],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    child.on('error', resolve);
    child.on('close', resolve);
  });
  const result = readResult(outputFile);
  rmSync(folder, { recursive: true });
  const failures = result.testResults.flatMap(failuresOf);
  if (failures.length === 0 && status !== 0) failures.push(`jest ${args.join(' ')} (ended with ${status})`);
  return { passed: result.numPassedTests, skipped: result.numPendingTests, failures };
}

/** A file that did not load has no tests. */
function failuresOf({ name, status, assertionResults }) {
  const file = relative('.', name);
  const failed = assertionResults
    .filter((test) => test.status === 'failed')
    .map(({ fullName }) => `${file}: ${fullName}`);
  return status === 'failed' && failed.length === 0 ? [`${file}: did not run`] : failed;
}

/** A run that died wrote none. */
function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numPendingTests: 0, testResults: [] };
  }
}

process.exitCode = await main();
