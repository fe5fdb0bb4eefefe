import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { claimNotice, finishNotice } from '@bom/db';
import type { Client } from '@bom/db';
import { waitFor } from '@bom/testing';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const staffEmail = 'staff@studio.example';
const post = (path: string, body: object = {}) => request(api.app).post(`/api/auth/${path}`).send(body);
const me = (accessToken: string) => request(api.app).get('/api/auth/me').set('authorization', `Bearer ${accessToken}`);
const askLink = (email: string) => post('magic-link', { email });

async function makeClient(): Promise<Client> {
  const email = `Ann.${randomUUID()}@Client.example`;
  return api.deps.db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email.toLowerCase() } });
}

async function noticesTo(recipient: string) {
  return api.deps.db.prisma.notice.findMany({ where: { recipient }, orderBy: { createdAt: 'asc' } });
}

/** The token in the last mail to an address. */
async function mailedToken(recipient: string): Promise<string> {
  const notice = (await noticesTo(recipient)).at(-1);
  if (!notice) throw new Error(`nothing was mailed to ${recipient}`);
  const { link } = notice.data as { link: string };
  expect(link).toMatch(/^https:\/\/portal\.example\/auth\/verify\?token=[\w-]{43}$/);
  return new URL(link).searchParams.get('token') ?? '';
}

async function signIn(email: string) {
  await askLink(email);
  const answer = await post('verify', { token: await mailedToken(email) });
  expect(answer.status).toBe(200);
  return answer.body as { access_token: string; refresh_token: string; role: string; client: { id: string } | null };
}

describe('magic links', () => {
  test('are mailed to clients and staff, whatever the case of the address, and let them in', async () => {
    const client = await makeClient();
    const answer = await askLink(client.email.toUpperCase());
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ message: 'Magic link sent' });
    const session = await request(api.app)
      .get('/api/auth/verify')
      .query({ token: await mailedToken(client.email) });
    expect(session.status).toBe(200);
    expect(session.headers['cache-control']).toBe('no-store');
    expect(session.body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: expect.any(String),
      role: 'client',
      client: expect.objectContaining({ id: client.id, name: 'Bakery' }),
    });
    expect((await me(session.body.access_token as string)).body).toMatchObject({
      role: 'client',
      id: `client:${client.id}`,
      email: client.email,
      scopes: [],
    });
    const staff = await signIn(staffEmail);
    expect(staff).toMatchObject({ role: 'staff', client: null });
    expect((await me(staff.access_token)).body).toMatchObject({
      role: 'staff',
      id: `staff:${staffEmail}`,
      scopes: ['staff'],
    });
  });

  test('answer the same for an address that nobody has, and mail nothing', async () => {
    const client = await makeClient();
    const unknown = `${randomUUID()}@nobody.example`;
    const [known, other] = [await askLink(client.email), await askLink(unknown)];
    expect(other.text).toBe(known.text);
    expect(other.status).toBe(known.status);
    const shown = ({ 'x-request-id': _id, date: _date, ratelimit: _limit, ...rest }: Record<string, string>) => rest;
    expect(shown(other.headers as Record<string, string>)).toEqual(shown(known.headers as Record<string, string>));
    expect(await noticesTo(unknown)).toEqual([]);
  });

  test('take whole steps of time, known or not', async () => {
    const client = await makeClient();
    for (const email of [client.email, `${randomUUID()}@nobody.example`]) {
      const beganAt = performance.now();
      await askLink(email);
      expect(performance.now() - beganAt).toBeGreaterThanOrEqual(249);
    }
  });

  test('work once: of many that race exactly one gets in', async () => {
    const client = await makeClient();
    await askLink(client.email);
    const token = await mailedToken(client.email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('verify', { token })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 401);
    expect(refused).toHaveLength(19);
    expect(refused[0]?.body.code).toBe('invalid_token');
  });

  test('are not spent by HEAD', async () => {
    const client = await makeClient();
    await askLink(client.email);
    const token = await mailedToken(client.email);
    expect((await request(api.app).head('/api/auth/verify').query({ token })).status).toBe(200);
    expect((await request(api.app).get('/api/auth/verify').query({ token })).status).toBe(200);
    expect((await request(api.app).get('/api/auth/verify').query({ token })).status).toBe(401);
  });

  test('are refused alike when expired, void, unknown, or of an address that is gone', async () => {
    const { prisma } = api.deps.db;
    const client = await makeClient();
    await askLink(client.email);
    const first = await mailedToken(client.email);
    await askLink(client.email);
    const second = await mailedToken(client.email);
    const voided = await post('verify', { token: first });
    await prisma.magicLink.updateMany({
      where: { emailKey: client.emailKey },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    const expired = await post('verify', { token: second });
    const unknown = await post('verify', { token: 'x'.repeat(43) });
    const goner = await makeClient();
    await askLink(goner.email);
    const orphan = await mailedToken(goner.email);
    await prisma.client.delete({ where: { id: goner.id } });
    const gone = await post('verify', { token: orphan });
    const shown = ({ request_id: _id, ...rest }: { request_id: string }) => rest;
    for (const answer of [voided, expired, unknown, gone]) {
      expect(answer.status).toBe(401);
      expect(shown(answer.body as { request_id: string })).toEqual(shown(unknown.body as { request_id: string }));
    }
  });

  test('lead to the portal, whatever host the request names', async () => {
    const client = await makeClient();
    await askLink(client.email).set('host', 'evil.example').set('x-forwarded-host', 'evil.example');
    expect(await mailedToken(client.email)).toHaveLength(43);
  });

  test('are mailed five times an hour to one address; after that the answer stays the same', async () => {
    const client = await makeClient();
    const answers = [];
    for (let i = 0; i < 6; i += 1) answers.push(await askLink(client.email));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await noticesTo(client.email)).toHaveLength(5);
  });

  test('leave their token nowhere in the database once the mail is sent, and only its hash before', async () => {
    const { db } = api.deps;
    const client = await makeClient();
    await askLink(client.email);
    const token = await mailedToken(client.email);
    const [notice] = await noticesTo(client.email);
    const claimed = await claimNotice(db, { id: notice?.id ?? '', leaseMs: 10_000 });
    if (!claimed) throw new Error('the notice can not be claimed');
    await finishNotice(db, { notice: claimed, providerId: null });
    const tables = await db.prisma.$queryRaw<{ name: string }[]>`
      SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`;
    for (const { name } of tables) {
      const rows = await db.pool.query(`SELECT 1 FROM "${name}" t WHERE t::text LIKE $1`, [`%${token}%`]);
      expect({ name, rows: rows.rowCount }).toEqual({ name, rows: 0 });
    }
  });

  test('are handed to the mail queue at once', async () => {
    const client = await makeClient();
    await askLink(client.email);
    const [notice] = await noticesTo(client.email);
    await waitFor(async () => {
      const queued = await api.deps.queues.all.notify.getJob(`notice-${notice?.id}-1`);
      return queued !== undefined;
    });
  });

  test.each([
    {},
    { email: 7 },
    { email: { not: '' } },
    { email: ['a@b.co'] },
    { email: 'a@b.co', role: 'staff' },
    { email: 'nonsense' },
  ])('refuse the request %j', async (body) => {
    expect((await post('magic-link', body)).status).toBe(422);
  });
});

