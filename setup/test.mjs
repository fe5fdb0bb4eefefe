/** Everything worth knowing before a push, in one run: one line for each check, and every failure, not just the first. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const workers = Math.max(2, Math.floor(availableParallelism() / 2));

/** The e2e films each use every core by themselves: one at a time. */
const suites = [
  ['--selectProjects', 'unit', 'integration', `--maxWorkers=${workers}`],
  ['--selectProjects', 'e2e', 'faults', '--maxWorkers=1'],
];

const checks = [
  ['formatting', ['prettier', '--check', '.']],
  ['lint', ['oxlint', '--type-aware', '--deny-warnings']],
  ['types', ['tsc', '-b']],
  ['types of the benches', ['tsc', '-p', 'bench']],
  ['types of the documentation’s tools', ['tsc', '-p', 'docs/tools']],
  ['dead code', ['knip']],
];

async function main() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, command] of checks) counts[(await check(name, command)) ? 'passed' : 'failed'] += 1;
  for (const args of suites) {
    const result = runJest(args);
    for (const key of Object.keys(counts)) counts[key] += result[key];
  }
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  return counts.failed === 0 ? 0 : 1;
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

function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'bom-jest-'));
  const outputFile = join(folder, 'result.json');
  const { status } = spawnSync(
    'node_modules/.bin/jest',
    [...args, '--passWithNoTests', '--json', `--outputFile=${outputFile}`],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const result = readResult(outputFile);
  rmSync(folder, { recursive: true });
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: result.numPendingTests,
  };
}

/** A run that died wrote none. */
function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numRuntimeErrorTestSuites: 0, numPendingTests: 0 };
  }
}

process.exitCode = await main();
