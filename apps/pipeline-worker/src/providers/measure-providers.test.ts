import { ProviderRefusal } from '@bom/domain';
import type { UsageRecord } from '@bom/domain';
import { createMetrics } from '@bom/runtime';
import { measureLimits, measureMemory } from './measure-providers.ts';

const usage: UsageRecord = {
  provider: 'fal',
  model: 'flux',
  operation: 'image.make',
  requestId: null,
  inputTokens: 0,
  outputTokens: 0,
  units: 1,
  unit: 'image',
  costMicrocents: 2_500_000,
  ok: true,
  durationMs: 4_000,
};
const newMetrics = () => createMetrics({ app: 'pipeline-worker', processMetrics: false });
const noOutage = { waitMs: 0, lastedMs: 0 };

describe('measureMemory', () => {
  const memory = {
    recall: async () => null,
    savePending: async () => {},
    finish: async () => {},
    recordUsage: async () => {},
  };

  test('counts what was spent, and calls that failed but were billed', async () => {
    const metrics = newMetrics();
    const measured = measureMemory(metrics, memory);
    await measured.finish('picture', 'hash', { result: 1, usage: [usage, usage], durationMs: 1 });
    await measured.recordUsage([{ ...usage, ok: false }]);
    const { text } = await metrics.scrape();
    expect(text).toMatch(/cost_cents_total\{provider="fal",operation="image.make",.*\} 7\.5\n/);
    expect(text).toMatch(/call_seconds_count\{.*result="ok"\} 2\n/);
    expect(text).toMatch(/call_seconds_sum\{.*result="failed"\} 4\n/);
  });

  test('counts nothing that the ledger did not take', async () => {
    const metrics = newMetrics();
    const refuse = async () => {
      throw new Error('fenced');
    };
    const measured = measureMemory(metrics, { ...memory, finish: refuse });
    await expect(measured.finish('picture', 'hash', { result: 1, usage: [usage], durationMs: 1 })).rejects.toThrow();
    expect((await metrics.scrape()).text).not.toContain('image.make');
  });
});

describe('measureLimits', () => {
  test('times turns by how they ended, and counts calls that were put back', async () => {
    const metrics = newMetrics();
    let isDown = false;
    const limits = measureLimits(metrics, {
      async enter(provider) {
        if (isDown) throw new ProviderRefusal('fal is down.', { state: 'down', lastedMs: 0 });
        return { provider, end: async () => noOutage };
      },
      report: async () => noOutage,
      pause: async () => {},
    });
    const { signal } = new AbortController();
    await (await limits.enter('fal', signal)).end('up');
    isDown = true;
    await expect(limits.enter('fal', signal)).rejects.toThrow('fal is down.');
    const { text } = await metrics.scrape();
    expect(text).toMatch(/turn_seconds_count\{.*provider="fal",outcome="up"\} 1\n/);
    expect(text).toMatch(/refusals_total\{provider="fal",reason="provider_down",.*\} 1\n/);
  });
});
