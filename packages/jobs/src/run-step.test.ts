import type { UsageRecord } from '@bom/domain';
import { runStep } from './run-step.ts';
import type { StepMemory } from './run-step.ts';

const usage = { provider: 'anthropic', costMicrocents: 5 } as UsageRecord;

/** A memory as the database keeps it, in a map. */
function mapMemory() {
  const rows = new Map<string, { done: boolean; result: unknown; pending: unknown }>();
  const paid: UsageRecord[] = [];
  const memory: StepMemory = {
    recall: async (name, hash) => rows.get(`${name} ${hash}`) ?? null,
    savePending: async (name, hash, pending) =>
      void rows.set(`${name} ${hash}`, { done: false, result: null, pending }),
    finish: async (name, hash, { result, usage: cost }) => {
      rows.set(`${name} ${hash}`, { done: true, result, pending: null });
      paid.push(...cost);
    },
    recordUsage: async (cost) => void paid.push(...cost),
  };
  return { memory, paid };
}

function setUp() {
  const { memory, paid } = mapMemory();
  const context = { memory, signal: new AbortController().signal, authorizeSpend: async () => {} };
  return { context, paid };
}

const step = (input: unknown, run: (pending: unknown) => unknown) => ({
  name: 'script',
  input,
  parse: (stored: unknown) => stored,
  run: async (call: { recordUsage(record: UsageRecord): void; pending: unknown }) => {
    call.recordUsage(usage);
    return run(call.pending);
  },
});

describe('runStep', () => {
  test('runs a step once for the same input, and again for another', async () => {
    const { context, paid } = setUp();
    let runs = 0;
    const count = () => (runs += 1);
    expect(await runStep(context, step({ a: 1, b: 2 }, count))).toBe(1);
    expect(await runStep(context, step({ b: 2, a: 1 }, count))).toBe(1);
    expect(await runStep(context, step({ a: 2 }, count))).toBe(2);
    expect(paid).toHaveLength(2);
  });

  test('records what a failed try cost, and tries again', async () => {
    const { context, paid } = setUp();
    const fail = () => {
      throw new Error('cut off');
    };
    await expect(runStep(context, step('x', fail))).rejects.toThrow('cut off');
    expect(
      await runStep(
        context,
        step('x', () => 'fine'),
      ),
    ).toBe('fine');
    expect(paid).toHaveLength(2);
  });

  test('runs a step again where the file of its result is gone, and keeps the new result', async () => {
    const { context } = setUp();
    let runs = 0;
    const gone = new Set<unknown>();
    const once = () =>
      runStep(context, { ...step('x', () => (runs += 1)), isThere: (result) => Promise.resolve(!gone.has(result)) });
    expect([await once(), await once()]).toEqual([1, 1]);
    gone.add(1);
    expect([await once(), await once()]).toEqual([2, 2]);
  });

  test('hands what an interrupted try left to the next one', async () => {
    const { context } = setUp();
    const interrupted = {
      ...step('x', () => null),
      run: async (call: { savePending(value: unknown): Promise<void> }) => {
        await call.savePending({ requestId: 'fal-7' });
        throw new Error('killed');
      },
    };
    await expect(runStep(context, interrupted)).rejects.toThrow('killed');
    expect(
      await runStep(
        context,
        step('x', (pending) => pending),
      ),
    ).toEqual({ requestId: 'fal-7' });
  });

  test('does not begin once it was told to stop', async () => {
    const { context } = setUp();
    const stopped = { ...context, signal: AbortSignal.abort(new Error('stopped')) };
    await expect(
      runStep(
        stopped,
        step('x', () => 'ran'),
      ),
    ).rejects.toThrow('stopped');
  });
});
