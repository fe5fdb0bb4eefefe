/** npm run soak -- --minutes 10 --seed 1: random faults, one after the other, and nothing lost at the end. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const minutes = values.minutes ?? '10';
const seed = values.seed ?? String(randomInt(2 ** 31));
process.stdout.write(`soak for ${minutes} minutes; again with: npm run soak -- --minutes ${minutes} --seed ${seed}\n`);

const { status } = spawnSync('node_modules/.bin/jest', ['--selectProjects', 'soak', '--runInBand'], {
  stdio: 'inherit',
  env: { ...process.env, BOM_SOAK_MINUTES: minutes, BOM_SOAK_SEED: seed },
});
process.exitCode = status ?? 1;
