import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { createLogger, createMetrics } from '@bom/runtime';
import { startRedis, waitFor } from '@bom/testing';
import type { TestRedis } from '@bom/testing';
import { createQueues } from './queues.ts';
import type { Queues } from './queues.ts';
import { startWorkers } from './workers.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const job = { job_id: randomUUID() };
let redis: TestRedis;
let queues: Queues;

beforeAll(async () => {
  redis = await startRedis();
  queues = createQueues({ redisUrl: redis.url, logger });
});

afterEach(() => redis.flushAll());

afterAll(async () => {
  await queues.close();
  await redis.stop();
});

async function measured(): Promise<(name: string, labels: Record<string, string>) => number | undefined> {
  const metrics = createMetrics({ app: 'api', processMetrics: false });
  await queues.measure(metrics);
  const all = await metrics.registry.getMetricsAsJSON();
  return (name, labels) =>
    all
      .find((metric) => metric.name === name)
      ?.values.find((value) => Object.entries(labels).every(([key, text]) => value.labels[key] === text))?.value;
}

/** Makes a waiting job look as if it had been added that long ago. */
async function age(id: string, seconds: number, field = 'timestamp'): Promise<void> {
  const key = queues.all.assembly.toKey(id);
  const client = new Redis(redis.url);
  await client.hset(key, field, Date.now() - seconds * 1000);
  client.disconnect();
}

describe('measuring queues', () => {
  test('counts jobs by state, and finds none that waits where none is', async () => {
    await queues.enqueue('assembly.run', job, { id: 'a', priority: 5 });
    await queues.enqueue('assembly.run', job, { id: 'b', delayMs: 60_000 });
    const figure = await measured();
    expect(figure('bom_queue_jobs', { queue: 'assembly', state: 'prioritized' })).toBe(1);
    expect(figure('bom_queue_jobs', { queue: 'assembly', state: 'delayed' })).toBe(1);
    expect(figure('bom_queue_jobs', { queue: 'render', state: 'waiting' })).toBe(0);
    expect(figure('bom_queue_oldest_waiting_seconds', { queue: 'render' })).toBe(0);
    expect(figure('bom_redis_memory_bytes', { kind: 'used' })).toBeGreaterThan(100_000);
  });

  test('finds the longest wait behind whatever goes first', async () => {
    await queues.enqueue('assembly.run', job, { id: 'urgent', priority: 1 });
    await queues.enqueue('assembly.run', job, { id: 'patient', priority: 30 });
    await queues.enqueue('assembly.run', job, { id: 'next-patient', priority: 30 });
    await age('patient', 500);
    const figure = await measured();
    const waited = figure('bom_queue_oldest_waiting_seconds', { queue: 'assembly' });
    expect(waited).toBeGreaterThanOrEqual(500);
    expect(waited).toBeLessThan(560);
  });

  test('finds the longest wait behind hundreds of films of other clients', async () => {
    const films = Array.from({ length: 100 }, (_, underWay) => [1_000 + underWay, 2_000 + underWay]).flat();
    for (const priority of films) {
      await queues.enqueue('assembly.run', job, { id: `film-${priority}`, priority });
    }
    await queues.enqueue('assembly.run', job, { id: 'last', priority: 3_099 });
    await age('last', 500);
    const figure = await measured();
    const waited = figure('bom_queue_oldest_waiting_seconds', { queue: 'assembly' });
    expect(waited).toBeGreaterThanOrEqual(500);
    expect(waited).toBeLessThan(560);
  });

  test('counts the wait of a retried job from its last try', async () => {
    await queues.enqueue('assembly.run', job, { id: 'tried' });
    await age('tried', 5000);
    await age('tried', 100, 'processedOn');
    const figure = await measured();
    expect(figure('bom_queue_oldest_waiting_seconds', { queue: 'assembly' })).toBeLessThan(160);
  });

  test('measures tries of workers by how they ended', async () => {
    const metrics = createMetrics({ app: 'render-worker', processMetrics: false });
    const workers = startWorkers<'upkeep'>({
      redisUrl: redis.url,
      concurrency: { upkeep: 1 },
      settings: { lockMs: 2_000, stalledMs: 500 },
      logger,
      metrics,
      handlers: {
        'upkeep.sweep': async (_payload, delivery) => {
          if (delivery.id === 'bad') throw new Error('no');
          if (delivery.id === 'later') await delivery.delay(60_000);
        },
        'upkeep.retention': async () => {},
      },
    });
    try {
      for (const id of ['good', 'bad', 'later']) await queues.enqueue('upkeep.sweep', {}, { id });
      const expected = [
        'bom_job_try_seconds_count{app="render-worker",job="upkeep.sweep",outcome="done"} 1',
        'bom_job_try_seconds_count{app="render-worker",job="upkeep.sweep",outcome="failed"} 1',
        'bom_job_try_seconds_count{app="render-worker",job="upkeep.sweep",outcome="put_back"} 1',
        'bom_job_wait_seconds_count{app="render-worker",job="upkeep.sweep"} 3',
      ];
      await waitFor(async () => {
        const { text } = await metrics.scrape();
        return expected.every((line) => text.includes(line));
      });
    } finally {
      await workers.close(500);
    }
  });
});
