import { createStillCache } from './still-cache.ts';

const picture = (bytes: number) => ({ width: 2, height: 2, data: new Uint8Array(bytes) });

describe('createStillCache', () => {
  it('makes a picture once, for those who ask at the same time and later', async () => {
    const cache = createStillCache(1000);
    let made = 0;
    const make = () => {
      made += 1;
      return Promise.resolve(picture(10));
    };
    const [first, second] = await Promise.all([cache.get('a', make), cache.get('a', make)]);
    expect(await cache.get('a', make)).toBe(first);
    expect(second).toBe(first);
    expect(made).toBe(1);
  });

  it('forgets the picture that was not asked for the longest', async () => {
    const cache = createStillCache(250);
    const made: string[] = [];
    const get = (key: string) =>
      cache.get(key, () => {
        made.push(key);
        return Promise.resolve(picture(100));
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  it('tries a failed picture again', async () => {
    const cache = createStillCache(1000);
    await expect(cache.get('a', () => Promise.reject(new Error('unreadable')))).rejects.toThrow('unreadable');
    expect((await cache.get('a', () => Promise.resolve(picture(5)))).data.length).toBe(5);
  });
});
