import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { errorCode } from '@bom/runtime';
import { contentDisposition } from './content-disposition.ts';
import { createDiskStorage } from './disk-storage.ts';
import type { DiskStorage } from './disk-storage.ts';
import { describeStorage } from './testing/storage-conformance.ts';

const signingSecret = 'a secret of the tests';

async function makeStorage() {
  const root = await mkdtemp(join(tmpdir(), 'bom-disk-'));
  let storage: DiskStorage | undefined;
  // Serves links as the API does.
  const server = createServer((request, response) => {
    if (storage) void serveLink(storage, request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  storage = createDiskStorage({ root, publicUrl: `http://127.0.0.1:${port}`, signingSecret });
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await rm(root, { recursive: true, force: true });
  };
  return { root, storage, close };
}

async function serveLink(
  storage: DiskStorage,
  ...[request, response]: Parameters<Parameters<typeof createServer>[1] & object>
) {
  try {
    const link = storage.verifySignedUrl(request.url ?? '');
    const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const range = match ? { range: { start: Number(match[1]), end: Number(match[2]) } } : {};
    const { stream, info } = await storage.open(link.key, range);
    response.statusCode = match ? 206 : 200;
    response.setHeader('content-type', link.contentType ?? info.contentType);
    if (link.filename !== undefined) response.setHeader('content-disposition', contentDisposition(link.filename));
    await pipeline(stream, response);
  } catch (error) {
    response.writeHead(errorCode(error)?.startsWith('link_') ? 403 : 500).end();
  }
}

describeStorage('disk storage', makeStorage);

describe('createDiskStorage', () => {
  let made: Awaited<ReturnType<typeof makeStorage>>;
  beforeEach(async () => {
    made = await makeStorage();
  });
  afterEach(() => made.close());

  test('lets exactly one of many racing puts store', async () => {
    const puts = Array.from({ length: 20 }, (_, i) =>
      made.storage.put({ key: 'a/b', body: Buffer.alloc(1000, i), contentType: 'text/plain', ifAbsent: true }),
    );
    expect((await Promise.all(puts)).filter(({ existed }) => !existed)).toHaveLength(1);
  });

  test('sweeps what a killed process left, but nothing that is under way', async () => {
    await made.storage.check();
    const uploads = join(made.root, 'uploads');
    for (const name of ['old', 'new']) await writeFile(join(uploads, name), 'half');
    await utimes(join(uploads, 'old'), new Date(0), new Date(0));
    expect(await made.storage.sweepUploads(3_600_000)).toBe(1);
    expect(await readdir(uploads)).toEqual(['new']);
  });

  test('counts an object that is put again, where it was, as a new one', async () => {
    const put = () =>
      made.storage.put({ key: 'a/b', body: Buffer.from('x'), contentType: 'text/plain', ifAbsent: true });
    await put();
    await utimes(join(made.root, 'objects/a/b'), new Date(0), new Date(0));
    expect(await put()).toMatchObject({ existed: true });
    expect(Date.now() - Number((await made.storage.head('a/b'))?.modifiedAt)).toBeLessThan(60_000);
  });

  test('explains a key that is the folder of another', async () => {
    const put = (key: string) => made.storage.put({ key, body: Buffer.from('x'), contentType: 'text/plain' });
    await put('a/b');
    await expect(put('a')).rejects.toMatchObject({ code: 'storage_key_invalid' });
    await expect(put('a/b/c')).rejects.toMatchObject({ code: 'storage_key_invalid' });
    expect(await made.storage.head('a')).toBeNull();
    expect(await made.storage.head('a/b/c')).toBeNull();
    await made.storage.delete('a');
    expect(await made.storage.head('a/b')).not.toBeNull();
  });

  test('tells a root that can not be written', async () => {
    const path = join(made.root, 'a-file');
    await writeFile(path, '');
    const storage = createDiskStorage({ root: path, publicUrl: 'http://x', signingSecret });
    await expect(storage.check()).rejects.toMatchObject({ code: expect.stringMatching(/^storage_/) });
  });
});
