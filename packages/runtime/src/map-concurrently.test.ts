import { mapConcurrently } from './map-concurrently.ts';

const tick = () => new Promise((wake) => setImmediate(wake));

test('results come in the order of the items, with at most so many under way', async () => {
  let running = 0;
  let most = 0;
  const results = await mapConcurrently([3, 1, 2, 0, 4], 2, async (item, index) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn += 1) await tick();
    running -= 1;
    return `${index}:${item}`;
  });
  expect(results).toEqual(['0:3', '1:1', '2:2', '3:0', '4:4']);
  expect(most).toBe(2);
});

test('a failure starts nothing more, and is thrown only once what runs has ended', async () => {
  const ended: number[] = [];
  const started: number[] = [];
  const all = mapConcurrently([0, 1, 2, 3], 2, async (item) => {
    started.push(item);
    if (item === 0) throw new Error('no');
    for (let turn = 0; turn < 5; turn += 1) await tick();
    ended.push(item);
  });
  await expect(all).rejects.toThrow('no');
  expect(started).toEqual([0, 1]);
  expect(ended).toEqual([1]);
});
