import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ allowPrivate: ['10.1.2.3:5678'] });
});

afterAll(() => api.stop());

const path = '/api/webhook-endpoints';
const send = (method: 'get' | 'post' | 'patch' | 'delete', url: string) => request(api.app)[method](url).set(api.staff);
const create = (body: object = {}) =>
  send('post', path).send({ url: 'https://1.1.1.1/hook', events: ['video.approved'], ...body });

describe('/api/webhook-endpoints', () => {
  test('shows the secret once, when the endpoint is made', async () => {
    const { status, body } = await create({ description: ' n8n ', events: ['video.approved', 'video.approved'] });
    expect(status).toBe(201);
    expect(body).toMatchObject({ description: 'n8n', events: ['video.approved'], disabled: false, version: 1 });
    expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const one = await send('get', `${path}/${body.id}`);
    expect(one.body).not.toHaveProperty('secret');
    expect(JSON.stringify((await send('get', path)).body)).not.toContain('whsec_');
  });

  test.each([
    'http://127.0.0.1/x',
    'http://[::1]/x',
    'http://169.254.169.254/latest',
    'http://2130706433/',
    'http://10.1.2.3:5679/',
    'https://1.1.1.1:22/',
    'https://user:pass@1.1.1.1/',
    'ftp://1.1.1.1/',
    'not a url',
  ])('refuses %s when it is saved and when it is changed', async (url) => {
    expect((await create({ url })).status).toBe(422);
    const { body } = await create();
    expect((await send('patch', `${path}/${body.id}`).send({ url })).status).toBe(422);
    expect((await send('get', `${path}/${body.id}`)).body.url).toBe('https://1.1.1.1/hook');
  });

  test('takes private hosts that are allowed by name', async () => {
    expect((await create({ url: 'http://10.1.2.3:5678/webhook/x' })).status).toBe(201);
  });

  test('refuses events that there are none of, and fields that are not known', async () => {
    for (const body of [
      { events: ['video.exploded'] },
      { events: [] },
      { events: 'video.approved' },
      { secret: 'x' },
    ]) {
      expect((await create(body)).status).toBe(422);
    }
  });

  test('changes, disables and enables an endpoint by its version', async () => {
    const { body } = await create();
    const url = `${path}/${body.id}`;
    const stale = await send('patch', url).set('if-match', '"9"').send({ disabled: true });
    expect(stale.status).toBe(412);
    const disabled = await send('patch', url)
      .set('if-match', '"1"')
      .send({ disabled: true, events: ['job.failed'] });
    expect(disabled.body).toMatchObject({ disabled: true, events: ['job.failed'], version: 2 });
    expect((await send('post', `${url}/test`)).status).toBe(409);
    const { prisma } = api.deps.db;
    await prisma.webhookEndpoint.update({ where: { id: body.id }, data: { failingSince: new Date() } });
    const enabled = await send('patch', url).send({ disabled: false });
    expect(enabled.body).toMatchObject({ disabled: false, disabled_reason: null, failing_since: null, version: 3 });
  });

  test('takes a secret header of the receiver’s own, and never shows its value', async () => {
    const { status, body } = await create({ secret_header: { name: 'X-Bom-Secret', value: 'open sesame' } });
    expect([status, body.secret_header]).toEqual([201, { name: 'X-Bom-Secret' }]);
    const url = `${path}/${body.id}`;
    const rotated = await send('post', `${url}/rotate-secret`).send({});
    const changed = await send('patch', url).send({
      secret_header: { name: 'Authorization', value: 'Bearer tell-nobody' },
    });
    expect(changed.body.secret_header).toEqual({ name: 'Authorization' });
    const shown = JSON.stringify([body, rotated.body, changed.body, (await send('get', path)).body]);
    expect(shown).not.toMatch(/open sesame|tell-nobody/);
    const kept = await send('patch', url).send({ description: 'n8n' });
    expect(kept.body.secret_header).toEqual({ name: 'Authorization' });
    const { prisma } = api.deps.db;
    const row = () => prisma.webhookEndpoint.findUniqueOrThrow({ where: { id: body.id } });
    expect(await row()).toMatchObject({ secretHeaderValue: 'Bearer tell-nobody' });
    expect((await send('patch', url).send({ secret_header: null })).body.secret_header).toBeNull();
    expect(await row()).toMatchObject({ secretHeaderName: null, secretHeaderValue: null });
  });

  test.each([
    'Host',
    'content-type',
    'Content-Length',
    'Transfer-Encoding',
    'webhook-signature',
    'Connection',
    'a b',
    '',
  ])('refuses a secret header named "%s"', async (name) => {
    const { status, body } = await create({ secret_header: { name, value: 'x' } });
    expect([status, body.errors?.[0]?.path]).toEqual([422, 'secret_header.name']);
  });

  test.each(['', ' x', 'x\r\nHost: evil', 'é'])('refuses a secret header of value %j', async (value) => {
    const { status, body } = await create({ secret_header: { name: 'X-Bom-Secret', value } });
    expect([status, body.errors?.[0]?.path]).toEqual([422, 'secret_header.value']);
  });

  test('rotates the secret with an overlap, or without', async () => {
    const { body } = await create();
    const rotated = await send('post', `${path}/${body.id}/rotate-secret`).send({ overlap_seconds: 60 });
    expect(rotated.status).toBe(200);
    expect(rotated.body.secret).not.toBe(body.secret);
    expect(Date.parse(rotated.body.previous_secret_until)).toBeGreaterThan(Date.now());
    const { prisma } = api.deps.db;
    const row = await prisma.webhookEndpoint.findUniqueOrThrow({ where: { id: body.id } });
    expect(row).toMatchObject({ secret: rotated.body.secret, previousSecret: body.secret });
    const abrupt = await send('post', `${path}/${body.id}/rotate-secret`).send({ overlap_seconds: 0 });
    expect(abrupt.body.previous_secret_until).toBeNull();
  });

  test('queues a test delivery, lists it with its tries, and delivers it again under the same id', async () => {
    const { body } = await create();
    const tested = await send('post', `${path}/${body.id}/test`);
    expect(tested.status).toBe(202);
    expect(tested.body).toMatchObject({ event: 'webhook.test', status: 'pending', attempts: [] });
    const { id } = tested.body as { id: string };
    expect(await api.deps.queues.isAlive('notify.webhook', `notice-${id}-1`)).toBe(true);
    const { prisma } = api.deps.db;
    await prisma.notice.update({ where: { id }, data: { status: 'failed', attempt: 10, error: 'x' } });
    await prisma.webhookAttempt.createMany({
      data: [
        { noticeId: id, status: 500, error: 'webhook_refused', response: 'oops', durationMs: 12 },
        { noticeId: id, status: null, error: 'fetch_timeout', durationMs: 20_000, createdAt: new Date(0) },
      ],
    });
    const again = await send('post', `${path}/${body.id}/deliveries/${id}/redeliver`);
    expect(again.body).toMatchObject({ id, status: 'pending', error: null });
    const list = await send('get', `${path}/${body.id}/deliveries?status=pending`);
    expect(list.body.data).toHaveLength(1);
    expect(list.body.data[0].attempts).toMatchObject([
      { status: 500, response: 'oops', duration_ms: 12 },
      { status: null, error: 'fetch_timeout', created_at: '1970-01-01T00:00:00.000Z' },
    ]);
    expect(await api.deps.queues.isAlive('notify.webhook', `notice-${id}-2`)).toBe(true);
  });

  test('sends nothing more to an endpoint that was removed, and does not find strangers', async () => {
    const { body } = await create();
    const { id } = (await send('post', `${path}/${body.id}/test`)).body as { id: string };
    expect((await send('delete', `${path}/${body.id}`)).status).toBe(204);
    expect((await api.deps.db.prisma.notice.findUniqueOrThrow({ where: { id } })).status).toBe('skipped');
    const other = (await create()).body.id as string;
    const missing: [Parameters<typeof send>[0], string][] = [
      ['get', `${path}/${body.id}`],
      ['delete', `${path}/${body.id}`],
      ['get', `${path}/${body.id}/deliveries`],
      ['post', `${path}/${body.id}/test`],
      ['post', `${path}/${other}/deliveries/${id}/redeliver`],
      ['post', `${path}/${other}/deliveries/${randomUUID()}/redeliver`],
    ];
    for (const [method, url] of missing) expect((await send(method, url)).status).toBe(404);
  });
});

describe('/api/webhooks/tally/mappings', () => {
  const mappings = '/api/webhooks/tally/mappings';
  const put = (form: string, fields: object) =>
    request(api.app).put(`${mappings}/${form}`).set(api.staff).send({ fields });

  test('sets, reads and lists the mapping of a form', async () => {
    expect((await send('get', `${mappings}/f1`)).status).toBe(404);
    const { status, body } = await put('f1', { question_x: 'business_name', 'Uw e-mail': 'email' });
    expect(status).toBe(200);
    expect((await send('get', `${mappings}/f1`)).body).toEqual(body);
    expect((await send('get', mappings)).body.data).toContainEqual(body);
    expect((await put('f1', {})).body.fields).toEqual({});
  });

  test('refuses fields that no brief has, and one field answered twice', async () => {
    expect((await put('f2', { q: 'shoe_size' })).status).toBe(422);
    expect((await put('f2', { a: 'email', b: 'email' })).status).toBe(422);
    expect((await put('f2', { '': 'email' })).status).toBe(422);
    expect((await put('f2', { 'a\u0000': 'email' })).status).toBe(422);
  });
});
