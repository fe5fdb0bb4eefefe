import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import request from 'supertest';
import { makeFilm } from '../test-support/make-film.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

const secret = 'n8n-secret-0123456789';
let api: TestApi;

beforeAll(async () => {
  api = await startApi({ n8nSecret: secret });
});

afterAll(() => api.stop());

function post(body: unknown, headers: Record<string, string> = { 'x-webhook-secret': secret }) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return request(api.app).post('/api/webhooks/n8n').set('content-type', 'application/json').set(headers).send(text);
}

function signed(body: string, { id = randomUUID(), at = new Date(), key = secret } = {}): Record<string, string> {
  const signature = new Webhook(key, { format: 'raw' }).sign(id, at, body);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

const brief = {
  business_name: 'Bakery',
  what_they_sell: 'bread',
  target_customer: 'neighbours',
  differentiator: 'sourdough',
};
const newEmail = () => `${randomUUID()}@client.example`;

describe('POST /api/webhooks/n8n', () => {
  test('makes a film of a brief, once for a webhook-id however often it comes', async () => {
    const body = { event: 'pipeline.start', data: { email: newEmail(), brief, formats: ['square'] } };
    const headers = { 'x-webhook-secret': secret, 'webhook-id': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body, headers)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    const [first] = answers.map((answer) => answer.body as { client_id: string; video_id: string; job_id: string });
    const clientId = first?.client_id ?? '';
    const jobId = first?.job_id ?? '';
    const { prisma } = api.deps.db;
    expect(await prisma.video.count({ where: { clientId } })).toBe(1);
    expect(await prisma.job.findUniqueOrThrow({ where: { id: jobId } })).toMatchObject({
      kind: 'pipeline',
      request: { formats: ['square'] },
    });
    const again = await post(body, { ...headers, 'webhook-id': randomUUID() });
    expect(again.body.video_id).not.toBe(first?.video_id);
  });

  test('tells the same body without a webhook-id for the same event', async () => {
    const body = { event: 'pipeline.start', data: { email: newEmail(), brief } };
    const [one, two] = [await post(body), await post(body)];
    expect(two.body).toEqual(one.body);
  });

  test('refuses a webhook-id that comes again with other data or another event', async () => {
    const headers = { 'x-webhook-secret': secret, 'webhook-id': `execution-${randomUUID()}` };
    const start = (topic: string) => ({
      event: 'pipeline.start',
      data: { email: newEmail(), brief: { ...brief, topic } },
    });
    const first = start('one');
    const taken = await post(first, headers);
    const published = { event: 'video.published', data: { video_id: taken.body.video_id } };
    for (const body of [start('two'), published]) {
      const refused = await post(body, headers);
      expect(refused.status).toBe(422);
      expect(refused.body).toMatchObject({ code: 'idempotency_key_reused', errors: [{ path: 'webhook-id' }] });
      expect(refused.body.detail).toContain('{{$execution.id}}-{{$itemIndex}}-start');
    }
    // Written otherwise, it is the same.
    const again = await post(JSON.stringify({ data: first.data, event: first.event }, null, 2), headers);
    expect(again.body).toEqual(taken.body);
    const stored = await request(api.app).get('/api/webhooks/events?source=n8n&limit=1').set(api.staff);
    expect(stored.body.data[0]).toMatchObject({ status: 'handled', type: 'pipeline.start' });
  });

  test('refuses data nested so deep that nothing could walk it', async () => {
    const deep = '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000);
    const refused = await post(`{"event": "else", "data": ${deep}}`);
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_body']);
  });

  test('names each answer that a brief lacks', async () => {
    const pathsOf = async (data: object) => {
      const { status, body } = await post({ event: 'pipeline.start', data });
      expect([status, body.code]).toEqual([422, 'invalid_request']);
      return (body.errors as { path: string }[]).map(({ path }) => path);
    };
    expect(await pathsOf({ email: newEmail(), brief: { business_name: 'Bakery', differentiator: '' } })).toEqual([
      'data.brief.what_they_sell',
      'data.brief.target_customer',
      'data.brief.differentiator',
    ]);
    expect(await pathsOf({})).toEqual(['data.brief', 'data.email']);
    expect(await pathsOf({ video_id: 'x', formats: [] })).toEqual(['data.video_id', 'data.formats']);
    const inside = { email: newEmail(), brief, callback_url: 'http://127.0.0.1/x' };
    const refused = await post({ event: 'pipeline.start', data: inside });
    expect(refused.body).toMatchObject({ code: 'private_address', errors: [{ path: 'data.callback_url' }] });
  });

  test('takes null and empty texts for what is left out', async () => {
    const blank = { topic: '', tone: null, language: '' };
    const data = { email: newEmail(), brief: { ...brief, ...blank }, package: '', formats: null, callback_url: '' };
    const started = await post({ event: 'pipeline.start', data: { ...data, metadata: { note: '' } } });
    expect(started.body).toMatchObject({ handled: true });
    const { prisma } = api.deps.db;
    const video = await prisma.video.findUniqueOrThrow({ where: { id: started.body.video_id } });
    expect(video.brief).toEqual({ ...brief, tone: 'friendly', language: 'en' });
    const job = await prisma.job.findUniqueOrThrow({ where: { id: started.body.job_id } });
    expect(job).toMatchObject({ metadata: { note: '' }, callbackUrl: null });
    const film = await makeFilm(api, { status: 'approved' });
    const published = { event: 'video.published', data: { video_id: film.id, url: '', platform: null } };
    expect((await post(published)).body).toMatchObject({ handled: true });
  });

  test('turns a video over the quota down as it does a brief, and tells who listens', async () => {
    const { prisma } = api.deps.db;
    const first = await post({ event: 'pipeline.start', data: { email: newEmail(), brief } });
    const clientId = first.body.client_id as string;
    await prisma.client.update({ where: { id: clientId }, data: { quotaOverride: 1 } });
    const { projectId } = await prisma.video.findUniqueOrThrow({ where: { id: first.body.video_id } });
    const { id } = await prisma.video.create({ data: { clientId, projectId, title: 'Two', brief } });
    const endpoint = await prisma.webhookEndpoint.create({
      data: { url: 'https://1.1.1.1/', events: ['quota.exceeded'], secret: 'whsec_AAAA' },
    });
    const over = await post({ event: 'pipeline.start', data: { video_id: id } });
    expect([over.status, over.body]).toEqual([
      202,
      { received: true, handled: false, video_id: id, reason: 'quota_exceeded' },
    ]);
    const [told] = await prisma.notice.findMany({ where: { endpointId: endpoint.id } });
    expect(told).toMatchObject({ template: 'quota.exceeded', data: { client_id: clientId, limit: 1, video_id: id } });
    await prisma.webhookEndpoint.delete({ where: { id: endpoint.id } });
  });

  test('turns a brief over the quota down', async () => {
    const email = newEmail();
    for (let index = 0; index < 4; index += 1) {
      await post({ event: 'pipeline.start', data: { email, brief: { ...brief, topic: `${index}` } } });
    }
    const over = await post({ event: 'pipeline.start', data: { email, brief } });
    expect(over.status).toBe(202);
    expect(over.body).toMatchObject({ received: true, handled: false, reason: 'quota_exceeded' });
  });

  test('turns a video over the quota down, and announces it', async () => {
    const { prisma } = api.deps.db;
    const video = await makeFilm(api, { status: 'pending' });
    await prisma.client.update({ where: { id: video.clientId }, data: { quotaOverride: 0 } });
    const listener = { url: 'https://flows.example/quota', events: ['quota.exceeded'], secret: 'whsec_1' };
    const { id: endpointId } = await prisma.webhookEndpoint.create({ data: listener });
    const over = await post({ event: 'pipeline.start', data: { video_id: video.id } });
    expect(over.status).toBe(202);
    expect(over.body).toEqual({ received: true, handled: false, video_id: video.id, reason: 'quota_exceeded' });
    const told = await prisma.notice.findMany({ where: { endpointId } });
    expect(told).toMatchObject([{ template: 'quota.exceeded', data: { video_id: video.id, limit: 0 } }]);
    expect(await prisma.video.findUniqueOrThrow({ where: { id: video.id } })).toMatchObject({ status: 'pending' });
  });

  test('assembles the assets that are ready, by the script of the video', async () => {
    const video = await makeFilm(api, { status: 'draft' });
    const scene = { narration: 'We bake.', visual: 'oven' };
    const script = { hook: 'Bread', scenes: [scene], cta: 'Come' };
    const data = {
      video_id: video.id,
      script,
      images: ['https://1.1.1.1/a.png'],
      audio_url: 'https://1.1.1.1/a.mp3',
      format: 'vertical',
    };
    const answer = await post({ event: 'assets.ready', data });
    expect(answer.body).toMatchObject({ handled: true, video_id: video.id });
    const job = await api.deps.db.prisma.job.findUniqueOrThrow({ where: { id: answer.body.job_id } });
    expect(job).toMatchObject({ kind: 'assembly', videoId: video.id });
    const inside = await post({ event: 'assets.ready', data: { ...data, audio_url: 'http://127.0.0.1/a.mp3' } });
    expect(inside.status).toBe(422);
    expect(inside.body.code).toBe('private_address');
  });

  test('delivers a published film, whose client is mailed once', async () => {
    const video = await makeFilm(api, { status: 'approved' });
    const publish = (platform: string) =>
      post({ event: 'video.published', data: { video_id: video.id, url: 'https://tube.example/1', platform } });
    expect((await publish('tube')).body).toMatchObject({ handled: true });
    expect((await publish('tok')).body).toMatchObject({ handled: true });
    const { prisma } = api.deps.db;
    expect((await prisma.video.findUniqueOrThrow({ where: { id: video.id } })).status).toBe('delivered');
    const mails = await prisma.notice.findMany({ where: { template: 'delivered', channel: 'email' } });
    expect(mails.filter(({ data }) => (data as { video_id: string }).video_id === video.id)).toHaveLength(1);
    expect(await prisma.videoEvent.count({ where: { videoId: video.id, type: 'video.published' } })).toBe(2);
  });

  test('refuses to publish what is not approved, and does it when the event is replayed later', async () => {
    const video = await makeFilm(api, { status: 'draft' });
    const refused = await post({ event: 'video.published', data: { video_id: video.id } });
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe('illegal_transition');
    const { prisma } = api.deps.db;
    const failed = await request(api.app).get('/api/webhooks/events?source=n8n&status=failed').set(api.staff);
    const found = failed.body.data as { id: string; error: string; type: string }[];
    expect(found[0]).toMatchObject({ type: 'video.published', error: expect.stringContaining('draft') });
    await prisma.video.update({ where: { id: video.id }, data: { status: 'approved' } });
    const replay = () => request(api.app).post(`/api/webhooks/events/${found[0]?.id}/replay`).set(api.staff);
    expect((await replay()).body).toMatchObject({ status: 'handled', answer: { handled: true } });
    expect((await replay()).body).toMatchObject({ status: 'handled', answer: { handled: true } });
    expect(await prisma.videoEvent.count({ where: { videoId: video.id, type: 'video.published' } })).toBe(1);
    expect(await prisma.deadLetter.count({ where: { jobId: found[0]?.id ?? '', queue: 'intake' } })).toBe(1);
  });

  test('stores events that it does not know, masked where staff read them', async () => {
    const sent = {
      event: 'lead.found',
      data: { note: 'Call anna.smith@x.example on +32 470 12 34 56', api_token: 'abc' },
    };
    const answer = await post(sent);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ received: true, handled: false });
    const list = await request(api.app).get('/api/webhooks/events?source=n8n&status=ignored&limit=1').set(api.staff);
    const one = await request(api.app).get(`/api/webhooks/events/${list.body.data[0].id}`).set(api.staff);
    expect(one.body.body).toEqual({
      event: 'lead.found',
      data: { note: 'Call an…@x.example on …56', api_token: '[masked]' },
    });
  });

  test('accepts the signature of Standard Webhooks, and no other', async () => {
    const body = JSON.stringify({ event: 'x', data: {} });
    const now = Date.now();
    expect((await post(body, signed(body))).status).toBe(202);
    const two = signed(body);
    const rotated = { ...two, 'webhook-signature': `v1,AAAA ${two['webhook-signature']}` };
    expect((await post(body, rotated)).status).toBe(202);
    const refused = [
      {},
      { 'x-webhook-secret': 'n8n-secret-0123456788' },
      { 'x-webhook-secret': '' },
      signed(body, { key: 'another-secret-0123' }),
      signed(body, { at: new Date(now - 400_000) }),
      signed(body, { at: new Date(now + 400_000) }),
      { ...signed(body), 'webhook-id': 'other' },
      { ...signed(body), 'webhook-signature': '' },
      { ...signed(body), 'webhook-timestamp': 'NaN' },
      signed(`${body} `),
    ];
    for (const headers of refused) {
      const answer = await post(body, headers);
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('invalid_signature');
    }
  });

  test('answers hostile bodies with a clear 4xx', async () => {
    const bodies = [
      '',
      '{',
      '[]',
      'null',
      '{"event":5}',
      '{"event":"a b"}',
      '{"event":"x","more":1}',
      '{"event":"x","data":{"a":"\\u0000"}}',
    ];
    for (const body of bodies) {
      const { status } = await post(body);
      expect([400, 422]).toContain(status);
    }
    const unknown = await post({ event: 'video.published', data: { video_id: randomUUID() } });
    expect(unknown.status).toBe(404);
    const bad = await post({ event: 'pipeline.start', data: { email: 'x' } });
    expect(bad.status).toBe(422);
  });

  test('answers 503 in production where no secret is set', async () => {
    api.deps.config.n8nSecret = null;
    api.deps.config.isProduction = true;
    const answer = await post({ event: 'x' });
    api.deps.config.n8nSecret = secret;
    api.deps.config.isProduction = false;
    expect(answer.status).toBe(503);
  });
});
