import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { makePng } from '@bom/testing';
import { makeTenant } from '../test-support/make-tenant.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;
let server: Server;

beforeAll(async () => {
  api = await startApi();
  server = createServer(api.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await api.stop();
});

const newClient = () => ({ name: 'Bakery', email: `${randomUUID()}@client.example` });
const post = (key: string, body: object, path = '/api/clients') =>
  request(api.app).post(path).set(api.staff).set('idempotency-key', key).send(body);
const rowsOf = () => api.deps.db.prisma.idempotencyKey.findMany({ orderBy: { createdAt: 'desc' }, take: 1 });

interface Answer {
  status: number;
  text: string;
  etag: string | null;
  replayed: string | null;
}

describe('an Idempotency-Key', () => {
  test('lets fifty identical requests at once have one effect and equal answers', async () => {
    const [key, body] = [randomUUID(), newClient()];
    const { port } = server.address() as AddressInfo;
    const send = async (): Promise<Answer> => {
      const response = await fetch(`http://127.0.0.1:${port}/api/clients`, {
        method: 'POST',
        headers: { ...api.staff, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      });
      const { status, headers } = response;
      // What callers do when the first is still at work, or the machine has too much of it.
      if (status === 409 || status === 503) return send();
      return {
        status,
        text: await response.text(),
        etag: headers.get('etag'),
        replayed: headers.get('idempotent-replayed'),
      };
    };
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    expect(new Set(answers.map(({ status, text, etag }) => `${status} ${etag} ${text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 201, etag: '"1"', text: expect.stringContaining(body.email) });
    expect(answers.filter(({ replayed }) => replayed === null)).toHaveLength(1);
    expect(await api.deps.db.prisma.client.count({ where: { email: body.email } })).toBe(1);
  });

  test('gives the first answer again, a refusal too, and refuses another body or path', async () => {
    const [key, body] = [randomUUID(), newClient()];
    const first = await post(key, body);
    const again = await post(key, body);
    expect(again.text).toBe(first.text);
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true', location: first.headers['location'] });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    for (const other of [
      post(key, { ...body, name: 'Other' }),
      post(key, body, '/api/projects'),
      post(key, body, '/api/clients?x=1'),
    ]) {
      expect((await other).status).toBe(422);
    }
    expect((await post(key, { ...body, name: 'Other' })).body.code).toBe('idempotency_key_reused');
    const taken = randomUUID();
    const refused = await post(taken, body);
    expect(refused.body.code).toBe('email_taken');
    const refusedAgain = await post(taken, body);
    expect(refusedAgain.text).toBe(refused.text);
    expect(refusedAgain.type).toBe('application/problem+json');
  });

  test('is of one caller alone', async () => {
    const [key, other] = [randomUUID(), await makeTenant(api.deps)];
    await post(key, newClient());
    const theirs = await request(api.app)
      .post('/api/clients')
      .set(other.credential)
      .set('idempotency-key', key)
      .send(newClient());
    expect(theirs.status).toBe(403);
    expect(theirs.headers).not.toHaveProperty('idempotent-replayed');
  });

  test('keeps no answer of a failure of ours: the same request is done when all is well again', async () => {
    const { projectId } = await makeTenant(api.deps);
    const script = { hook: 'Bread', scenes: [{ narration: 'We bake.', visual: 'oven' }], cta: 'Come' };
    const body = { project_id: projectId, title: randomUUID(), script };
    const [key, { prisma }] = [randomUUID(), api.deps.db];
    await prisma.$executeRaw`ALTER TABLE video_events RENAME TO away`;
    try {
      expect((await post(key, body, '/api/videos')).status).toBe(500);
    } finally {
      await prisma.$executeRaw`ALTER TABLE away RENAME TO video_events`;
    }
    const again = await post(key, body, '/api/videos');
    expect(again.status).toBe(201);
    expect(again.headers).not.toHaveProperty('idempotent-replayed');
    expect(await prisma.video.count({ where: { title: body.title } })).toBe(1);
  });

  test('is told to come again while the first is at work, and taken over when that has died', async () => {
    const [key, body, { prisma }] = [randomUUID(), newClient(), api.deps.db];
    await post(key, body);
    const [row] = await rowsOf();
    const where = { id: row?.id ?? '' };
    await prisma.client.deleteMany({ where: { email: body.email } });
    await prisma.idempotencyKey.update({ where, data: { status: null, lockedUntil: new Date(Date.now() + 60_000) } });
    const busy = await post(key, body);
    expect(busy.status).toBe(409);
    expect(busy.body.code).toBe('idempotency_in_progress');
    await prisma.idempotencyKey.update({ where, data: { lockedUntil: new Date(Date.now() - 1) } });
    expect((await post(key, body)).status).toBe(201);
    expect(await prisma.client.count({ where: { email: body.email } })).toBe(1);
  });

  test('is forgotten after a day', async () => {
    const [key, body] = [randomUUID(), newClient()];
    await post(key, body);
    const [row] = await rowsOf();
    const createdAt = new Date(Date.now() - 24 * 3_600_000 - 1000);
    await api.deps.db.prisma.idempotencyKey.update({ where: { id: row?.id ?? '' }, data: { createdAt } });
    expect((await post(key, { ...body, email: `${randomUUID()}@client.example` })).status).toBe(201);
  });

  test.each(['', 'x'.repeat(256), 'schlüssel', 'a\tb'])('of %j is refused', async (key) => {
    const { port } = server.address() as AddressInfo;
    const headers = { ...api.staff, 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await fetch(`http://127.0.0.1:${port}/api/clients`, {
      method: 'POST',
      headers,
      body: JSON.stringify(newClient()),
    });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ path: 'Idempotency-Key' }] });
  });

  test('of 255 characters is taken', async () => {
    expect((await post('k'.repeat(255), newClient())).status).toBe(201);
  });

  test('holds for uploads by what is in them', async () => {
    const [key, png, other] = [
      randomUUID(),
      await makePng({ width: 8, height: 8 }),
      await makePng({ width: 9, height: 8 }),
    ];
    const upload = (file: Buffer) =>
      request(api.app).post('/api/assets').set(api.staff).set('idempotency-key', key).attach('file', file, 'x.png');
    const first = await upload(png);
    const again = await upload(png);
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([201, first.text, 'true']);
    expect((await upload(other)).body.code).toBe('idempotency_key_reused');
  });

  test('leaves no secret readable in the table: answers are sealed with the key, which is kept as a hash', async () => {
    const key = randomUUID();
    const endpoint = { url: 'https://93.184.215.14/hook', events: ['video.approved'] };
    const made = await post(key, endpoint, '/api/webhook-endpoints');
    const { secret } = made.body as { secret: string };
    expect(secret.length).toBeGreaterThan(30);
    const [row] = await rowsOf();
    expect(Buffer.from(row?.body ?? []).includes(secret)).toBe(false);
    expect(JSON.stringify(row)).not.toContain(key);
    expect((await post(key, endpoint, '/api/webhook-endpoints')).body).toEqual(made.body);
  });
});
