import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDouble, waitFor } from '@bom/testing';
import type { Double, DoubleAnswer } from '@bom/testing';
import { createSlack } from './slack.ts';

const message = { text: 'Draft ready', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x' } }] };
const path = '/services/T0/B0/secret';
let double: Double;
let answer: DoubleAnswer | undefined;
let outboxDir: string;

beforeEach(async () => {
  answer = { body: 'ok' };
  double = await startDouble(() => answer);
  outboxDir = await mkdtemp(join(tmpdir(), 'bom-outbox-'));
});
afterEach(async () => {
  await double.close();
  await rm(outboxDir, { recursive: true, force: true });
});

const send = ({ signal = new AbortController().signal, timeoutMs = 600_000 } = {}) =>
  createSlack({ webhookUrl: `${double.url}${path}`, outboxDir, timeoutMs }).send({
    ...message,
    idempotencyKey: 'k',
    signal,
  });

test('posts the message to the webhook, without previews of links', async () => {
  await send();
  expect(double.requests).toHaveLength(1);
  expect(double.requests[0]).toMatchObject({ method: 'POST', path });
  expect(JSON.parse(double.requests[0]?.body.toString() ?? '')).toEqual({
    ...message,
    unfurl_links: false,
    unfurl_media: false,
  });
});

test('writes one file a key where no webhook is set', async () => {
  const slack = createSlack({ outboxDir });
  const signal = new AbortController().signal;
  for (const idempotencyKey of ['a', 'a', 'b']) await slack.send({ ...message, idempotencyKey, signal });
  const names = await readdir(outboxDir);
  expect(names).toHaveLength(2);
  const files = await Promise.all(names.map((name) => readFile(join(outboxDir, name), 'utf8')));
  expect(files.map((file) => JSON.parse(file) as unknown)).toContainEqual(
    expect.objectContaining({ ...message, idempotency_key: 'a' }),
  );
});

test.each([
  [
    { status: 429, body: 'rate_limited', headers: { 'retry-after': '4' } },
    'RateLimitedError',
    'slack_rate_limited',
    4000,
  ],
  [{ status: 429, body: 'rate_limited' }, 'RateLimitedError', 'slack_rate_limited', 30_000],
  [{ status: 500, body: 'rollup_error' }, 'TransientError', 'slack_unavailable', undefined],
  [{ status: 503, headers: { 'retry-after': '9' } }, 'TransientError', 'slack_unavailable', 9000],
  [{ status: 400, body: 'invalid_blocks' }, 'PermanentError', 'slack_refused', undefined],
  [{ status: 403, body: 'action_prohibited' }, 'PermanentError', 'slack_refused', undefined],
  [{ status: 404, body: 'no_service' }, 'PermanentError', 'slack_refused', undefined],
  [{ status: 410, body: 'channel_is_archived' }, 'PermanentError', 'slack_refused', undefined],
  [{ status: 302, headers: { location: '/elsewhere' } }, 'TransientError', 'slack_unavailable', undefined],
])(
  'takes the answer %j for %s %s, and keeps the URL secret',
  async (answered: DoubleAnswer, name, code, retryAfterMs) => {
    answer = answered;
    const error: unknown = await send().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name, code, retryAfterMs, message: expect.not.stringContaining('secret') });
    expect(double.requests).toHaveLength(1);
  },
);

test('gives up an answer that does not come', async () => {
  answer = undefined;
  await expect(send({ timeoutMs: 100 })).rejects.toMatchObject({ name: 'TransientError', code: 'slack_timeout' });
});

test('stops when the work is cancelled', async () => {
  answer = undefined;
  const controller = new AbortController();
  const outcome = expect(send({ signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
  await waitFor(() => double.requests.length === 1);
  controller.abort();
  await outcome;
});

test('may be tried again when nobody listens', async () => {
  await double.close();
  await expect(send()).rejects.toMatchObject({ name: 'TransientError', code: 'slack_unavailable' });
});

test('refuses a webhook that is not a URL when it is made', () => {
  expect(() => createSlack({ webhookUrl: 'hooks', outboxDir })).toThrow(
    expect.objectContaining({ code: 'slack_url_invalid' }),
  );
});
