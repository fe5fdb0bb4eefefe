import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { waitFor } from '@bom/testing';
import { childrenOf } from '../stack/expect-clean.ts';
import { expectInvariants } from './expect-invariants.ts';
import { frozenMs, openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';
import { askForFilm, finished } from './short-film.ts';

let stack: FaultStack;

beforeAll(async () => {
  stack = await openFaultStack();
});

afterEach(async () => {
  await stack.ready();
  await expectInvariants(stack, stack.incidents);
});

afterAll(() => stack.stop());

/** Resolves in the middle of a render: frames are drawn, and more are to come. */
async function rendering(jobId: string): Promise<void> {
  const job = () => stack.db.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
  await waitFor(async () => (await job()).stage === 'rendering', { intervalMs: 10 });
}

function breakRenderer(signal: NodeJS.Signals): number {
  const pid = stack.pid('render-worker');
  process.kill(pid, signal);
  stack.incidents.crashes += 1;
  return pid;
}

describe('a film is finished, once, though', () => {
  row('A1', 'the render worker dies in mid-render', async () => {
    const { jobId } = await askForFilm(stack, { seconds: 2 });
    await rendering(jobId);
    const diedAt = Date.now();
    breakRenderer('SIGKILL');
    expect(await childrenOf(stack.dataDir)).toEqual([]);
    await finished(stack, jobId);
    return Date.now() - diedAt;
  });

  row('A2', 'another film ends the worker each time it is rendered: that one is given up', async () => {
    const { jobId } = await askForFilm(stack);
    const job = () => stack.db.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
    const isOver = async () => !['queued', 'processing'].includes((await job()).status);
    let kills = 0;
    const startedAt = Date.now();
    while (!(await isOver())) {
      await stack.arm('duringRender', 'kill9');
      await waitFor(async () => stack.hasFired() || isOver());
      kills += 1;
    }
    await stack.disarm();
    expect(await job()).toMatchObject({ status: 'failed', error: { code: 'render_crashed' } });
    expect(kills).toBeLessThanOrEqual(6);
    const after = await askForFilm(stack);
    await finished(stack, after.jobId);
    return Date.now() - startedAt;
  });

  row('A3', 'the render worker is frozen past its locks, and another one takes over', async () => {
    const { jobId } = await askForFilm(stack, { seconds: 2 });
    await rendering(jobId);
    const frozenAt = Date.now();
    const zombie = breakRenderer('SIGSTOP');
    stack.start('render-worker');
    await finished(stack, jobId);
    const recoveredMs = Date.now() - frozenAt;
    process.kill(zombie, 'SIGCONT');
    // The sleeper wakes beside the winner, and may write nothing of its own.
    await sleep(1_500);
    process.kill(zombie, 'SIGTERM');
    return recoveredMs;
  });

  row('A4', 'the frozen worker wakes while the other one works', async () => {
    const { jobId } = await askForFilm(stack, { seconds: 3 });
    await rendering(jobId);
    const frozenAt = Date.now();
    const zombie = breakRenderer('SIGSTOP');
    stack.start('render-worker');
    await sleep(frozenMs);
    process.kill(zombie, 'SIGCONT');
    await finished(stack, jobId);
    process.kill(zombie, 'SIGTERM');
    return Date.now() - frozenAt;
  });

  row('A5', 'the render worker is asked to stop', async () => {
    const { jobId } = await askForFilm(stack, { seconds: 2 });
    await rendering(jobId);
    const before = await stack.db.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
    const stoppedAt = Date.now();
    await stack.kill('render-worker', 'SIGTERM');
    expect(stack.exitCode('render-worker')).toBe(0);
    const after = await stack.db.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
    expect(after.attempt).toBeLessThanOrEqual(before.attempt + 1);
    stack.start('render-worker');
    await finished(stack, jobId);
    return Date.now() - stoppedAt;
  });

  row('A6', 'the render worker is asked to stop and killed a second later', async () => {
    const { jobId } = await askForFilm(stack, { seconds: 3 });
    await rendering(jobId);
    const stoppedAt = Date.now();
    const pid = breakRenderer('SIGTERM');
    await sleep(1_000);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was quicker.
    }
    await finished(stack, jobId);
    return Date.now() - stoppedAt;
  });

  row('A7', "the worker's event loop stands still for longer than its locks", async () => {
    const { jobId } = await askForFilm(stack, { seconds: 2 });
    await rendering(jobId);
    const frozenAt = Date.now();
    const pid = breakRenderer('SIGSTOP');
    await sleep(frozenMs);
    process.kill(pid, 'SIGCONT');
    await finished(stack, jobId);
    return Date.now() - frozenAt;
  });

  row('A8', 'the render worker runs out of memory in mid-render', async () => {
    await stack.kill('render-worker', 'SIGTERM');
    const preload = pathToFileURL(join(__dirname, 'preload-memory.mjs')).href;
    const file = join(stack.dataDir, 'take-it-all');
    stack.start('render-worker', { MEMORY_FILE: file, NODE_OPTIONS: `--max-old-space-size=200 --import ${preload}` });
    const pid = stack.pid('render-worker');
    const { jobId } = await askForFilm(stack, { seconds: 3 });
    await rendering(jobId);
    await writeFile(file, '');
    stack.incidents.crashes += 1;
    await waitFor(() => stack.pid('render-worker') !== pid);
    const diedAt = Date.now();
    expect(await stack.log()).toContain('JavaScript heap out of memory');
    await finished(stack, jobId);
    return Date.now() - diedAt;
  });
});
