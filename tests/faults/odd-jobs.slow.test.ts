import { randomUUID } from 'node:crypto';
import { createQueues } from '@bom/jobs';
import type { Queues } from '@bom/jobs';
import { createLogger } from '@bom/runtime';
import { waitFor } from '@bom/testing';
import { expectInvariants } from './expect-invariants.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';
import { askForFilm, finished } from './short-film.ts';

let stack: FaultStack;
let queues: Queues;

beforeAll(async () => {
  stack = await openFaultStack();
  queues = createQueues({ redisUrl: stack.redis.url, logger: createLogger({ name: 'faults', level: 'silent' }) });
  await finished(stack, (await askForFilm(stack, { fresh: false })).jobId);
});

afterEach(async () => {
  await stack.ready();
  await expectInvariants(stack, stack.incidents);
});

afterAll(async () => {
  await queues.close();
  await stack.stop();
});

describe('no film is lost though the queue holds', () => {
  row('X2', 'a message of the next release, which this one can not read', async () => {
    await stack.kill('render-worker', 'SIGTERM');
    const { jobId } = await askForFilm(stack, { fresh: false });
    const queue = queues.all.assembly;
    const id = await waitFor(async () => (await queue.getJobs()).find((job) => job.data.job_id === jobId)?.id);
    await (await queue.getJob(id))?.remove();
    await queue.add('assembly.run', { job_id: jobId, version: 2 }, { jobId: id });
    stack.incidents.crashes += 1;
    const startedAt = Date.now();
    stack.start('render-worker');
    await finished(stack, jobId);
    return Date.now() - startedAt;
  });

  row('X3', 'a job that nobody knows: it fails by its name, and the worker goes on', async () => {
    const pid = stack.pid('render-worker');
    const queue = queues.all.render;
    await queue.add('render.hologram', { job_id: randomUUID() }, { jobId: 'odd-1' });
    const failed = await waitFor(async () => (await queue.getFailed()).find((job) => job.name === 'render.hologram'));
    expect(failed.failedReason).toContain('Nobody handles jobs named "render.hologram".');
    expect(failed.attemptsMade).toBe(1);
    const askedAt = Date.now();
    await finished(stack, (await askForFilm(stack, { fresh: false })).jobId);
    expect(stack.pid('render-worker')).toBe(pid);
    return Date.now() - askedAt;
  });
});
