import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSmtpServer, waitFor } from '@bom/testing';
import type { SmtpServer } from '@bom/testing';
import { createMailer } from './mailer.ts';
import { renderMail } from './render-mail.ts';

const from = 'Bom Studio <studio@bom.example>';
const mail = renderMail('approved', { portal_url: 'https://portal.example', video_id: 'v1', title: 'Café 👩‍👩‍👧' });
const live = () => new AbortController().signal;
const open: SmtpServer[] = [];

async function start(settings: Parameters<typeof startSmtpServer>[0] = {}): Promise<SmtpServer> {
  const server = await startSmtpServer(settings);
  open.push(server);
  return server;
}

afterAll(() => Promise.all(open.map((server) => server.close())));

interface Sending {
  to?: string;
  key?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
}

function send(
  smtpUrl: string,
  { to = 'ada@client.example', key = 'email/approved/1', signal, timeoutMs }: Sending = {},
) {
  const mailer = createMailer({ smtpUrl, outboxDir: '/nowhere', from, ...(timeoutMs ? { timeoutMs } : {}) });
  return mailer.send({ to, mail, idempotencyKey: key, signal: signal ?? live() });
}

/** The server tells of a mail on a way of its own, which may be the slower one. */
const received = (server: SmtpServer, count: number) =>
  waitFor(() => (server.mails.length >= count ? server.mails : undefined));

const failureOf = (sending: Promise<unknown>) => sending.then(() => null).catch((error: unknown) => error);

describe('a mail server that asks for nothing', () => {
  let server: SmtpServer;
  let address: string;

  beforeAll(async () => {
    server = await start();
    address = `smtp://127.0.0.1:${server.port}`;
  });

  test('gets the mail as text and HTML, from the studio to one recipient', async () => {
    const before = server.mails.length;
    await send(address);
    expect((await received(server, before + 1)).slice(before)).toEqual([
      expect.objectContaining({ from: 'studio@bom.example', to: 'ada@client.example', encrypted: false }),
    ]);
    const content = server.mails.at(-1)?.content ?? '';
    expect(content).toMatch(/^From: Bom Studio <studio@bom.example>\r$/mu);
    expect(content).toMatch(/^To: ada@client.example\r$/mu);
    expect(content).toMatch(/^Subject: =\?UTF-8\?/mu);
    expect(content).toMatch(/^Auto-Submitted: auto-generated\r$/mu);
    expect(content).toMatch(/^Content-Type: multipart\/alternative/mu);
    expect(content.match(/^Content-Type: text\/(plain|html); charset=utf-8\r$/gmu)).toHaveLength(2);
  });

  test('sees one Message-ID a notice, however often it is sent', async () => {
    const before = server.mails.length;
    const sent = [
      await send(address, { key: 'a' }),
      await send(address, { key: 'a' }),
      await send(address, { key: 'b' }),
    ];
    const mails = (await received(server, before + 3)).slice(before);
    const ids = mails.map(({ content }) => /^Message-ID: (<\S+>)\r$/mu.exec(content)?.[1]);
    expect(ids).toEqual(sent.map(({ providerId }) => providerId));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(ids[0]).toMatch(/^<[0-9a-f]{32}@bom\.example>$/u);
  });

  test.each([
    ['rcpt-450@client.example', 'RateLimitedError', 'mail_rate_limited', 60_000],
    ['data-421@client.example', 'RateLimitedError', 'mail_rate_limited', 60_000],
    ['rcpt-550@client.example', 'PermanentError', 'mail_refused', undefined],
    ['data-554@client.example', 'PermanentError', 'mail_refused', undefined],
    ['drop-data@client.example', 'TransientError', 'mail_unavailable', undefined],
  ])('makes of %s a %s %s', async (to, name, code, retryAfterMs) => {
    expect(await failureOf(send(address, { to }))).toMatchObject({ name, code, retryAfterMs });
  });

  test('is given up when it does not answer in time', async () => {
    const failure = await failureOf(send(address, { to: 'hang-rcpt@client.example', timeoutMs: 1_000 }));
    expect(failure).toMatchObject({ name: 'TransientError', code: 'mail_timeout' });
  });

  test('is left when the work is cancelled', async () => {
    const slow = await start();
    const controller = new AbortController();
    const sending = failureOf(
      send(`smtp://127.0.0.1:${slow.port}`, { to: 'hang-rcpt@client.example', signal: controller.signal }),
    );
    await waitFor(() => slow.isHanging());
    controller.abort();
    expect(await sending).toMatchObject({ code: 'cancelled' });
    expect(slow.mails).toEqual([]);
  });

  test('may be tried again where nobody listens, or somebody who is no mail server', async () => {
    const web = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    expect(await failureOf(send(`smtp://127.0.0.1:${port}`))).toMatchObject({ code: 'mail_unavailable' });
    await new Promise((resolve) => web.close(resolve));
    expect(await failureOf(send(`smtp://127.0.0.1:${port}`))).toMatchObject({
      name: 'TransientError',
      code: 'mail_unavailable',
    });
  });
});

