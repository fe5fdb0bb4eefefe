/**
 * npm run test:faults -- [--out table.md] [--only workers,servers]
 *
 * All rows of the fault matrix, those of the packages too, and at the end a table of row, result and recovery time. `--only`:
 * the rows of these files of this folder alone.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

const { notProven, provenApart, provenElsewhere } = JSON.parse(
  readFileSync(new URL('proven-elsewhere.json', import.meta.url)),
);
/** How many rows each letter of the fault matrix has. */
const matrix = { A: 8, B: 7, C: 6, D: 16, E: 8, F: 7, G: 7, H: 6, N: 4, X: 6 };
const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string' } } });
const folder = mkdtempSync(join(tmpdir(), 'bom-faults-'));
const report = join(folder, 'rows.jsonl');

const wanted = values.only?.split(',').map((name) => `tests/faults/${name}[.]`) ?? ['tests/faults/'];
const suites = runJest('rows', ['--runInBand', '--testPathIgnorePatterns', 'soak', '--testPathPatterns', ...wanted]);
const rows = (values.only ? ownRows(suites) : wholeMatrix()).sort(byRow);
const table = [
  '| row | fault | result | recovery |',
  '|---|---|---|---|',
  ...rows.map(({ row, title, result, recoveryMs }) => `| ${row} | ${title} | ${result} | ${toSeconds(recoveryMs)} |`),
].join('\n');

process.stdout.write(`\n${table}\n`);
if (values.out) writeFileSync(values.out, `${table}\n`);
rmSync(folder, { recursive: true });
process.exitCode = rows.some(({ result }) => result === 'FAILED' || result === 'MISSING') ? 1 : 0;

function wholeMatrix() {
  const files = [...new Set(provenElsewhere.map(({ file }) => file))].filter(
    (file) => !file.startsWith('tests/faults/'),
  );
  const others = [...suites, ...runJest('elsewhere', ['--runInBand', '--runTestsByPath', ...files])];
  const proven = [...ownRows(suites), ...otherRows(others)];
  const named = [...proven, ...gaps(provenApart, 'apart'), ...gaps(notProven, 'not proven')];
  return [...named, ...forgotten(named)];
}

function runJest(name, args) {
  const outputFile = join(folder, `${name}.json`);
  spawnSync('node_modules/.bin/jest', [...args, '--forceExit', '--json', `--outputFile=${outputFile}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, BOM_FAULT_REPORT: report },
  });
  const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8'));
  return testResults.flatMap(({ name: file, assertionResults, message }) =>
    assertionResults.length > 0
      ? assertionResults.map((test) => ({ file: relative('.', file), ...test }))
      : [
          {
            file: relative('.', file),
            title: `${relative('.', file)} did not run`,
            fullName: message,
            status: 'failed',
          },
        ],
  );
}

/** Tests of tests/faults are named `<row> <fault>`; how long the recovery took is in their report. */
function ownRows(tests) {
  const lines = readReport();
  return tests.map(({ title, status }) => {
    const noted = lines.find(({ row, title: fault }) => `${row} ${fault}` === title);
    const [row = title, ...fault] = noted ? [noted.row, noted.title] : title.split(' ');
    return { row, title: fault.join(' '), result: toResult(status), recoveryMs: noted?.recoveryMs ?? null };
  });
}

/** A row that names a test which is not there is a fault of the table. */
function otherRows(tests) {
  return provenElsewhere.map(({ row, file, test }) => {
    const found = tests.filter((one) => one.file === file && one.fullName.includes(test));
    const failed = found.some(({ status }) => status !== 'passed');
    const result = found.length === 0 ? 'MISSING' : failed ? 'FAILED' : 'passed';
    return { row, title: `${test || 'all'} (${file})`, result, recoveryMs: null };
  });
}

function gaps(reasons, result) {
  return Object.entries(reasons).map(([row, reason]) => ({ row, title: reason, result, recoveryMs: null }));
}

/** Rows of the matrix that nobody mentions. */
function forgotten(named) {
  const found = new Set(named.map(({ row }) => row));
  const all = Object.entries(matrix).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
  );
  return [...all, 'K', 'L5']
    .filter((row) => !found.has(row))
    .map((row) => ({ row, title: 'no test and no reason', result: 'MISSING', recoveryMs: null }));
}

function readReport() {
  try {
    return readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** A row is skipped where the machine does not allow it; its title ends with the reason. */
function toResult(status) {
  if (status === 'pending') return 'skipped';
  return status === 'passed' ? 'passed' : 'FAILED';
}

function toSeconds(ms) {
  return ms === null ? '' : `${(ms / 1000).toFixed(1)} s`;
}

function byRow(one, other) {
  return one.row.localeCompare(other.row, 'en', { numeric: true });
}
