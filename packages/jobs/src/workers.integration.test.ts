import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { PermanentError, TransientError } from '@bom/domain';
import { createLogger } from '@bom/runtime';
import { startRedis, waitFor } from '@bom/testing';
import type { TestRedis } from '@bom/testing';
import { createQueues } from './queues.ts';
import type { Queues } from './queues.ts';
import { assertRedisKeepsJobs, producerRedis } from './redis.ts';
import { startWorkers } from './workers.ts';
import type { Handlers, StartedWorkers } from './workers.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const settings = { lockMs: 2_000, stalledMs: 500 };

let redis: TestRedis;
let queues: Queues;
let workers: StartedWorkers | undefined;

beforeAll(async () => {
  redis = await startRedis();
  queues = createQueues({ redisUrl: redis.url, logger });
});

afterEach(async () => {
  await workers?.close(500);
  workers = undefined;
  await redis.flushAll();
});

afterAll(async () => {
  await queues.close();
  await redis.stop();
});

function work(handlers: Partial<Handlers<'assembly' | 'render'>>): void {
  const none = async () => {};
  workers = startWorkers<'assembly' | 'render'>({
    redisUrl: redis.url,
    concurrency: { assembly: 2, render: 2 },
    settings,
    logger,
    handlers: {
      'assembly.run': none,
      'render.segment': none,
      'render.audio': none,
      'render.preview': none,
      ...handlers,
    },
  });
}

describe('queues and workers', () => {
  test('run a job once, however often it is enqueued under its id', async () => {
    const seen: string[] = [];
    const job = { job_id: randomUUID() };
    for (let index = 0; index < 5; index += 1) await queues.enqueue('assembly.run', job, { id: 'assembly-x-1' });
    work({ 'assembly.run': async ({ job_id: id }) => void seen.push(id) });
    await waitFor(async () => !(await queues.isAlive('assembly.run', 'assembly-x-1')));
    expect(seen).toEqual([job.job_id]);
  });

  test('tell how many jobs stand before one, whatever their priority', async () => {
    for (const [id, priority] of [
      ['late', 30],
      ['first', 1],
      ['second', 2],
    ] as const) {
      await queues.enqueue('assembly.run', { job_id: randomUUID() }, { id, priority });
    }
    const positions = ['first', 'second', 'late', 'never'].map((id) => queues.position('assembly.run', id));
    expect(await Promise.all(positions)).toEqual([1, 2, 3, 0]);
  });

  test('run the important first', async () => {
    const seen: string[] = [];
    for (const [priority, format] of [
      [30, 'square'],
      [10, 'vertical'],
      [20, 'horizontal'],
    ] as const) {
      const payload = { job_id: randomUUID(), format, index: 0 };
      await queues.enqueue('render.segment', payload, { id: `segment-${format}`, priority });
    }
    expect(await queues.position('render.segment', 'segment-square')).toBe(3);
    work({ 'render.segment': async ({ format }) => void seen.push(format) });
    await waitFor(() => seen.length === 3);
    expect(seen[0]).toBe('vertical');
  });

  test('run a single film of the smallest package between the many of the largest', async () => {
    const seen: string[] = [];
    const of = new Map<string, string>();
    const enqueue = async (client: string, priority: number) => {
      const id = randomUUID();
      of.set(id, client);
      await queues.enqueue('assembly.run', { job_id: id }, { id: `assembly-${id}-1`, priority });
    };
    for (let underWay = 0; underWay < 30; underWay += 1) await enqueue('many', 1_000 + underWay);
    await enqueue('single', 3_000);
    expect(await queues.position('assembly.run', `assembly-${[...of.keys()].at(-1)}-1`)).toBe(4);
    work({ 'assembly.run': async ({ job_id: id }) => void seen.push(of.get(id) ?? '') });
    await waitFor(() => seen.length === of.size);
    // Those that run at once may end in any order.
    expect(seen.indexOf('single')).toBeLessThan(8);
  });

  test('a parent waits for its children and learns that one failed for good', async () => {
    const runs: number[] = [];
    await queues.enqueue('assembly.run', { job_id: randomUUID() }, { id: 'assembly-p-1' });
    work({
      'assembly.run': async ({ job_id: id }, delivery) => {
        runs.push(await delivery.countFailedChildren());
        if (runs.length > 1) return;
        const child = { parent: delivery.asParent };
        await queues.enqueue('render.audio', { job_id: id }, { id: 'audio-p', ...child });
        await queues.enqueue(
          'render.segment',
          { job_id: id, format: 'square', index: 1 },
          { id: 'segment-p', ...child },
        );
        await delivery.waitForChildren();
        // It returns where the children were faster than the parent could lie down.
        runs.push(await delivery.countFailedChildren());
      },
      'render.segment': async () => {
        throw new PermanentError('media_corrupt', 'The picture is broken.');
      },
    });
    await waitFor(() => runs.length === 2);
    expect(runs).toEqual([0, 1]);
  });

  test('children are tried again after a transient failure only', async () => {
    let tries = 0;
    await queues.enqueue('assembly.run', { job_id: randomUUID() }, { id: 'assembly-t-1' });
    let ended = false;
    work({
      'assembly.run': async ({ job_id: id }, delivery) => {
        if (tries > 0) {
          ended = true;
          return;
        }
        await queues.enqueue('render.audio', { job_id: id }, { id: 'audio-t', parent: delivery.asParent });
        await delivery.waitForChildren();
      },
      'render.audio': async () => {
        tries += 1;
        if (tries === 1) throw new TransientError('disk_busy', 'Try again.');
      },
    });
    await waitFor(() => ended);
    expect(tries).toBe(2);
  });

  test('a shutdown aborts what runs and puts it back, with no try burned', async () => {
    let aborted = false;
    await queues.enqueue('assembly.run', { job_id: randomUUID() }, { id: 'assembly-s-1' });
    work({
      'assembly.run': (_payload, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(signal.reason as Error);
          });
        }),
    });
    await waitFor(async () => (await queues.all.assembly.getActiveCount()) === 1);
    await workers?.close(50);
    workers = undefined;
    expect(aborted).toBe(true);
    const job = await queues.all.assembly.getJob('assembly-s-1');
    expect(job?.attemptsMade).toBe(0);
    expect(await queues.isAlive('assembly.run', 'assembly-s-1')).toBe(true);
  });

  test('a Redis that would throw jobs away is refused by name', async () => {
    const client = new Redis(redis.url);
    await expect(assertRedisKeepsJobs(client)).resolves.toBeUndefined();
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(assertRedisKeepsJobs(client)).rejects.toThrow('maxmemory-policy "allkeys-lru"');
    const producer = producerRedis(redis.url);
    await expect(assertRedisKeepsJobs(producer)).rejects.toThrow('maxmemory-policy "allkeys-lru"');
    producer.disconnect();
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    client.disconnect();
  });

  test('enqueueing while Redis hangs fails, and does not hang with it', async () => {
    redis.freeze();
    await expect(queues.enqueue('assembly.run', { job_id: randomUUID() }, { id: 'assembly-f-1' })).rejects.toThrow();
    redis.thaw();
  });
});
