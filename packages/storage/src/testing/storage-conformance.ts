import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { PermanentError } from '@bom/domain';
import type { Storage } from '../storage.ts';

/** What every driver must do; `start` gives a storage that nothing else uses. */
export function describeStorage(
  name: string,
  start: () => Promise<{ storage: Storage; close(): Promise<void> }>,
): void {
  describe(name, () => {
    let storage: Storage;
    let close: () => Promise<void>;
    let folder: string;
    let keys = 0;
    const newKey = (suffix = 'bin') => `c/${process.pid}/${(keys += 1)}.${suffix}`;
    beforeAll(async () => {
      ({ storage, close } = await start());
      folder = await mkdtemp(join(tmpdir(), 'bom-storage-'));
    }, 150_000);
    afterAll(async () => {
      await close();
      await rm(folder, { recursive: true, force: true });
    });

    async function read(key: string, range?: { start: number; end?: number }): Promise<Buffer> {
      const { stream } = await storage.open(key, range ? { range } : {});
      return await buffer(stream);
    }
    const store = async (text: string, key = newKey()) => {
      await storage.put({ key, body: Buffer.from(text), contentType: 'text/plain' });
      return key;
    };

    test('gives back what a buffer, a stream, a file and nothing put in', async () => {
      const content = randomBytes(70_000);
      const path = join(folder, 'source');
      await writeFile(path, content);
      const bodies = [content, Readable.from([content.subarray(0, 9), content.subarray(9)]), { path }];
      for (const body of bodies) {
        const key = newKey();
        expect(await storage.put({ key, body, contentType: 'image/png' })).toEqual({ bytes: 70_000, existed: false });
        expect((await read(key)).equals(content)).toBe(true);
        const info = await storage.head(key);
        expect(info).toMatchObject({ key, bytes: 70_000, contentType: 'image/png' });
        expect(Math.abs(Date.now() - Number(info?.modifiedAt))).toBeLessThan(60_000);
        const opened = await storage.open(key);
        opened.stream.destroy();
        expect(opened.info).toEqual(info);
      }
      const empty = await store('');
      expect(await storage.head(empty)).toMatchObject({ bytes: 0 });
      expect(await read(empty)).toHaveLength(0);
    });

    test('stores a stream of unknown length in parts, unchanged', async () => {
      const key = newKey();
      const sent = createHash('sha256');
      async function* produce() {
        for (let i = 0; i < 21; i += 1) {
          const chunk = randomBytes(1_000_000);
          sent.update(chunk);
          yield chunk;
        }
      }
      const put = await storage.put({ key, body: Readable.from(produce()), contentType: 'video/mp4', ifAbsent: true });
      expect(put).toEqual({ bytes: 21_000_000, existed: false });
      const received = createHash('sha256');
      for await (const chunk of (await storage.open(key)).stream) received.update(chunk as Buffer);
      expect(received.digest('hex')).toBe(sent.digest('hex'));
    });

    test('replaces an object, and keeps it where it is asked to', async () => {
      const key = await store('first');
      await store('second', key);
      expect(String(await read(key))).toBe('second');
      const body = Readable.from([Buffer.from('a third one')]);
      expect(await storage.put({ key, body, contentType: 'text/html', ifAbsent: true })).toEqual({
        bytes: 6,
        existed: true,
      });
      expect(body.destroyed).toBe(true);
      expect(await storage.head(key)).toMatchObject({ bytes: 6, contentType: 'text/plain' });
    });

    test('makes an old object young again where it is used, and leaves a young one', async () => {
      const key = await store('kept', newKey('txt'));
      const made = Number((await storage.head(key))?.modifiedAt);
      await storage.renew(key);
      expect(Number((await storage.head(key))?.modifiedAt)).toBe(made);
      const end = Date.now() + 10_000;
      let renewed = made;
      while (renewed === made && Date.now() < end) {
        await wait(50);
        expect(await storage.renew(key, 0)).toMatchObject({ key, bytes: 4, contentType: 'text/plain' });
        renewed = Number((await storage.head(key))?.modifiedAt);
      }
      expect(renewed).toBeGreaterThan(made);
      expect(await storage.head(key)).toMatchObject({ bytes: 4, contentType: 'text/plain' });
      expect(String(await read(key))).toBe('kept');
      expect(await storage.renew(newKey(), 0)).toBeNull();
    });

    test('keeps one whole object of many that are put at once', async () => {
      const key = newKey();
      const bodies = Array.from({ length: 8 }, (_, i) => Buffer.alloc(50_000, i));
      await Promise.all(bodies.map((body) => storage.put({ key, body, contentType: 'text/plain', ifAbsent: true })));
      const kept = await read(key);
      expect(bodies.some((body) => body.equals(kept))).toBe(true);
    });

    test('shows nothing of an upload that is under way, and leaves nothing of one that is cancelled', async () => {
      const key = newKey();
      const body = new PassThrough();
      const controller = new AbortController();
      const put = storage.put({ key, body, contentType: 'video/mp4', signal: controller.signal });
      const failed = expect(put).rejects.toMatchObject({ code: 'cancelled' });
      for (let i = 0; i < 18; i += 1) {
        if (!body.write(Buffer.alloc(1_000_000))) await new Promise((resolve) => body.once('drain', resolve));
      }
      expect(await storage.head(key)).toBeNull();
      controller.abort();
      await failed;
      expect(body.destroyed).toBe(true);
      expect(await storage.head(key)).toBeNull();
      expect(await storage.sweepUploads(-1000)).toBe(0);
    });

    test("passes the source's own error on and stores nothing", async () => {
      const key = newKey();
      async function* breakOff() {
        yield Buffer.alloc(9_000_000);
        await wait(1);
        throw new PermanentError('fetch_too_large', 'Too large.');
      }
      const put = storage.put({ key, body: Readable.from(breakOff()), contentType: 'video/mp4' });
      await expect(put).rejects.toMatchObject({ code: 'fetch_too_large' });
      const missing = storage.put({ key, body: { path: join(folder, 'missing') }, contentType: 'video/mp4' });
      await expect(missing).rejects.toMatchObject({ code: 'file_not_found' });
      expect(await storage.head(key)).toBeNull();
      expect(await storage.sweepUploads(-1000)).toBe(0);
    });

    test('reads a range', async () => {
      const key = await store('0123456789');
      expect(String(await read(key, { start: 2, end: 4 }))).toBe('234');
      expect(String(await read(key, { start: 7 }))).toBe('789');
      expect(String(await read(key, { start: 9, end: 99 }))).toBe('9');
      const { stream, info } = await storage.open(key, { range: { start: 0, end: 0 } });
      stream.destroy();
      expect(info.bytes).toBe(10);
      await expect(storage.open(key, { range: { start: 10 } })).rejects.toMatchObject({
        code: 'range_not_satisfiable',
      });
    });

    test('downloads to a file that appears whole or not at all', async () => {
      const key = await store('content');
      const path = join(folder, 'target');
      await storage.download({ key, path });
      expect(await readFile(path, 'utf8')).toBe('content');
      const before = await readdir(folder);
      const missing = storage.download({ key: 'no/such.bin', path: join(folder, 'missing-target') });
      await expect(missing).rejects.toMatchObject({ code: 'object_not_found', retriable: false });
      const cancelled = storage.download({ key, path: join(folder, 'cancelled'), signal: AbortSignal.abort() });
      await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
      expect(await readdir(folder)).toEqual(before);
    });

    test('says what is not there, and deletes it without complaint', async () => {
      const key = await store('x');
      await storage.delete(key);
      await storage.delete(key);
      expect(await storage.head(key)).toBeNull();
      await expect(storage.open(key)).rejects.toMatchObject({ code: 'object_not_found', retriable: false });
    });

    test('stops a read at the signal', async () => {
      const key = newKey();
      await storage.put({ key, body: Buffer.alloc(5_000_000), contentType: 'text/plain' });
      const controller = new AbortController();
      const { stream } = await storage.open(key, { signal: controller.signal });
      const reading = buffer(stream);
      controller.abort();
      await expect(reading).rejects.toThrow('abort');
    });

    test("lists by prefix in the order of the keys' bytes", async () => {
      const names = ['l/a', 'l/a-b', 'l/a.d/x', 'l/a0/x', 'l/aB', 'l/b/c/d', 'lz'];
      for (const name of names.toReversed()) await store(name, name);
      const list = async (prefix: string) => {
        const found: string[] = [];
        for await (const { key, bytes } of storage.list(prefix)) {
          expect(bytes).toBe(key.length);
          found.push(key);
        }
        return found;
      };
      expect(await list('l')).toEqual([...names].sort());
      expect(await list('l/a')).toEqual(['l/a', 'l/a-b', 'l/a.d/x', 'l/a0/x', 'l/aB']);
      expect(await list('l/b/')).toEqual(['l/b/c/d']);
      expect(await list('none/')).toEqual([]);
    });

    test.each([
      '',
      '/a',
      'a/',
      'a//b',
      '../a',
      'a/../b',
      'a/.b',
      '.',
      'a b',
      'a?b',
      'a%2fb',
      'ä',
      'a\0',
      'a\\b',
      'a'.repeat(201),
    ])('refuses the key %j everywhere', async (key) => {
      const refusal = { code: 'storage_key_invalid', retriable: false };
      await expect(storage.put({ key, body: Buffer.from('x'), contentType: 'text/plain' })).rejects.toMatchObject(
        refusal,
      );
      await expect(storage.open(key)).rejects.toMatchObject(refusal);
      await expect(storage.head(key)).rejects.toMatchObject(refusal);
      await expect(storage.renew(key)).rejects.toMatchObject(refusal);
      await expect(storage.delete(key)).rejects.toMatchObject(refusal);
      await expect(storage.download({ key, path: join(folder, 'x') })).rejects.toMatchObject(refusal);
      await expect(storage.signUrl({ key, expiresInSeconds: 60 })).rejects.toMatchObject(refusal);
    });

    test('is usable', async () => {
      await expect(storage.check()).resolves.toBeUndefined();
    });

    test('signs a link that opens the object, saved under a name, in parts too', async () => {
      const key = await store('linked', newKey('mp4'));
      const url = await storage.signUrl({
        key,
        expiresInSeconds: 60,
        filename: 'Größe "1".mp4',
        contentType: 'video/mp4',
      });
      const answer = await fetch(url);
      expect([answer.status, await answer.text()]).toEqual([200, 'linked']);
      expect(answer.headers.get('content-type')).toBe('video/mp4');
      expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.mp4");
      const part = await fetch(url, { headers: { range: 'bytes=1-3' } });
      expect([part.status, await part.text()]).toEqual([206, 'ink']);
      const plain = await fetch(await storage.signUrl({ key, expiresInSeconds: 60 }));
      expect([plain.status, plain.headers.get('content-disposition')]).toEqual([200, null]);
      await plain.text();
    });

    test('refuses a link that is altered or expired', async () => {
      const key = await store('linked');
      const other = await store('other');
      const url = await storage.signUrl({ key, expiresInSeconds: 60 });
      const altered = [
        url.replace(key, other),
        url.replace(/expires=\d/i, '$&9'),
        url.slice(0, -2) + (url.endsWith('AA') ? 'BB' : 'AA'),
      ];
      for (const wrong of altered) {
        expect(wrong).not.toBe(url);
        expect((await fetch(wrong)).status).toBe(403);
      }
      const short = await storage.signUrl({ key, expiresInSeconds: 1 });
      const end = Date.now() + 5000;
      let status = (await fetch(short)).status;
      while (status === 200 && Date.now() < end) {
        await wait(100);
        status = (await fetch(short)).status;
      }
      expect(status).toBe(403);
      for (const expiresInSeconds of [0, 604_801, 1.5]) {
        await expect(storage.signUrl({ key, expiresInSeconds })).rejects.toMatchObject({
          code: 'link_lifetime_invalid',
        });
      }
    });
  });
}
