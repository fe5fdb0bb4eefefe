import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { readLimited, safeRequest } from './safe-request.ts';
import type { SafeRequest } from './safe-request.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A server on loopback that notes what reaches it and which connections are open. */
async function serve(handler: Handler) {
  const hits: IncomingMessage[] = [];
  let openSockets = 0;
  const server = createServer((request, response) => {
    hits.push(request);
    handler(request, response);
  });
  server.on('connection', (socket) => {
    openSockets += 1;
    socket.on('close', () => (openSockets -= 1)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, port, origin: `http://127.0.0.1:${port}`, hits, openSockets: () => openSockets };
}

type Options = Partial<SafeRequest> & { url: string };
function ask(options: Options) {
  return safeRequest({ headersTimeoutMs: 600_000, totalTimeoutMs: 600_000, maxBytes: 100_000, ...options });
}

async function read(options: Options): Promise<Buffer> {
  const { body } = await ask(options);
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(10);
}

describe('safeRequest', () => {
  test('posts a body and returns status, headers and the answer', async () => {
    const server = await serve((request, response) => {
      response.writeHead(503, { 'x-a': 'b' });
      request.pipe(response);
    });
    const options = {
      url: `${server.origin}/p`,
      method: 'POST',
      body: 'hällo',
      headers: { 'X-Test': '1', Host: 'evil' },
      allowPrivate: [server.host],
    };
    const answer = await ask(options);
    expect(answer).toMatchObject({ status: 503, headers: { 'x-a': 'b' }, url: `${server.origin}/p` });
    expect((await readLimited(answer.body, 100)).toString()).toBe('hällo');
    expect(server.hits[0]?.headers).toMatchObject({
      'x-test': '1',
      'accept-encoding': 'identity',
      'content-length': '6',
      host: server.host,
    });
  });

  test('reaches no loopback listener under any spelling of its address', async () => {
    const server = await serve((_request, response) => response.end('secret'));
    const hosts = [
      '127.0.0.1',
      'localhost',
      'localhost.',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '127.1',
      '0.0.0.0',
      '[::1]',
      '[::ffff:7f00:1]',
      '[::127.0.0.1]',
      '①②⑦.⓪.⓪.①',
    ];
    for (const host of hosts) {
      await expect(ask({ url: `http://${host}:${server.port}/` })).rejects.toMatchObject({ code: 'url_not_allowed' });
      // A resolver may know no "localhost."
      const code = expect.stringMatching(/^(url_not_allowed|fetch_dns_failed|fetch_host_not_found)$/);
      await expect(ask({ url: `http://${host}/` })).rejects.toMatchObject({ code });
    }
    expect(server.hits).toHaveLength(0);
    expect(server.openSockets()).toBe(0);
  });

  test('connects to the addresses that were judged, without a second lookup', async () => {
    const server = await serve((_request, response) => response.end('rebound'));
    const answers = [[{ address: '192.0.2.1', family: 4 }], [{ address: '127.0.0.1', family: 4 }]];
    let lookups = 0;
    const lookup = () => Promise.resolve(answers[Math.min(lookups++, 1)] ?? []);
    await expect(ask({ url: 'http://rebind.example/', lookup })).rejects.toMatchObject({ code: 'url_not_allowed' });
    lookups = 0;
    answers[0] = [{ address: '127.0.0.1', family: 4 }];
    const allowPrivate = [`rebind.example:${server.port}`];
    expect((await read({ url: `http://rebind.example:${server.port}/`, lookup, allowPrivate })).toString()).toBe(
      'rebound',
    );
    expect(lookups).toBe(1);
  });

  test.each([
    'http://169.254.169.254/',
    'http://127.0.0.1/',
    'http://[::1]/',
    'file:///etc/passwd',
    'gopher://x/',
    'http://user:pw@example.com/',
    'http://',
  ])('refuses a redirect to %s', async (location) => {
    const server = await serve((_request, response) => response.writeHead(302, { location }).end());
    const asked = ask({ url: server.origin, maxRedirects: 3, allowPrivate: [server.host] });
    await expect(asked).rejects.toMatchObject({ code: 'url_not_allowed' });
    expect(server.hits).toHaveLength(1);
    await until(() => server.openSockets() === 0);
  });

  test('refuses a redirect to another listener of the same machine', async () => {
    const internal = await serve((_request, response) => response.end('internal'));
    const server = await serve((_request, response) => response.writeHead(302, { location: internal.origin }).end());
    await expect(ask({ url: server.origin, maxRedirects: 3, allowPrivate: [server.host] })).rejects.toMatchObject({
      code: 'url_not_allowed',
    });
    expect(internal.hits).toHaveLength(0);
  });

  test('follows as many redirects as allowed and no more, and none when none are asked for', async () => {
    const server = await serve((request, response) => {
      const hop = Number(request.url?.slice(1));
      if (hop >= 3) response.end('there');
      else response.writeHead(302, { location: `/${hop + 1}` }).end();
    });
    const allowPrivate = [server.host];
    expect((await read({ url: `${server.origin}/0`, maxRedirects: 3, allowPrivate })).toString()).toBe('there');
    await expect(ask({ url: `${server.origin}/0`, maxRedirects: 2, allowPrivate })).rejects.toMatchObject({
      code: 'fetch_too_many_redirects',
    });
    const unfollowed = await ask({ url: `${server.origin}/0`, allowPrivate });
    expect(unfollowed).toMatchObject({ status: 302, headers: { location: '/1' } });
    unfollowed.body.destroy();
  });

  test('drops credentials and body when a redirect leaves the origin', async () => {
    const other = await serve((_request, response) => response.end());
    const server = await serve((_request, response) => response.writeHead(303, { location: other.origin }).end());
    const headers = {
      authorization: 'Bearer s',
      cookie: 'a=b',
      'x-api-key': 'k',
      accept: 'image/*',
      'content-type': 'text/plain',
    };
    await read({
      url: server.origin,
      method: 'POST',
      body: 'x',
      headers,
      maxRedirects: 1,
      allowPrivate: [server.host, other.host],
    });
    expect(server.hits[0]?.headers).toMatchObject(headers);
    expect(other.hits[0]?.method).toBe('GET');
    expect(other.hits[0]?.headers).toMatchObject({ accept: 'image/*' });
    expect(Object.keys(other.hits[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['authorization']));
    for (const name of ['authorization', 'cookie', 'x-api-key', 'content-type'])
      expect(other.hits[0]?.headers).not.toHaveProperty(name);
  });

  test('gives up a server that accepts and stays silent', async () => {
    const server = await serve(() => undefined);
    const asked = ask({ url: server.origin, headersTimeoutMs: 150, allowPrivate: [server.host] });
    await expect(asked).rejects.toMatchObject({ code: 'fetch_timeout', retriable: true });
    await until(() => server.openSockets() === 0);
  });

  test('gives up a body that drips, by its speed and by the total deadline', async () => {
    const server = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const allowPrivate = [server.host];
    const slow = read({ url: server.origin, totalTimeoutMs: 10_000, minBytesPerSecond: 10_000, allowPrivate });
    await expect(slow).rejects.toMatchObject({ code: 'fetch_too_slow', retriable: true });
    await expect(read({ url: server.origin, totalTimeoutMs: 300, allowPrivate })).rejects.toMatchObject({
      code: 'fetch_timeout',
    });
    await until(() => server.openSockets() === 0);
  });

  test('does not blame the server for a slow reader', async () => {
    const server = await serve((_request, response) => response.end(Buffer.alloc(300_000)));
    const { body } = await ask({
      url: server.origin,
      maxBytes: 1e6,
      minBytesPerSecond: 1e6,
      allowPrivate: [server.host],
    });
    await wait(400);
    expect((await readLimited(body, 1e6)).length).toBe(300_000);
  });

  test.each([
    ['a body shorter than its Content-Length', { 'content-length': '100000' }],
    ['a chunked body that is cut', {}],
  ])('reports %s as truncated', async (_what, headers) => {
    const server = await serve((_request, response) => {
      response.writeHead(200, headers);
      response.write(Buffer.alloc(5000), () => response.destroy());
    });
    await expect(read({ url: server.origin, allowPrivate: [server.host] })).rejects.toMatchObject({
      code: 'fetch_truncated',
      retriable: true,
    });
  });

  test('refuses a length over the limit before reading the body', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '10000000000' });
      response.flushHeaders();
    });
    await expect(read({ url: server.origin, allowPrivate: [server.host] })).rejects.toMatchObject({
      code: 'fetch_too_large',
      retriable: false,
    });
    await until(() => server.openSockets() === 0);
  });

  test('stops an endless body at the limit', async () => {
    let sent = 0;
    const server = await serve((_request, response) => {
      const zeros = Buffer.alloc(16_384);
      const push = () => {
        while (!response.destroyed && response.write(zeros)) sent += zeros.length;
      };
      response.on('drain', push);
      push();
    });
    await expect(read({ url: server.origin, maxBytes: 200_000, allowPrivate: [server.host] })).rejects.toMatchObject({
      code: 'fetch_too_large',
    });
    await until(() => server.openSockets() === 0);
    expect(sent).toBeLessThan(20_000_000);
  });

  test.each(['gzip', 'br', 'x-anything'])('refuses a body encoded as %s', async (encoding) => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end('zzz'),
    );
    await expect(read({ url: server.origin, allowPrivate: [server.host] })).rejects.toMatchObject({
      code: 'fetch_encoded',
    });
  });

  test('stops at the signal, before and during the body, and closes the connection', async () => {
    const server = await serve((_request, response) => void response.write('x'));
    const allowPrivate = [server.host];
    const controller = new AbortController();
    const { body } = await ask({ url: server.origin, signal: controller.signal, allowPrivate });
    const reading = readLimited(body, 100);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    await expect(ask({ url: server.origin, signal: controller.signal, allowPrivate })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await until(() => server.openSockets() === 0);
    expect(server.hits).toHaveLength(1);
  });

  test('reads the start of a long answer and closes the connection', async () => {
    const server = await serve((_request, response) => response.end(Buffer.alloc(5_000_000, 'a')));
    const { body } = await ask({ url: server.origin, maxBytes: 1e9, allowPrivate: [server.host] });
    expect((await readLimited(body, 65_536)).length).toBe(65_536);
    await until(() => server.openSockets() === 0);
  });

  test('reports a refused connection as worth another try', async () => {
    const server = await serve(() => undefined);
    await closers.pop()?.();
    await expect(ask({ url: server.origin, allowPrivate: [server.host] })).rejects.toMatchObject({
      code: 'fetch_failed',
      retriable: true,
    });
  });

  test('survives a body that nobody reads', async () => {
    const server = await serve((_request, response) => void response.write('x'));
    const { body } = await ask({ url: server.origin, totalTimeoutMs: 100, allowPrivate: [server.host] });
    await until(() => body.destroyed);
    await until(() => server.openSockets() === 0);
  });
});
