import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { createS3Storage } from './s3-storage.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}
type Fault = (call: Call, response: ServerResponse) => boolean;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** As much of S3 as uploads need, with conditional puts as AWS has them. `fault` answers instead where it returns true. */
async function startBucket(fault: Fault = () => false, keepBodies = true) {
  const calls: Call[] = [];
  const objects = new Map<string, Buffer>();
  const parts = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://bucket');
    const body = keepBodies ? await buffer(request) : Buffer.from(String(await countBytes(request)));
    const call = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    calls.push(call);
    if (!fault(call, response)) serve(call, response);
  }
  function serve({ method, path, query, headers, body }: Call, response: ServerResponse) {
    if (method === 'HEAD') {
      const found = objects.get(path);
      response.writeHead(found ? 200 : 404, found ? { 'content-length': found.length } : {}).end();
    } else if (query.has('partNumber')) {
      parts.set(query.get('partNumber') ?? '', body);
      response.writeHead(200, { etag: '"p"' }).end();
    } else if (method === 'DELETE') {
      parts.clear();
      response.writeHead(204).end();
    } else if (query.has('uploads')) {
      response.end('<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>');
    } else if (headers['if-none-match'] === '*' && objects.has(path)) {
      response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
    } else if (query.has('uploadId')) {
      objects.set(
        path,
        Buffer.concat([...parts.entries()].sort(([a], [b]) => Number(a) - Number(b)).map(([, part]) => part)),
      );
      response.end('<CompleteMultipartUploadResult><ETag>"x"</ETag></CompleteMultipartUploadResult>');
    } else {
      objects.set(path, body);
      response.writeHead(200, { etag: '"x"' }).end();
    }
  }
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close().closeAllConnections());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const storage = createS3Storage({
    bucket: 'films',
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  return { storage, calls, objects, parts, methods: () => calls.map(({ method }) => method) };
}

async function countBytes(stream: Readable): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.length;
  return bytes;
}

/** Faults for the first `count` calls that match. */
function firstCalls(count: number, matches: (call: Call) => boolean, act: (response: ServerResponse) => void): Fault {
  let left = count;
  return (call, response) => {
    if (left === 0 || !matches(call)) return false;
    left -= 1;
    act(response);
    return true;
  };
}

const film = (bytes: number) => Readable.from([randomBytes(bytes)]);
const isPut = ({ method }: Call) => method === 'PUT';

