import { setImmediate as nextTurn } from 'node:timers/promises';
import { waitFor } from '@bom/testing';
import { gatherCalls } from './gather-calls.ts';

/** Calls that end when they are told to. */
function makeReads() {
  const reads: { keys: string[]; end(): void; fail(): void }[] = [];
  const ask = gatherCalls<string, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        const found = keys.filter((key) => key !== 'unknown');
        reads.push({
          keys,
          end: () => resolve(new Map(found.map((key) => [key, `value of ${key}`]))),
          fail: () => reject(new Error('Postgres is away.')),
        });
      }),
    { largest: 20 },
  );
  return { reads, ask, keysRead: () => reads.map(({ keys }) => keys) };
}

describe('gatherCalls', () => {
  test('calls once for all who ask at the same time, each key once', async () => {
    const { reads, ask, keysRead } = makeReads();
    const answers = Promise.all(['a', 'b', 'a', 'unknown'].map(ask));
    await nextTurn();
    expect(keysRead()).toEqual([['a', 'b', 'unknown']]);
    reads[0]?.end();
    expect(await answers).toEqual(['value of a', 'value of b', 'value of a', undefined]);
  });

  test('never answers with a call that began before the question', async () => {
    const { reads, ask, keysRead } = makeReads();
    void ask('a');
    await nextTurn();
    const later = Promise.all([ask('a'), ask('b')]);
    await nextTurn();
    expect(keysRead()).toEqual([['a']]);
    reads[0]?.end();
    await nextTurn();
    await nextTurn();
    expect(keysRead()).toEqual([['a'], ['a', 'b']]);
    reads[1]?.end();
    expect(await later).toEqual(['value of a', 'value of b']);
  });

  test('waits for a call that hangs only for a moment', async () => {
    const { reads, ask } = makeReads();
    void ask('hangs');
    await nextTurn();
    const found = ask('a');
    await waitFor(() => reads.length === 2);
    reads[1]?.end();
    expect(await found).toBe('value of a');
  });

  test('fails only those whose call failed, and goes on', async () => {
    const { reads, ask } = makeReads();
    const lost = [ask('a'), ask('b')].map((asked) => expect(asked).rejects.toThrow('Postgres is away.'));
    await nextTurn();
    reads[0]?.fail();
    await Promise.all(lost);
    const found = ask('a');
    await nextTurn();
    reads[1]?.end();
    expect(await found).toBe('value of a');
  });

  test('gives no call more keys than it takes', async () => {
    const { ask, keysRead } = makeReads();
    for (let i = 0; i < 25; i += 1) void ask(`key ${i}`);
    await waitFor(() => keysRead().length === 2);
    expect(keysRead().map(({ length }) => length)).toEqual([20, 5]);
  });
});
