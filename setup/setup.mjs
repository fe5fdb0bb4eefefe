/**
 * Brings a bare clone to where everything runs, then runs a command:
 *
 *   node setup/setup.mjs [--for demo|start|test|build] [-- command args...]
 *
 * Plain JavaScript without packages: it runs before anything is installed. What is there already is skipped.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNode } from './check-node.mjs';
import { withLock } from './lock.mjs';
import { packagesStep } from './packages.mjs';
import { prismaClientStep } from './prisma-client.mjs';
import { runCommand } from './run-command.mjs';
import { say, SetUpError } from './say.mjs';
import { systemToolsStep } from './system-tools.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

async function main(args) {
  const split = args.indexOf('--');
  const options = split < 0 ? args : args.slice(0, split);
  const command = split < 0 ? [] : args.slice(split + 1);
  checkNode();
  await setUp(options[options.indexOf('--for') + 1]);
  return command.length > 0 ? runCommand(command) : 0;
}

async function setUp(purpose) {
  // The tools first: without the right to install them it's better to stop now than after minutes of npm.
  const steps = [systemToolsStep(purpose), packagesStep(root), prismaClientStep(root)];
  if (steps.every((step) => step.isDone())) return;
  await withLock(join(root, '.data/setup.lock'), async () => {
    for (const step of steps) if (!step.isDone()) await step.run();
  });
  say('all is there.');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