describe('sessions', () => {
  test('are refreshed with tokens that work once each; one used again ends them all', async () => {
    const client = await makeClient();
    const first = await signIn(client.email);
    const second = await post('refresh', { refresh_token: first.refresh_token });
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    expect((await me(second.body.access_token as string)).status).toBe(200);
    const reused = await post('refresh', { refresh_token: first.refresh_token });
    expect(reused.status).toBe(401);
    expect(reused.body.code).toBe('invalid_token');
    expect((await post('refresh', { refresh_token: second.body.refresh_token })).status).toBe(401);
    expect((await me(second.body.access_token as string)).status).toBe(401);
  });

  test('are won by exactly one of two refreshes that race', async () => {
    const client = await makeClient();
    const session = await signIn(client.email);
    const answers = await Promise.all([1, 2].map(() => post('refresh', { refresh_token: session.refresh_token })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  test('keep their end, however often they are refreshed', async () => {
    const client = await makeClient();
    const session = await signIn(client.email);
    await post('refresh', { refresh_token: session.refresh_token });
    const ends = await api.deps.db.prisma.refreshToken.findMany({ where: { subject: `client:${client.id}` } });
    expect(ends).toHaveLength(2);
    expect(new Set(ends.map(({ expiresAt }) => expiresAt.getTime())).size).toBe(1);
    await api.deps.db.prisma.refreshToken.updateMany({
      where: { subject: `client:${client.id}` },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await me(session.access_token)).status).toBe(401);
  });

  test('end at once by logout, with either token', async () => {
    const client = await makeClient();
    for (const how of ['bearer', 'body'] as const) {
      const session = await signIn(client.email);
      const bearer = { authorization: `Bearer ${session.access_token}` };
      const answer =
        how === 'bearer'
          ? await post('logout').set(bearer)
          : await post('logout', { refresh_token: session.refresh_token });
      expect(answer.status).toBe(204);
      expect((await me(session.access_token)).status).toBe(401);
      expect((await post('refresh', { refresh_token: session.refresh_token })).status).toBe(401);
    }
    expect((await post('logout')).status).toBe(401);
    expect((await post('logout', { refresh_token: 'unknown' })).status).toBe(204);
  });

  test('end for a client that is gone, and for staff taken off the list', async () => {
    const client = await makeClient();
    const session = await signIn(client.email);
    await api.deps.db.prisma.client.delete({ where: { id: client.id } });
    expect((await me(session.access_token)).status).toBe(401);
    expect((await post('refresh', { refresh_token: session.refresh_token })).status).toBe(401);

    const staff = await signIn(staffEmail);
    const { emails } = api.deps.config.staff;
    try {
      api.deps.config.staff.emails = [];
      expect((await me(staff.access_token)).status).toBe(401);
      expect((await post('refresh', { refresh_token: staff.refresh_token })).status).toBe(401);
    } finally {
      api.deps.config.staff.emails = emails;
    }
  });
});
