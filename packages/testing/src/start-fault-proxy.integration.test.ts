import { startDouble } from './start-double.ts';
import type { Double } from './start-double.ts';
import { startFaultProxy } from './start-fault-proxy.ts';
import type { FaultProxy } from './start-fault-proxy.ts';
import { waitLimitMs } from './limits.ts';
import { waitFor } from './wait-for.ts';

describe('the fault proxy', () => {
  let server: Double;
  let proxy: FaultProxy;
  const get = (timeoutMs = waitLimitMs) =>
    fetch(`http://127.0.0.1:${proxy.port}/`, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: { connection: 'close' },
    });

  beforeAll(async () => {
    server = await startDouble(() => ({ body: 'x'.repeat(2_000) }));
    proxy = await startFaultProxy({ port: server.port });
  });

  afterEach(() => proxy.heal());

  afterAll(async () => {
    await proxy.close();
    await server.close();
  });

  test('passes what it is given', async () => {
    expect(await (await get()).text()).toHaveLength(2_000);
  });

  test('refuses, resets in the middle, and heals', async () => {
    proxy.set({ refuse: true });
    await expect(get()).rejects.toThrow('fetch failed');
    proxy.heal();
    proxy.set({ limitBytes: 50 });
    await expect(get().then((answer) => answer.text())).rejects.toThrow(/fetch failed|terminated/);
    proxy.heal();
    expect((await get()).status).toBe(200);
  });

  test('swallows', async () => {
    proxy.set({ blackhole: true });
    await expect(get(150)).rejects.toThrow('timeout');
  });

  test('delays and slows', async () => {
    proxy.set({ latencyMs: 60 });
    const startedAt = Date.now();
    await (await get()).text();
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(120);
    proxy.heal();
    proxy.set({ bytesPerSecond: 10_000 });
    const slowAt = Date.now();
    await (await get()).text();
    expect(Date.now() - slowAt).toBeGreaterThanOrEqual(200);
  });

  test('cuts what is open', async () => {
    const before = proxy.accepted();
    proxy.set({ bytesPerSecond: 200 });
    const slow = get().then((answer) => answer.text());
    slow.catch(() => undefined);
    await waitFor(() => proxy.accepted() > before);
    expect(proxy.cut()).toBeGreaterThanOrEqual(1);
    await expect(slow).rejects.toThrow(/fetch failed|terminated/);
  });
});
