import { readLimited } from './read-limited.ts';

const tooLarge = () => new Error('too large');

test('a body within its limit is read whole, from a response or a stream of bytes', async () => {
  expect((await readLimited(new Response('hällo').body, { maxBytes: 6, tooLarge })).toString()).toBe('hällo');
  expect(await readLimited(null, { maxBytes: 6, tooLarge })).toHaveLength(0);
});

test('a larger one is left as soon as it is too large', async () => {
  let sent = 0;
  let isClosed = false;
  async function* endless() {
    try {
      for (;;) yield Buffer.alloc((sent += 1));
    } finally {
      isClosed = true;
    }
  }
  await expect(readLimited(endless(), { maxBytes: 6, tooLarge })).rejects.toThrow('too large');
  expect([sent, isClosed]).toEqual([4, true]);
});
