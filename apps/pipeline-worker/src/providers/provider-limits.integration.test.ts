import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, ProviderRefusal } from '@bom/domain';
import { producerRedis } from '@bom/jobs';
import { createLogger } from '@bom/runtime';
import { startRedis, waitFor, waitLimitMs } from '@bom/testing';
import type { TestRedis } from '@bom/testing';
import { createProviderLimits } from './provider-limits.ts';
import type { LimitSettings, Pass, ProviderLimits } from './provider-limits.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const never = new AbortController().signal;

let server: TestRedis;
const clients: ReturnType<typeof producerRedis>[] = [];

beforeAll(async () => {
  server = await startRedis();
});

afterEach(async () => {
  clients.splice(0).forEach((client) => client.disconnect());
  await server.flushAll();
});

afterAll(() => server.stop());

/** The limits as one worker process has them. */
async function openWorker(settings: Partial<LimitSettings> = {}): Promise<ProviderLimits> {
  const redis = producerRedis(server.url);
  redis.on('error', () => {});
  clients.push(redis);
  await waitFor(() => redis.status === 'ready');
  const providers = { fal: { atOnce: 2, perMinute: 100_000 } };
  const limits = { providers, cooldownMs: 300, patienceMs: 150, ...settings };
  return createProviderLimits({ redis, settings: limits, logger });
}

const enter = (limits: ProviderLimits) => limits.enter('fal', never);
const refused = (limits: ProviderLimits) =>
  enter(limits).then(
    () => undefined,
    (error: ProviderRefusal) => error,
  );

async function failTimes(limits: ProviderLimits, times: number): Promise<number> {
  let openMs = 0;
  for (let time = 0; time < times; time += 1) openMs = (await (await enter(limits)).end('down')).waitMs;
  return openMs;
}

describe('turns', () => {
  test('are shared by all workers, and given back', async () => {
    const [one, two] = [await openWorker(), await openWorker()];
    const [first, second] = [await enter(one), await enter(two)];
    const error = await refused(one);
    expect(error).toBeInstanceOf(ProviderRefusal);
    expect(error).toMatchObject({ code: 'provider_busy', retryAfterMs: expect.any(Number) });
    await first.end('up');
    await (await enter(two)).end('up');
    await second.end('up');
  });

  test('are waited for', async () => {
    const limits = await openWorker({ patienceMs: waitLimitMs });
    const passes = [await enter(limits), await enter(limits)];
    let entered: Pass | undefined;
    const third = enter(limits).then((pass) => (entered = pass));
    await sleep(50);
    expect(entered).toBeUndefined();
    await passes[0]?.end('up');
    await third;
    expect(entered).toBeDefined();
  });

  test('never run over the limit, however many ask at once', async () => {
    const workers = await Promise.all([
      openWorker({ patienceMs: waitLimitMs }),
      openWorker({ patienceMs: waitLimitMs }),
    ]);
    let running = 0;
    let most = 0;
    const calls = Array.from({ length: 12 }, async (_, index) => {
      const pass = await enter(workers[index % 2] as ProviderLimits);
      most = Math.max(most, (running += 1));
      await sleep(20);
      running -= 1;
      await pass.end('up');
    });
    await Promise.all(calls);
    expect(most).toBe(2);
  });

  test('of a process that died come back with its lease, and long calls keep theirs', async () => {
    const dying = await openWorker({ leaseMs: 1_500 });
    const lost = [await enter(dying), await enter(dying)];
    const other = await openWorker({ leaseMs: 1_500 });
    // Its connection is gone, and with it the renewals of both.
    clients[0]?.disconnect();
    const long = await waitFor(() => enter(other).catch(() => undefined));
    await (await enter(other)).end('up');
    await sleep(2_500);
    const beside = await enter(other);
    expect(await refused(other)).toMatchObject({ code: 'provider_busy' });
    await Promise.all([long, beside, ...lost].map((pass) => pass.end('up')));
  });

  test('end with the signal', async () => {
    const limits = await openWorker({ patienceMs: waitLimitMs });
    await Promise.all([enter(limits), enter(limits)]);
    const stop = new AbortController();
    const waiting = limits.enter('fal', stop.signal);
    stop.abort(new CancelledError());
    await expect(waiting).rejects.toThrow();
  });

  test('are spaced to the calls a minute', async () => {
    const providers = { fal: { atOnce: 2, perMinute: 600 } };
    const limits = await openWorker({ providers, patienceMs: waitLimitMs });
    const startedAt = performance.now();
    for (let call = 0; call < 6; call += 1) await (await enter(limits)).end('up');
    // Two at once for a start, then one every 100 ms.
    expect(performance.now() - startedAt).toBeGreaterThan(350);
  });
});

