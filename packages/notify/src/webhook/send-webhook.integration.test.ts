import { safeRequest } from '@bom/runtime';
import { startDouble, waitFor } from '@bom/testing';
import type { Double, DoubleAnswer } from '@bom/testing';
import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { sendWebhook } from './send-webhook.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const body = JSON.stringify({ type: 'video.approved', data: { title: 'Café' } });
let double: Double;
let answer: (response: ServerResponse) => DoubleAnswer | undefined;

beforeEach(async () => {
  answer = () => ({ status: 204 });
  double = await startDouble((_request, response) => answer(response));
});
afterEach(() => double.close());

const deliver = (
  o: {
    signal?: AbortSignal;
    timeoutMs?: number;
    url?: string;
    allowPrivate?: string[];
    secretHeader?: { name: string; value: string };
  } = {},
) =>
  sendWebhook({
    url: o.url ?? `${double.url}/hook?a=1`,
    secrets: [secret],
    secretHeader: o.secretHeader,
    id: '0193f5b2-aaaa',
    body,
    timeoutMs: o.timeoutMs ?? 600_000,
    signal: o.signal ?? new AbortController().signal,
    request: (request) => safeRequest({ ...request, allowPrivate: o.allowPrivate ?? [`127.0.0.1:${double.port}`] }),
  });

test('delivers the signed body, the same id on each try', async () => {
  answer = () => ({ status: 200, body: 'thanks\u0000 <b>' });
  const result = await deliver();
  await deliver();
  expect(result).toEqual({ status: 200, durationMs: expect.any(Number), responseSnippet: 'thanks  <b>' });
  const ids = double.requests.map(({ headers }) => headers['webhook-id']);
  expect(ids).toEqual(['0193f5b2-aaaa', '0193f5b2-aaaa']);
  for (const { method, path, headers, body: sent } of double.requests) {
    expect({ method, path, type: headers['content-type'] }).toEqual({
      method: 'POST',
      path: '/hook?a=1',
      type: 'application/json',
    });
    expect(new Webhook(secret).verify(sent, headers as Record<string, string>)).toEqual(JSON.parse(body));
  }
});

test('carries a header of the receiver’s own beside the signature', async () => {
  await deliver({ secretHeader: { name: 'X-Bom-Secret', value: 'open sesame' } });
  const [request] = double.requests;
  expect(request?.headers['x-bom-secret']).toBe('open sesame');
  expect(new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>)).toEqual(
    JSON.parse(body),
  );
});

test.each([
  [{ status: 410 }, 'PermanentError', 'webhook_gone', undefined],
  [{ status: 429, headers: { 'retry-after': '12' } }, 'RateLimitedError', 'webhook_rate_limited', 12_000],
  [{ status: 503, headers: { 'retry-after': '3' } }, 'TransientError', 'webhook_refused', 3000],
  [{ status: 500, body: 'oh no' }, 'TransientError', 'webhook_refused', undefined],
  [{ status: 404 }, 'TransientError', 'webhook_refused', undefined],
  [{ status: 301, headers: { location: '/next' } }, 'TransientError', 'webhook_refused', undefined],
])('takes the answer %j for %s %s', async (answered: DoubleAnswer, name, code, retryAfterMs) => {
  answer = () => answered;
  const error: unknown = await deliver().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name,
    code,
    retryAfterMs,
    details: { status: answered.status, duration_ms: expect.any(Number), response: answered.body ?? '' },
  });
  expect(double.requests).toHaveLength(1);
});

test('reads at most the beginning of an answer without end, and counts it as delivered', async () => {
  let sentBytes = 0;
  answer = (response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && sentBytes < 50_000_000 && response.write('x'.repeat(16_384))) sentBytes += 16_384;
    };
    response.on('drain', more);
    more();
    return undefined;
  };
  const { status, responseSnippet } = await deliver();
  expect(status).toBe(200);
  expect(responseSnippet).toHaveLength(1000);
  // What the system's buffers take, far from all of it.
  expect(sentBytes).toBeLessThan(20_000_000);
});

test('counts a 2xx as delivered though its body hangs or breaks off', async () => {
  answer = (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('part');
    return undefined;
  };
  await expect(deliver({ timeoutMs: 1_000 })).resolves.toMatchObject({ status: 200, responseSnippet: 'part' });
  answer = (response) => {
    response.writeHead(202, { 'content-length': '100' });
    response.write('part', () => response.destroy());
    return undefined;
  };
  await expect(deliver()).resolves.toMatchObject({ status: 202 });
});

test('gives up a receiver that does not answer in time', async () => {
  answer = () => undefined;
  await expect(deliver({ timeoutMs: 100 })).rejects.toMatchObject({ name: 'TransientError', code: 'fetch_timeout' });
});

test('closes the connection when the work is cancelled', async () => {
  let closed = false;
  answer = (response) => {
    response.on('close', () => (closed = true));
    return undefined;
  };
  const controller = new AbortController();
  const outcome = expect(deliver({ signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
  await waitFor(() => double.requests.length === 1);
  controller.abort();
  await outcome;
  await waitFor(() => closed);
});

test('never reaches an address that is not public', async () => {
  await expect(deliver({ allowPrivate: [] })).rejects.toMatchObject({
    name: 'PermanentError',
    code: 'url_not_allowed',
  });
  expect(double.requests).toHaveLength(0);
});

test('may be tried again when the connection is refused or the name is gone', async () => {
  await double.close();
  await expect(deliver()).rejects.toMatchObject({ name: 'TransientError', code: 'fetch_failed' });
  await expect(deliver({ url: 'https://gone.invalid/hook' })).rejects.toMatchObject({ name: 'TransientError' });
});
