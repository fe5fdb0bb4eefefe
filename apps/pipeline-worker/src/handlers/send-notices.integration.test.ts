import { randomUUID } from 'node:crypto';
import { RateLimitedError } from '@bom/domain';
import { announceProgress, claimNotice, createDb } from '@bom/db';
import type { Db, Notice, Prisma, WebhookEndpoint } from '@bom/db';
import type { Delivery } from '@bom/jobs';
import { createLogger } from '@bom/runtime';
import { createDatabase, startDouble } from '@bom/testing';
import type { Double, DoubleAnswer } from '@bom/testing';
import { Webhook } from 'standardwebhooks';
import { sendMail, sendSignedWebhook, sendSlack } from './notice-senders.ts';
import { sendNotices } from './send-notices.ts';
import type { SendNotice } from './send-notices.ts';

const secretOf = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`;
const staff = { emails: ['staff@studio.example'], slack: true };
const hourMs = 3_600_000;
let db: Db;
let receiver: Double;
let answer: DoubleAnswer;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
  receiver = await startDouble(() => answer);
});

beforeEach(() => {
  answer = { status: 204 };
  receiver.requests.length = 0;
});

afterAll(async () => {
  await receiver.close();
  await db.close();
});

class Delayed extends Error {
  delayMs: number;
  constructor(delayMs: number) {
    super('delayed');
    this.delayMs = delayMs;
  }
}

async function run(notice: Notice, send: SendNotice, signal = new AbortController().signal): Promise<number | null> {
  const delivery = {
    signal,
    logger: createLogger({ name: 'test', level: 'silent' }),
    delay: (ms: number) => Promise.reject(new Delayed(ms)),
  } as unknown as Delivery;
  try {
    await sendNotices({ db, leaseMs: 30_000, staff }, notice.channel, send)({ notice_id: notice.id }, delivery);
    return null;
  } catch (error) {
    if (error instanceof Delayed) return error.delayMs;
    throw error;
  }
}

const hooks = (o: { allowPrivate?: string[]; callbackSecret?: string | null } = {}) =>
  sendSignedWebhook({ db, allowPrivate: [`127.0.0.1:${receiver.port}`], callbackSecret: null, ...o });

async function makeEndpoint(fields: Partial<WebhookEndpoint> = {}): Promise<WebhookEndpoint> {
  const url = `${receiver.url}/hook`;
  return db.prisma.webhookEndpoint.create({
    data: { url, events: ['video.approved'], secret: secretOf('a'), ...fields },
  });
}

async function makeNotice(fields: Partial<Prisma.NoticeUncheckedCreateInput> = {}): Promise<Notice> {
  const dedupeKey = randomUUID();
  const recipient = `${receiver.url}/hook`;
  return db.prisma.notice.create({
    data: { channel: 'webhook', template: 'video.approved', recipient, dedupeKey, data: { n: 1 }, ...fields },
  });
}

const reload = (notice: Notice) => db.prisma.notice.findUniqueOrThrow({ where: { id: notice.id } });
const endpointNow = (id: string) => db.prisma.webhookEndpoint.findUniqueOrThrow({ where: { id } });
const triesOf = (notice: Notice) =>
  db.prisma.webhookAttempt.findMany({ where: { noticeId: notice.id }, orderBy: { createdAt: 'asc' } });
const dueAgain = (notice: Notice) =>
  db.prisma.notice.update({ where: { id: notice.id }, data: { notBefore: new Date(0) } });

function received(index = 0) {
  const request = receiver.requests[index];
  return { body: request?.body.toString() ?? '', headers: (request?.headers ?? {}) as Record<string, string> };
}

describe('webhooks', () => {
  test('are signed so that the standardwebhooks package verifies them, by both secrets during a rotation', async () => {
    const previous = { previousSecret: secretOf('b'), previousUntil: new Date(Date.now() + hourMs) };
    const endpoint = await makeEndpoint(previous);
    const notice = await makeNotice({ endpointId: endpoint.id });
    expect(await run(notice, hooks())).toBeNull();
    const { body, headers } = received();
    for (const secret of [secretOf('a'), secretOf('b')]) {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'video.approved', data: { n: 1 } });
    }
    expect(() => new Webhook(secretOf('c')).verify(body, headers)).toThrow();
    expect(headers['webhook-id']).toBe(notice.id);
    expect(await triesOf(notice)).toMatchObject([{ status: 204, error: null }]);
    await db.prisma.webhookEndpoint.update({ where: { id: endpoint.id }, data: { previousUntil: new Date(0) } });
    await run(await makeNotice({ endpointId: endpoint.id }), hooks());
    expect(() => new Webhook(secretOf('b')).verify(received(1).body, received(1).headers)).toThrow();
  });

  test('carry the secret header of their endpoint', async () => {
    const endpoint = await makeEndpoint({ secretHeaderName: 'X-Bom-Secret', secretHeaderValue: 'open sesame' });
    await run(await makeNotice({ endpointId: endpoint.id }), hooks());
    expect(received().headers['x-bom-secret']).toBe('open sesame');
    expect(new Webhook(secretOf('a')).verify(received().body, received().headers)).toBeDefined();
  });

  test('to the callback of a job are signed with the secret of the studio', async () => {
    const notice = await makeNotice({ template: 'job.complete' });
    await run(notice, hooks({ callbackSecret: secretOf('z') }));
    expect(new Webhook(secretOf('z')).verify(received().body, received().headers)).toMatchObject({
      type: 'job.complete',
    });
  });

  test('that fail come again later under the same id, each try logged with what the receiver said', async () => {
    const endpoint = await makeEndpoint();
    const notice = await makeNotice({ endpointId: endpoint.id });
    answer = { status: 500, body: `é${'x'.repeat(5000)}` };
    const first = await run(notice, hooks());
    expect(first).toBeGreaterThanOrEqual(5000);
    expect(await run(notice, hooks())).toBeNull();
    expect(receiver.requests).toHaveLength(1);
    await dueAgain(notice);
    const second = await run(notice, hooks());
    expect(second).toBeGreaterThanOrEqual(5 * 60_000);
    const tries = await triesOf(notice);
    expect(tries.map(({ status }) => status)).toEqual([500, 500]);
    expect(Buffer.byteLength(tries[0]?.response ?? '')).toBeLessThanOrEqual(1024);
    expect(tries[0]?.response).toMatch(/^éx{100}/u);
    expect(received(0).headers['webhook-id']).toBe(received(1).headers['webhook-id']);
    expect((await endpointNow(endpoint.id)).failingSince).not.toBeNull();
    answer = { status: 200 };
    await dueAgain(notice);
    await run(notice, hooks());
    expect((await reload(notice)).status).toBe('sent');
    expect((await endpointNow(endpoint.id)).failingSince).toBeNull();
  });

  test('disable an endpoint that took nothing for three days, once, and tell the studio', async () => {
    const endpoint = await makeEndpoint({ failingSince: new Date(Date.now() - 73 * hourMs) });
    const waiting = await makeNotice({ endpointId: endpoint.id, notBefore: new Date(Date.now() + hourMs) });
    const notice = await makeNotice({ endpointId: endpoint.id, attempt: 9 });
    answer = { status: 503 };
    expect(await run(notice, hooks())).toBeNull();
    expect(await endpointNow(endpoint.id)).toMatchObject({ disabledReason: expect.stringContaining('503') });
    expect((await reload(notice)).status).toBe('failed');
    expect((await reload(waiting)).status).toBe('skipped');
    const told = await db.prisma.notice.findMany({
      where: { dedupeKey: { contains: endpoint.id }, template: 'webhook-disabled' },
    });
    expect(told.map(({ channel }) => channel).sort()).toEqual(['email', 'slack']);
    expect(await db.prisma.deadLetter.count({ where: { jobId: notice.id, queue: 'notify' } })).toBe(1);
  });

  test('leave an endpoint enabled whose other deliveries succeed', async () => {
    const endpoint = await makeEndpoint({ failingSince: new Date(Date.now() - hourMs) });
    const notice = await makeNotice({ endpointId: endpoint.id, attempt: 9 });
    answer = { status: 400 };
    await run(notice, hooks());
    expect((await reload(notice)).status).toBe('failed');
    expect((await endpointNow(endpoint.id)).disabledAt).toBeNull();
  });

  test('disable an endpoint at once that says it is gone', async () => {
    const endpoint = await makeEndpoint();
    answer = { status: 410 };
    await run(await makeNotice({ endpointId: endpoint.id }), hooks());
    expect(await endpointNow(endpoint.id)).toMatchObject({ disabledReason: expect.stringContaining('webhook_gone') });
    const late = await makeNotice({ endpointId: endpoint.id });
    await run(late, hooks());
    expect((await reload(late)).status).toBe('skipped');
    expect(receiver.requests).toHaveLength(1);
  });

  test('count a receiver that asks to wait, and wait at least as long', async () => {
    const endpoint = await makeEndpoint();
    const notice = await makeNotice({ endpointId: endpoint.id });
    answer = { status: 429, headers: { 'retry-after': '3600' } };
    expect(await run(notice, hooks())).toBeGreaterThanOrEqual(hourMs);
    expect((await reload(notice)).attempt).toBe(1);
  });

  test('never reach private addresses, whatever was saved', async () => {
    const notice = await makeNotice({ endpointId: (await makeEndpoint()).id });
    expect(await run(notice, hooks({ allowPrivate: [] }))).toBeNull();
    expect(receiver.requests).toHaveLength(0);
    expect(await reload(notice)).toMatchObject({ status: 'failed', error: expect.stringContaining('url_not_allowed') });
    expect(await triesOf(notice)).toMatchObject([{ status: null, error: expect.stringContaining('url_not_allowed') }]);
  });

  test('of progress go to those who asked, once for each step, and are not tried again', async () => {
    const email = `${randomUUID()}@client.example`;
    const client = await db.prisma.client.create({ data: { name: 'B', email, emailKey: email } });
    const project = await db.prisma.project.create({ data: { clientId: client.id, name: 'P' } });
    const video = await db.prisma.video.create({ data: { clientId: client.id, projectId: project.id, title: 'T' } });
    const job = await db.prisma.job.create({
      data: {
        videoId: video.id,
        kind: 'pipeline',
        phase: 'pipeline',
        status: 'processing',
        stage: 'images',
        progress: 12,
        request: {},
      },
    });
    await announceProgress(db);
    expect(await db.prisma.notice.count({ where: { template: 'job.progress' } })).toBe(0);
    const endpoint = await makeEndpoint({ events: ['job.progress'] });
    await announceProgress(db);
    await announceProgress(db);
    const notices = await db.prisma.notice.findMany({ where: { endpointId: endpoint.id } });
    expect(notices).toHaveLength(1);
    expect(notices[0]?.data).toMatchObject({ job_id: job.id, stage: 'images', progress: 12 });
    answer = { status: 500 };
    expect(await run(notices[0] as Notice, hooks())).toBeNull();
    expect((await reload(notices[0] as Notice)).status).toBe('skipped');
  });
});

describe('a notice', () => {
  const mail = (fields: Partial<Prisma.NoticeUncheckedCreateInput> = {}) =>
    makeNotice({ channel: 'email', template: 'draft-ready', recipient: 'staff@studio.example', ...fields });
  const letterOf = ({ id }: Notice) => db.prisma.deadLetter.findFirst({ where: { jobId: id } });

  test('that ends every process that sends it is given up after its tries, with a dead letter', async () => {
    const notice = await mail();
    const sent: string[] = [];
    const send: SendNotice = async ({ id }) => ({ providerId: String(sent.push(id)) });
    for (let crash = 0; crash < 8; crash += 1) {
      expect(await claimNotice(db, { id: notice.id, leaseMs: 30_000 })).not.toBeNull();
      await db.prisma.notice.update({ where: { id: notice.id }, data: { leaseUntil: new Date(0) } });
    }
    expect(await run(notice, send)).toBeNull();
    expect(sent).toEqual([]);
    expect(await reload(notice)).toMatchObject({ status: 'failed', leaseToken: null });
    expect(await letterOf(notice)).toMatchObject({
      code: 'crashed_too_often',
      detail: expect.stringContaining('8 times'),
    });
  });

  test('whose provider asks to wait burns no try for a day, and does not wait for ever', async () => {
    const slow: SendNotice = () =>
      Promise.reject(new RateLimitedError('mail_rate_limited', 'Too many.', { retryAfterMs: 1_000 }));
    const young = await mail();
    expect(await run(young, slow)).toBe(1_050);
    expect(await reload(young)).toMatchObject({ status: 'pending', attempt: 0 });
    const createdAt = new Date(Date.now() - 25 * hourMs);
    const old = await mail({ createdAt, notBefore: createdAt, attempt: 6 });
    expect(await run(old, slow)).toBe(1_050);
    expect(await reload(old)).toMatchObject({ status: 'pending', attempt: 7 });
    await db.prisma.notice.update({ where: { id: old.id }, data: { notBefore: createdAt } });
    expect(await run(old, slow)).toBeNull();
    expect(await reload(old)).toMatchObject({ status: 'failed', attempt: 8 });
    expect(await letterOf(old)).toMatchObject({ code: 'mail_rate_limited' });
  });
});

describe('mails and messages', () => {
  const mails: { to: string; mail: { subject: string } }[] = [];
  const mailer = {
    provider: 'outbox' as const,
    send: async (outgoing: { to: string; mail: { subject: string } }) => {
      mails.push(outgoing);
      return { providerId: 'x' };
    },
  };

  test.each([
    ['by the brand kit', { brandKit: { language: 'de' } }, 'fr', 'Bereit zur Freigabe: T'],
    ['by the newest film', {}, 'nl', 'Klaar om te bekijken: T'],
    ['in English where nothing is known', {}, null, 'Ready for your review: T'],
  ])('speak to clients in their language: %s', async (_name, fields, language, subject) => {
    const email = `${randomUUID()}@client.example`;
    const client = await db.prisma.client.create({ data: { name: 'B', email, emailKey: email, ...fields } });
    const project = await db.prisma.project.create({ data: { clientId: client.id, name: 'P' } });
    const video = await db.prisma.video.create({
      data: { clientId: client.id, projectId: project.id, title: 'T', language },
    });
    const recipient = email.toUpperCase();
    const data = { video_id: video.id, title: 'T' };
    const notice = await makeNotice({ channel: 'email', template: 'ready-for-review', recipient, data });
    await run(notice, sendMail(mailer, { db, portalUrl: 'https://portal.example' }));
    expect(mails.at(-1)).toMatchObject({ to: recipient, mail: { subject } });
  });

  test('show the poster of the film in Slack', async () => {
    const email = `${randomUUID()}@client.example`;
    const client = await db.prisma.client.create({ data: { name: 'B', email, emailKey: email } });
    const project = await db.prisma.project.create({ data: { clientId: client.id, name: 'P' } });
    const video = await db.prisma.video.create({
      data: { clientId: client.id, projectId: project.id, title: 'T', posterKey: 'p/poster.jpg' },
    });
    const sent: unknown[] = [];
    const slack = { send: async (message: unknown) => void sent.push(message) };
    const storage = { signUrl: async ({ key }: { key: string }) => `https://files.bom.example/${key}?sig=1` };
    const sender = sendSlack(slack, { db, storage: storage as never, portalUrl: 'https://portal.example' });
    const data = { video_id: video.id, title: 'T', client: 'B' };
    const notice = await makeNotice({ channel: 'slack', template: 'draft-ready', recipient: 'slack', data });
    expect(await run(notice, sender)).toBeNull();
    expect(JSON.stringify(sent)).toContain('https://files.bom.example/p/poster.jpg?sig=1');
    expect(await claimNotice(db, { id: notice.id, leaseMs: 1000 })).toBeNull();
  });
});
