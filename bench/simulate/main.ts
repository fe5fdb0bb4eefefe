/**
 * The studio's own queues, claims and steps under loads to come, with simulated renders and providers. See README.md.
 * node --conditions=@bom/source --import tsx bench/simulate/main.ts [--scenario film|day|burst|fairness] [--quick] [--scale N] [--pool N]
 */
import { parseArgs } from 'node:util';
import { reportOf } from './report.ts';
import { runScenario } from './run-scenario.ts';
import { scenarioNames, scenarioOf } from './scenarios.ts';

const { values: asked } = parseArgs({
  options: {
    scenario: { type: 'string' },
    quick: { type: 'boolean', default: false },
    scale: { type: 'string' },
    pool: { type: 'string' },
  },
});

/** Twenty workers as they are by default, but that each render worker has one core; providers' limits of a higher tier. */
const plan = {
  hosts: 2,
  renderWorkers: 16,
  segmentsAtOnce: 1,
  pipelineWorkers: 4,
  pipelineConcurrency: 4,
  poolSize: Number(asked.pool ?? 10),
  limits: {
    anthropic: { atOnce: 20, perMinute: 1_000 },
    fal: { atOnce: 40, perMinute: 1_000 },
    elevenlabs: { atOnce: 20, perMinute: 1_000 },
  },
};

const names = scenarioNames.filter((name) => asked.scenario === undefined || name === asked.scenario);
if (names.length === 0)
  throw new Error(`There is no scenario ${asked.scenario}; there are ${scenarioNames.join(', ')}.`);
for (const name of names) {
  const usual = scenarioOf(name, { quick: asked.quick });
  const scenario = asked.scale === undefined ? usual : { ...usual, scale: Number(asked.scale) };
  const outcome = await runScenario(scenario, plan);
  console.log(`\n${reportOf(scenario, outcome)}`);
}