describe('a mail server with a login', () => {
  const login = { user: 'studio@bom.example', password: 'p@ss:w/rd' };
  const said = `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}`;

  /** In a process of its own: which certificates are trusted is settled when Node starts. */
  function sendTrusting(server: SmtpServer, smtpUrl: string): Promise<unknown> {
    const code = `
      import { createMailer } from '@bom/notify';
      const [smtpUrl, mail] = [process.env.URL_GIVEN, JSON.parse(process.env.MAIL_GIVEN)];
      const mailer = createMailer({ smtpUrl, outboxDir: '/nowhere', from: 'studio@bom.example' });
      await mailer.send({ to: 'ada@client.example', mail, idempotencyKey: 'k', signal: new AbortController().signal })
        .then(() => console.log('{}'), ({ name, code }) => console.log(JSON.stringify({ name, code })));`;
    const args = ['--conditions=@bom/source', '--import', 'tsx', '--input-type=module', '-e', code];
    const env = {
      PATH: '/usr/bin',
      NODE_EXTRA_CA_CERTS: server.certificatePath,
      URL_GIVEN: smtpUrl,
      MAIL_GIVEN: JSON.stringify(mail),
    };
    return promisify(execFile)(process.execPath, args, { env, cwd: join(__dirname, '../..') }).then(
      ({ stdout }) => JSON.parse(stdout) as unknown,
    );
  }

  test.each(['starttls', 'implicit'] as const)('is logged into over TLS (%s), and gets the mail', async (tls) => {
    const server = await start({ tls, ...login });
    const scheme = tls === 'implicit' ? 'smtps' : 'smtp';
    expect(await sendTrusting(server, `${scheme}://${said}@localhost:${server.port}`)).toEqual({});
    expect(await received(server, 1)).toEqual([expect.objectContaining({ encrypted: true, authenticated: true })]);
    const wrong = await sendTrusting(server, `${scheme}://studio:wrong@localhost:${server.port}`);
    expect(wrong).toEqual({ name: 'PermanentError', code: 'mail_key_rejected' });
    const busy = await sendTrusting(server, `${scheme}://slow-down:x@localhost:${server.port}`);
    expect(busy).toEqual({ name: 'RateLimitedError', code: 'mail_rate_limited' });
    expect(await received(server, 1)).toHaveLength(1);
  });

  test('is told no password under a certificate that nobody vouches for', async () => {
    const server = await start({ tls: 'starttls', ...login });
    const failure = await failureOf(send(`smtp://${said}@localhost:${server.port}`));
    expect(failure).toMatchObject({ name: 'TransientError', code: 'mail_unavailable' });
    expect(String(failure)).not.toContain('p@ss');
    expect(server.mails).toEqual([]);
  });

  test('is told no password in plain text', async () => {
    const server = await start({ tls: 'none' });
    const failure = await failureOf(send(`smtp://${said}@localhost:${server.port}`));
    expect(failure).toMatchObject({ name: 'TransientError', code: 'mail_unavailable' });
    expect(server.mails).toEqual([]);
  });

  test('without one, encrypts all the same where it is offered', async () => {
    const server = await start({ tls: 'starttls' });
    await send(`smtp://localhost:${server.port}`);
    expect(await received(server, 1)).toEqual([expect.objectContaining({ encrypted: true, authenticated: false })]);
  });
});
