/**
 * npm run nightly -- [--only faults,soak] [--fresh] [--list]
 *
 * All of the long sets, one after the other, and a table of results and times, printed and put into docs/nightly.md. A set that
 * has passed on these very sources is not run again, so a night that was cut short goes on where it stopped; `--fresh` runs all.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openMemory } from './memory.mjs';
import { putTable, toTable } from './page.mjs';
import { runSet } from './run-set.mjs';
import { versionOf } from './version.mjs';

const options = {
  only: { type: 'string' },
  fresh: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  // For the runner's own tests: other sets, another repository.
  sets: { type: 'string', default: new URL('sets.mjs', import.meta.url).href },
  root: { type: 'string', default: process.cwd() },
};

async function main() {
  const { values } = parseArgs({ options });
  const { sets } = await import(values.sets);
  if (values.list) return print(sets.map(({ name, shows }) => `${name.padEnd(12)} ${shows}`).join('\n'));
  const wanted = choose(sets, values.only);
  const page = join(values.root, 'docs/nightly.md');
  const memory = openMemory({ folder: join(values.root, '.data/nightly'), version: versionOf(values.root) });
  const results = new Map();
  for (const set of wanted) {
    const known = values.fresh ? undefined : memory.recall(set.name);
    if (known) print(`${set.name}: passed on these sources already`);
    const result = known ?? (await runAndTell({ set, root: values.root, log: memory.logOf(set.name) }));
    memory.keep(set.name, result);
    results.set(set.name, result);
    // After each set: what a night has shown before it was cut short is on the page.
    writeFileSync(page, putTable(readFileSync(page, 'utf8'), sets, results));
  }
  print(`\n${toTable(wanted, results)}`);
  process.exitCode = [...results.values()].every(({ result }) => result === 'passed') ? 0 : 1;
}

function choose(sets, only) {
  const names = only?.split(',');
  const strange = names?.filter((name) => !sets.some((set) => set.name === name)) ?? [];
  if (strange.length > 0)
    throw new Error(
      `--only: no set is named ${strange.join(', ')}; there are ${sets.map(({ name }) => name).join(', ')}`,
    );
  return names ? sets.filter(({ name }) => names.includes(name)) : sets;
}

async function runAndTell({ set, root, log }) {
  print(`${set.name}: ${set.command.join(' ')} (its words: ${log})`);
  const startedAt = new Date();
  const result = await runSet({ command: set.command, root, log });
  const minutes = (Date.now() - startedAt.getTime()) / 60_000;
  print(`${set.name}: ${result} after ${minutes.toFixed(1)} min`);
  return { result, minutes, date: startedAt.toISOString().slice(0, 10), ...whereRun(root) };
}

function whereRun(root) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const cores = cpus();
  return {
    commit,
    machine: `${cores.length} x ${cores[0]?.model.trim() || arch()}, ${platform()}`,
    node: process.versions.node,
  };
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

await main();
