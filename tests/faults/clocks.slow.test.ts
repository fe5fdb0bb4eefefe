import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitFor } from '@bom/testing';
import { expectInvariants } from './expect-invariants.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';
import { askForFilm, finished } from './short-film.ts';

const tenMinutesMs = 600_000;

let stack: FaultStack;
let folder: string;

beforeAll(async () => {
  stack = await openFaultStack();
  folder = await mkdtemp(join(tmpdir(), 'bom-clock-'));
  await finished(stack, (await askForFilm(stack, { fresh: false })).jobId);
});

afterEach(async () => {
  await stack.ready();
  await expectInvariants(stack, stack.incidents);
});

afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a render worker whose clock can be set wrong. */
async function startWithClock(name: string, shiftMs: number): Promise<{ jump(shiftMs: number): Promise<void> }> {
  const file = join(folder, name);
  await writeFile(file, String(shiftMs));
  const preload = pathToFileURL(join(__dirname, 'preload-clock.mjs')).href;
  stack.start('render-worker', { CLOCK_FILE: file, NODE_OPTIONS: `--import ${preload}` });
  return { jump: (ms) => writeFile(file, String(ms)) };
}

const jobOf = (jobId: string) => stack.db.prisma.job.findUniqueOrThrow({ where: { id: jobId } });

/** Resolves in the middle of a render. */
async function rendering(jobId: string): Promise<void> {
  await waitFor(async () => (await jobOf(jobId)).stage === 'rendering', { intervalMs: 10 });
}

describe('no work is stolen, done twice or put off though', () => {
  for (const [way, shiftMs] of [
    ['forward', tenMinutesMs],
    ['back', -tenMinutesMs],
  ] as const) {
    row('X1', `the clock of a worker jumps ten minutes ${way} in mid-render`, async () => {
      await stack.kill('render-worker', 'SIGTERM');
      const clock = await startWithClock(way, 0);
      const { jobId } = await askForFilm(stack, { seconds: 4, scenes: 2 });
      await rendering(jobId);
      const jumpedAt = Date.now();
      await clock.jump(shiftMs);
      await finished(stack, jobId);
      const recoveredMs = Date.now() - jumpedAt;
      const { attempt, finishedAt } = await jobOf(jobId);
      // An assembly is claimed before its parts and after them; a third claim would be a stolen one.
      expect(attempt).toBeLessThanOrEqual(2);
      // What the worker wrote down shows that its clock was wrong.
      expect(Math.abs((finishedAt?.getTime() ?? 0) - shiftMs - Date.now())).toBeLessThan(60_000);
      return recoveredMs;
    });
  }

  // Last: of its two workers only the newer one can be stopped.
  row('X1', 'one worker is ten minutes ahead and another ten minutes behind', async () => {
    await stack.kill('render-worker', 'SIGTERM');
    await startWithClock('ahead', tenMinutesMs);
    await startWithClock('behind', -tenMinutesMs);
    const startedAt = Date.now();
    const films = [await askForFilm(stack, { seconds: 2 }), await askForFilm(stack, { seconds: 2 })];
    for (const { jobId } of films) {
      await finished(stack, jobId);
      expect((await jobOf(jobId)).attempt).toBeLessThanOrEqual(2);
    }
    return Date.now() - startedAt;
  });
});