describe('a provider that asks to wait', () => {
  test('is left alone by all workers until then', async () => {
    const [one, two] = [await openWorker(), await openWorker()];
    await one.pause('fal', 60_000);
    await one.pause('fal', 10);
    const error = await refused(two);
    expect(error).toMatchObject({ code: 'provider_paused' });
    expect(error?.retryAfterMs).toBeGreaterThan(30_000);
  });
});

describe('a provider that is down', () => {
  test('is left alone by all workers after three failures in a row', async () => {
    const [one, two] = [await openWorker({ cooldownMs: 60_000 }), await openWorker({ cooldownMs: 60_000 })];
    expect(await failTimes(one, 2)).toBe(0);
    expect(await failTimes(two, 1)).toBeGreaterThan(30_000);
    expect(await refused(one)).toMatchObject({ code: 'provider_down', retryAfterMs: expect.any(Number) });
    expect((await refused(one))?.retryAfterMs).toBeGreaterThan(30_000);
  });

  test('is not taken for down when it answers in between', async () => {
    const limits = await openWorker({ cooldownMs: 60_000 });
    await failTimes(limits, 2);
    await (await enter(limits)).end('up');
    expect(await failTimes(limits, 2)).toBe(0);
  });

  test('is tried by one call at a time after the cooldown, and is open to all once that worked', async () => {
    const [one, two] = [await openWorker(), await openWorker()];
    await failTimes(one, 3);
    const probe = await waitFor(() => enter(one).catch(() => undefined));
    expect(await refused(two)).toMatchObject({ code: 'provider_down' });
    await probe.end('up');
    await Promise.all([enter(one), enter(two)]);
  });

  test('is left alone again when the probe fails, and tried again when it was stopped', async () => {
    const limits = await openWorker();
    await failTimes(limits, 3);
    const stopped = await waitFor(() => enter(limits).catch(() => undefined));
    expect(await stopped.end('unknown')).toEqual({ waitMs: 0, lastedMs: 0 });
    const probe = await enter(limits);
    const outage = await probe.end('down');
    expect(outage.waitMs).toBeGreaterThan(100);
    // Counted from the first failure that was taken for an outage, over the probe.
    expect(outage.lastedMs).toBeGreaterThanOrEqual(300);
    const error = await refused(limits);
    expect(error).toMatchObject({ state: 'down', details: { provider: 'fal' } });
    expect(error?.lastedMs).toBeGreaterThanOrEqual(outage.lastedMs);
  });

  test('is known by calls that needed no turn too', async () => {
    const limits = await openWorker({ cooldownMs: 60_000 });
    await limits.report('fal', 'down');
    await limits.report('fal', 'down');
    expect((await limits.report('fal', 'down')).waitMs).toBeGreaterThan(30_000);
  });
});

describe('while Redis is away', () => {
  test('each process keeps the limits by itself, and shares them again when it is back', async () => {
    const limits = await openWorker();
    const [client] = clients;
    server.freeze();
    const frozen = await enter(limits);
    server.thaw();
    client?.disconnect();
    const gone = await enter(limits);
    expect(await refused(limits)).toMatchObject({ code: 'provider_busy' });
    await Promise.all([frozen.end('up'), gone.end('up')]);
    await limits.pause('fal', 60_000);
    expect(await refused(limits)).toMatchObject({ code: 'provider_busy' });
    await client?.connect();
    await (await enter(limits)).end('up');
  });
});
