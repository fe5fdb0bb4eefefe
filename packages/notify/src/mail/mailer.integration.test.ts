import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDouble, waitFor } from '@bom/testing';
import type { Double, DoubleAnswer } from '@bom/testing';
import { createMailer } from './mailer.ts';
import { renderMail } from './render-mail.ts';

const from = 'Bom Studio <studio@bom.example>';
const to = 'ada@client.example';
const mail = renderMail('approved', { portal_url: 'https://portal.example', video_id: 'v1', title: 'Café 👩‍👩‍👧' });
const live = () => new AbortController().signal;
let outboxDir: string;

beforeEach(async () => {
  outboxDir = await mkdtemp(join(tmpdir(), 'bom-outbox-'));
});
afterEach(() => rm(outboxDir, { recursive: true, force: true }));

describe('the outbox', () => {
  test('holds one file a key, which only its owner reads, however often the mail is sent', async () => {
    const mailer = createMailer({ outboxDir: join(outboxDir, 'email'), from });
    const sent = await Promise.all(
      Array.from({ length: 5 }, () => mailer.send({ to, mail, idempotencyKey: 'email/approved/1', signal: live() })),
    );
    const names = await readdir(join(outboxDir, 'email'));
    expect(names).toEqual([`${sent[0]?.providerId}.json`]);
    const path = join(outboxDir, 'email', names[0] ?? '');
    const first = await readFile(path, 'utf8');
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(JSON.parse(first)).toEqual({
      to,
      from,
      ...mail,
      idempotency_key: 'email/approved/1',
      created_at: expect.stringMatching(/^\d{4}-.*Z$/u),
    });
    await mailer.send({
      to,
      mail: { ...mail, subject: 'Another' },
      idempotencyKey: 'email/approved/1',
      signal: live(),
    });
    expect(await readFile(path, 'utf8')).toBe(first);
    await mailer.send({ to, mail, idempotencyKey: 'email/approved/2', signal: live() });
    expect(await readdir(join(outboxDir, 'email'))).toHaveLength(2);
  });

  test('writes nothing once the work is cancelled, or where the folder is a file', async () => {
    const mailer = createMailer({ outboxDir, from });
    await expect(mailer.send({ to, mail, idempotencyKey: 'k', signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await readdir(outboxDir)).toEqual([]);
    const blocked = createMailer({ outboxDir: __filename, from });
    await expect(blocked.send({ to, mail, idempotencyKey: 'k', signal: live() })).rejects.toMatchObject({
      code: 'outbox_unwritable',
      retriable: true,
    });
  });

  test.each([
    'a@x.example\r\nBcc: b@y.example',
    'a@x.example,b@y.example',
    '"a,b"@x.example',
    'A <a@x.example>',
    'a',
    '',
  ])('refuses the recipient %j', async (address) => {
    const mailer = createMailer({ outboxDir, from });
    await expect(mailer.send({ to: address, mail, idempotencyKey: 'k', signal: live() })).rejects.toMatchObject({
      code: 'mail_address_invalid',
      retriable: false,
    });
    expect(await readdir(outboxDir)).toEqual([]);
  });

  test("takes addresses such as o'brien+film@exämple.com, and keeps line breaks out of subject and sender", async () => {
    const mailer = createMailer({ outboxDir, from: 'Bom\r\nBcc: x@y.z <studio@bom.example>' });
    const hostile = { ...mail, subject: 'Hi\r\nBcc: x@y.z' };
    await mailer.send({ to: "o'brien+film@exämple.com", mail: hostile, idempotencyKey: 'k', signal: live() });
    const [name = ''] = await readdir(outboxDir);
    const file = JSON.parse(await readFile(join(outboxDir, name), 'utf8')) as Record<string, string>;
    expect(file['subject']).toBe('Hi Bcc: x@y.z');
    expect(file['from']).toBe('Bom Bcc: x@y.z <studio@bom.example>');
  });
});

describe('Resend', () => {
  let double: Double;
  let answer: DoubleAnswer | undefined;

  beforeEach(async () => {
    answer = { json: { id: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' } };
    double = await startDouble(() => answer);
  });
  afterEach(() => double.close());

  const sendKey = (idempotencyKey: string, o: { signal?: AbortSignal; timeoutMs?: number } = {}) =>
    createMailer({
      resend: { apiKey: 're_test', baseUrl: double.url },
      outboxDir,
      from,
      ...(o.timeoutMs ? { timeoutMs: o.timeoutMs } : {}),
    }).send({ to, mail, idempotencyKey, signal: o.signal ?? live() });

  test('gets the mail with its key once, and nothing is written to the outbox', async () => {
    await expect(sendKey('email/approved/1')).resolves.toEqual({ providerId: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' });
    const [request] = double.requests;
    expect(double.requests).toHaveLength(1);
    expect(request).toMatchObject({ method: 'POST', path: '/emails' });
    expect(request?.headers).toMatchObject({ authorization: 'Bearer re_test', 'idempotency-key': 'email/approved/1' });
    expect(JSON.parse(request?.body.toString() ?? '')).toEqual({ from, to: [to], ...mail });
    expect(await readdir(outboxDir)).toEqual([]);
  });

  test.each(['x'.repeat(257), 'email/approved/adá@x.example', 'a\r\nb: c'])(
    'gets the hash of the key %j',
    async (key) => {
      await sendKey(key);
      expect(double.requests[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/u);
    },
  );

  const refusal = (statusCode: number, name: string) => ({
    status: statusCode,
    json: { statusCode, name, message: 'Said\nso' },
  });
  test.each([
    [refusal(429, 'rate_limit_exceeded'), { 'retry-after': '2' }, 'RateLimitedError', 'mail_rate_limited', 2000],
    [refusal(429, 'rate_limit_exceeded'), { 'ratelimit-reset': '1' }, 'RateLimitedError', 'mail_rate_limited', 1000],
    [refusal(429, 'daily_quota_exceeded'), {}, 'RateLimitedError', 'mail_rate_limited', 3_600_000],
    // Resend tells the window of its rate with every answer.
    [
      refusal(429, 'daily_quota_exceeded'),
      { 'ratelimit-reset': '1' },
      'RateLimitedError',
      'mail_rate_limited',
      3_600_000,
    ],
    [
      refusal(500, 'internal_server_error'),
      { 'ratelimit-reset': '1' },
      'TransientError',
      'mail_unavailable',
      undefined,
    ],
    [refusal(409, 'concurrent_idempotent_requests'), {}, 'TransientError', 'mail_unavailable', undefined],
    [refusal(409, 'invalid_idempotent_request'), {}, 'PermanentError', 'mail_key_reused', undefined],
    [refusal(401, 'missing_api_key'), {}, 'PermanentError', 'mail_key_rejected', undefined],
    [refusal(403, 'invalid_api_key'), {}, 'PermanentError', 'mail_key_rejected', undefined],
    [refusal(422, 'validation_error'), {}, 'PermanentError', 'mail_refused', undefined],
    [refusal(500, 'internal_server_error'), { 'retry-after': '7' }, 'TransientError', 'mail_unavailable', 7000],
    [{ status: 502, body: '<html>Bad gateway</html>' }, {}, 'TransientError', 'mail_unavailable', undefined],
    [{ status: 503, body: 'null' }, {}, 'TransientError', 'mail_unavailable', undefined],
    [{ status: 200, body: 'not json' }, {}, 'TransientError', 'mail_unavailable', undefined],
  ])('answers %j %j: %s %s', async (answered: DoubleAnswer, headers, name, code, retryAfterMs) => {
    answer = { ...answered, headers };
    const error: unknown = await sendKey('k').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name, code, retryAfterMs, message: expect.not.stringMatching(/\n|re_test/u) });
    expect(double.requests).toHaveLength(1);
  });

  test('is given up when it does not answer in time', async () => {
    answer = undefined;
    await expect(sendKey('k', { timeoutMs: 100 })).rejects.toMatchObject({
      name: 'TransientError',
      code: 'mail_timeout',
    });
  });

  test('is left, its connection closed, when the work is cancelled', async () => {
    let closed = false;
    await double.close();
    double = await startDouble((_request, response) => {
      response.on('close', () => (closed = true));
      return undefined;
    });
    const controller = new AbortController();
    const sending = sendKey('k', { signal: controller.signal });
    const outcome = expect(sending).rejects.toMatchObject({ code: 'cancelled' });
    await waitFor(() => double.requests.length === 1);
    controller.abort();
    await outcome;
    await waitFor(() => closed);
  });

  test('may be tried again when the connection breaks', async () => {
    await double.close();
    await expect(sendKey('k')).rejects.toMatchObject({ name: 'TransientError', code: 'mail_unavailable' });
  });
});
