import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { fetchMedia, nameSource } from './fetch-media.ts';
import type { FetchMediaOptions } from './fetch-media.ts';

let dir: string;
let png: Buffer;
const closers: (() => void)[] = [];
beforeAll(async () => {
  png = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bom-fetch-'));
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await rm(dir, { recursive: true, force: true });
});

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handler);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}` };
}

async function get(handler: Parameters<typeof serve>[0], options: Partial<FetchMediaOptions> = {}) {
  const { origin, host } = await serve(handler);
  const signal = new AbortController().signal;
  return await fetchMedia({
    url: `${origin}/a%20photo.png?token=CANARY`,
    accept: ['image'],
    dir,
    signal,
    allowPrivate: [host],
    ...options,
  });
}

describe('fetchMedia', () => {
  test('stores the bytes under a name of its own, whatever the sender calls them', async () => {
    const media = await get((_request, response) => {
      response.setHeader('content-disposition', 'attachment; filename="../../x"');
      response.setHeader('content-type', 'text/html');
      response.end(png);
    });
    const sha256 = createHash('sha256').update(png).digest('hex');
    expect(media).toEqual({
      path: expect.any(String),
      sha256,
      bytes: png.length,
      kind: 'image',
      mimeType: 'image/png',
      width: 30,
      height: 20,
    });
    expect(await readdir(dir)).toEqual([media.path.slice(dir.length + 1)]);
    expect((await readFile(media.path)).equals(png)).toBe(true);
  });

  const faults: [string, Parameters<typeof serve>[0], Record<string, unknown>][] = [
    [
      '404',
      (_, response) => response.writeHead(404).end('no'),
      { code: 'media_unavailable', retriable: false, details: { status: 404 } },
    ],
    ['403', (_, response) => response.writeHead(403).end(), { code: 'media_unavailable', retriable: false }],
    ['206', (_, response) => response.writeHead(206).end(png), { code: 'media_unavailable', retriable: false }],
    ['500', (_, response) => response.writeHead(500).end(), { code: 'media_unavailable', retriable: true }],
    [
      '503 with Retry-After',
      (_, response) => response.writeHead(503, { 'retry-after': '7' }).end(),
      { name: 'TransientError', retryAfterMs: 7000 },
    ],
    [
      '429 with Retry-After',
      (_, response) => response.writeHead(429, { 'retry-after': '2' }).end(),
      { name: 'RateLimitedError', retryAfterMs: 2000 },
    ],
    [
      'a page',
      (_, response) => response.end('<!doctype html><p>Sign in'),
      {
        code: 'media_not_an_image',
        message: expect.stringMatching(/^The file a photo\.png \(127\.0\.0\.1\) is an HTML page; supply a JPEG/),
      },
    ],
    ['nothing', (_, response) => response.end(), { code: 'media_empty' }],
    ['half of it', (_, response) => response.end(png.subarray(0, png.length - 20)), { code: 'media_corrupt' }],
    [
      'a broken connection',
      (_, response) => response.writeHead(200, { 'content-length': '99' }).write('x', () => response.destroy()),
      { code: 'fetch_truncated', retriable: true },
    ],
    [
      'a length over the limit',
      (_, response) => response.writeHead(200, { 'content-length': '10000000000' }).flushHeaders(),
      { code: 'fetch_too_large' },
    ],
    [
      'a compressed body',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(png),
      { code: 'fetch_encoded' },
    ],
    [
      'a redirect to an internal address',
      (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      { code: 'url_not_allowed' },
    ],
  ];

  test.each(faults)(
    'leaves no file when the answer is %s, and keeps the query to itself',
    async (_what, handler, expected) => {
      const error: unknown = await get(handler).catch((reason: unknown) => reason);
      expect(error).toMatchObject(expected);
      expect(String(error)).not.toContain('CANARY');
      expect(await readdir(dir)).toEqual([]);
    },
  );

  test('stops an endless body at the limit of what is accepted', async () => {
    const endless = get(
      (_request, response) => {
        const push = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        };
        response.on('drain', push);
        push();
      },
      { limits: { image: { maxBytes: 300_000, maxDurationMs: Infinity } } },
    );
    await expect(endless).rejects.toMatchObject({ code: 'fetch_too_large' });
    expect(await readdir(dir)).toEqual([]);
  });

  test('gives up a body that drips', async () => {
    const timeouts = { headersMs: 500, totalMs: 500, minBytesPerSecond: 10_000 };
    const dripping = get((_request, response) => void response.write('x'), { timeouts });
    await expect(dripping).rejects.toMatchObject({ retriable: true, code: expect.stringMatching(/^fetch_/) });
    expect(await readdir(dir)).toEqual([]);
  });

  test('stops at the signal and leaves no file', async () => {
    const controller = new AbortController();
    const fetching = get((_request, response) => void response.write('x', () => controller.abort()), {
      signal: controller.signal,
    });
    await expect(fetching).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(dir)).toEqual([]);
  });

  test('refuses an address inside', async () => {
    const { origin } = await serve((_request, response) => response.end(png));
    const fetching = fetchMedia({ url: origin, accept: ['image'], dir, signal: new AbortController().signal });
    await expect(fetching).rejects.toMatchObject({ code: 'url_not_allowed' });
  });
});

describe('nameSource', () => {
  test.each([
    ['https://cdn.example/a/b%20c.png?sig=x#y', 'b c.png (cdn.example)'],
    ['https://cdn.example/', 'at cdn.example'],
    ['https://cdn.example/%0a%1b[31m', '___31m (cdn.example)'],
    ['https://cdn.example/%E0%A4%A', '_E0_A4_A (cdn.example)'],
    ['nonsense', 'of an unreadable address'],
  ])('calls %s by its name and host', (url, expected) => {
    expect(nameSource(url)).toBe(expected);
  });
});