describe('createS3Storage against faults', () => {
  test('sits out three SlowDown answers', async () => {
    const slowDown = firstCalls(3, isPut, (response) =>
      response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>'),
    );
    const { storage, objects, calls } = await startBucket(slowDown);
    expect(await storage.put({ key: 'a', body: Buffer.from('x'), contentType: 'text/plain' })).toEqual({
      bytes: 1,
      existed: false,
    });
    expect([calls.length, objects.size]).toEqual([4, 1]);
  });

  test('sends a part again when its connection breaks', async () => {
    const reset = firstCalls(
      1,
      ({ query }) => query.get('partNumber') === '2',
      (response) => response.destroy(),
    );
    const { storage, objects } = await startBucket(reset);
    const content = randomBytes(17_000_000);
    await storage.put({ key: 'a', body: Readable.from([content]), contentType: 'video/mp4' });
    expect(objects.get('/films/a')?.equals(content)).toBe(true);
  });

  test('recognises its own object when only the answer was lost', async () => {
    const bucket = await startBucket((call, response) => {
      if (call.method !== 'PUT' || bucket.objects.size > 0) return false;
      bucket.objects.set(call.path, call.body);
      response.destroy();
      return true;
    });
    const put = await bucket.storage.put({
      key: 'a',
      body: Buffer.from('xyz'),
      contentType: 'text/plain',
      ifAbsent: true,
    });
    expect(put).toEqual({ bytes: 3, existed: true });
    expect(bucket.calls.find(isPut)?.headers).toMatchObject({ 'if-none-match': '*', 'content-length': '3' });
  });

  test('lets the condition settle a race that asking first can not see', async () => {
    const bucket = await startBucket((call) => {
      if (call.query.has('uploadId') && call.method === 'POST') bucket.objects.set('/films/a', Buffer.from('winner'));
      return false;
    });
    const put = await bucket.storage.put({ key: 'a', body: film(9_000_000), contentType: 'video/mp4', ifAbsent: true });
    expect(put).toEqual({ bytes: 6, existed: true });
    expect(String(bucket.objects.get('/films/a'))).toBe('winner');
    expect(bucket.methods().at(-2)).toBe('DELETE');
  });

  test('does without the condition where the server knows none, and asks no second time', async () => {
    const bucket = await startBucket(({ headers }, response) => {
      if (headers['if-none-match'] === undefined) return false;
      response.writeHead(501).end('<Error><Code>NotImplemented</Code></Error>');
      return true;
    });
    for (const key of ['a', 'b']) {
      const put = await bucket.storage.put({ key, body: film(100), contentType: 'video/mp4', ifAbsent: true });
      expect(put).toEqual({ bytes: 100, existed: false });
    }
    expect(bucket.calls.filter(({ headers }) => headers['if-none-match'] !== undefined).length).toBeLessThanOrEqual(4);
    expect(bucket.calls.findLast(isPut)?.headers['if-none-match']).toBeUndefined();
  });

  test('stops at the first part that fails for good, and gives the upload up', async () => {
    const refuse: Fault = ({ query }, response) => {
      if (query.get('partNumber') !== '1') return false;
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      return true;
    };
    const { storage, calls, parts } = await startBucket(refuse);
    let produced = 0;
    async function* endless() {
      for (; produced < 400; produced += 1) yield Buffer.alloc(1_000_000);
    }
    const put = storage.put({ key: 'a', body: Readable.from(endless()), contentType: 'video/mp4' });
    await expect(put).rejects.toMatchObject({ code: 'storage_denied', retriable: false });
    expect(produced).toBeLessThan(150);
    expect([calls.at(-1)?.method, parts.size]).toEqual(['DELETE', 0]);
  });

  test('cancels an upload that hangs, and its connections', async () => {
    const hang: Fault = ({ query }) => query.has('partNumber');
    const { storage, methods, calls } = await startBucket(hang);
    const controller = new AbortController();
    const put = storage.put({ key: 'a', body: film(20_000_000), contentType: 'video/mp4', signal: controller.signal });
    const failed = expect(put).rejects.toMatchObject({ code: 'cancelled' });
    while (!calls.some(({ query }) => query.has('partNumber'))) await wait(5);
    controller.abort();
    await failed;
    expect(methods().at(-1)).toBe('DELETE');
  });

  test('says that work is to wait for a server that is gone, at no cost of tries', async () => {
    const { storage } = await startBucket();
    for (const close of closers.splice(0)) close();
    const gone = { name: 'RateLimitedError', code: 'storage_unavailable', retriable: true, retryAfterMs: 5_000 };
    await expect(storage.put({ key: 'a', body: film(10), contentType: 'text/plain' })).rejects.toMatchObject(gone);
    await expect(storage.check()).rejects.toMatchObject(gone);
  });

  test('finds an object that arrives short', async () => {
    const { storage } = await startBucket((_call, response) => {
      response.writeHead(200, { 'content-length': '1000', 'content-type': 'text/plain' });
      response.write('x'.repeat(500), () => response.destroy());
      return true;
    });
    const failing = storage.download({ key: 'a', path: join(tmpdir(), `bom-short-${process.pid}`) });
    await expect(failing).rejects.toMatchObject({ code: 'storage_unavailable', retriable: true });
  });

  test('reads every page of a listing', async () => {
    const { storage } = await startBucket(({ query }, response) => {
      const token = Number(query.get('continuation-token') ?? 0);
      const next =
        token < 2 ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${token + 1}</NextContinuationToken>` : '';
      response.end(
        `<ListBucketResult>${next}<Contents><Key>k${token}</Key><Size>5</Size></Contents></ListBucketResult>`,
      );
      return true;
    });
    const keys: string[] = [];
    for await (const { key } of storage.list('k')) keys.push(key);
    expect(keys).toEqual(['k0', 'k1', 'k2']);
  });

  test('holds a few parts of a long stream in memory, not the stream', async () => {
    const { storage, parts } = await startBucket(() => false, false);
    const chunk = Buffer.alloc(1_000_000);
    async function* produce() {
      for (let i = 0; i < 300; i += 1) yield chunk;
    }
    const memory = () => process.memoryUsage().rss;
    const before = memory();
    let peak = before;
    const timer = setInterval(() => (peak = Math.max(peak, memory())), 20);
    const put = await storage.put({ key: 'long.mp4', body: Readable.from(produce()), contentType: 'video/mp4' });
    clearInterval(timer);
    expect(put.bytes).toBe(300_000_000);
    expect([...parts.values()].reduce((sum, bytes) => sum + Number(bytes), 0)).toBe(300_000_000);
    expect((peak - before) / 1e6).toBeLessThan(150);
  });
});
