import { startRedis, waitFor } from '@bom/testing';
import type { TestRedis } from '@bom/testing';
import { createLogger } from '@bom/runtime';
import type { Redis } from 'ioredis';
import { connectRedis } from './connect-redis.ts';
import { createLimitStore } from './limit-store.ts';
import type { LimitStore } from './limit-store.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, logger });
  await waitFor(() => redis.status === 'ready');
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

beforeEach(() => server.flushAll());

/** As another process has one. */
function makeStore(overrides: { perWindow?: number; windowMs?: number } = {}): LimitStore {
  const limit = { perWindow: 1_000, windowMs: 60_000, ...overrides };
  return createLimitStore({ redis, logger, prefix: 'limit:test:', withoutRedis: 'nothing', ...limit });
}

async function countMany(store: LimitStore, times: number, key = 'caller'): Promise<number[]> {
  const numbers = [];
  for (let i = 0; i < times; i += 1) numbers.push((await store.count(key)).number);
  return numbers;
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
const taken = async (): Promise<number> => Number(await redis.get('limit:test:caller'));

describe('createLimitStore', () => {
  test('numbers the requests of one process one after the other, with few questions to Redis', async () => {
    expect(await countMany(makeStore(), 400)).toEqual(upTo(400));
    const stats = await redis.info('commandstats');
    expect(Number(/cmdstat_eval:calls=(\d+)/.exec(stats)?.[1])).toBeLessThan(60);
  });

  test('gives no number twice, however many processes count and however many requests come at once', async () => {
    const stores = [makeStore(), makeStore(), makeStore()];
    const hits = await Promise.all(stores.flatMap((store) => upTo(150).map(async () => store.count('caller'))));
    const numbers = hits.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(450);
  });

  test('leaves at most a fiftieth of a limit unused in the hands of a process', async () => {
    const [one, other] = [makeStore(), makeStore()];
    await countMany(one, 100);
    expect((await taken()) - 100).toBeLessThanOrEqual(20);
    const numbers = await countMany(other, 1_000);
    expect(numbers.filter((number) => number <= 1_000).length).toBeGreaterThanOrEqual(880);
  });

  test('counts a small limit one by one', async () => {
    const [one, other] = [makeStore({ perWindow: 10 }), makeStore({ perWindow: 10 })];
    const numbers = [];
    for (let i = 0; i < 6; i += 1) numbers.push(...(await countMany(one, 1)), ...(await countMany(other, 1)));
    expect(numbers).toEqual(upTo(12));
  });

  test('begins anew with each window and keeps callers apart', async () => {
    const store = makeStore({ windowMs: 150 });
    await countMany(store, 20);
    expect(await countMany(store, 1, 'neighbour')).toEqual([1]);
    const { resetAt } = await store.count('caller');
    expect(resetAt - Date.now()).toBeLessThanOrEqual(151);
    await waitFor(async () => (await store.count('caller')).number === 1);
  });
});
