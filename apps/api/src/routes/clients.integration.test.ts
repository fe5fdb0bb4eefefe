import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { makeClient, makeFilm, makeService, signInAs } from '../test-support/make-film.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const get = (path: string) => request(api.app).get(path).set(api.staff);
const post = (body: object) => request(api.app).post('/api/clients').set(api.staff).send(body);
const patch = (id: string, body: object) => request(api.app).patch(`/api/clients/${id}`).set(api.staff).send(body);
const newEmail = () => `Ann.${randomUUID()}@Client.example`;

describe('creating a client', () => {
  test('gives it the smallest package, an id and a version, and announces it', async () => {
    const { prisma } = api.deps.db;
    const url = 'https://hooks.example/bom';
    const endpoint = await prisma.webhookEndpoint.create({
      data: { url, events: ['client.created'], secret: 'whsec_x' },
    });
    const email = newEmail();
    const answer = await post({ name: ' North Bakery ', email, brand_kit: { colors: { primary: '#0f766e' } } });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ location: `/api/clients/${answer.body.id}`, etag: '"1"' });
    expect(answer.body).toEqual({
      id: expect.any(String),
      name: 'North Bakery',
      email,
      package: 'kickstart',
      brand_kit: { colors: { primary: '#0F766E' } },
      created_at: expect.any(String),
      updated_at: expect.any(String),
      version: 1,
    });
    const notices = await prisma.notice.findMany({ where: { endpointId: endpoint.id } });
    expect(notices.map(({ data }) => data)).toEqual([
      { client_id: answer.body.id, name: 'North Bakery', package: 'kickstart' },
    ]);
    expect((await get(`/api/clients/${answer.body.id}`)).body).toEqual(answer.body);
  });

  test('refuses an address that another client has, whatever its case, also when two race for it', async () => {
    const email = newEmail();
    expect((await post({ name: 'One', email })).status).toBe(201);
    const taken = await post({ name: 'Two', email: email.toUpperCase() });
    expect(taken.status).toBe(409);
    expect(taken.body).toMatchObject({ code: 'email_taken', errors: [{ path: 'email' }] });
    const wanted = newEmail();
    const racing = await Promise.all([1, 2, 3].map(() => post({ name: 'Racer', email: wanted })));
    expect(racing.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
  });

  test('names the packages there are where it is asked for another', async () => {
    const answer = await post({ name: 'One', email: newEmail(), package: 'gigantic' });
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('unknown_package');
    expect(answer.body.detail).toContain('kickstart, growth, scale');
  });

  test('refuses media on private addresses and assets that are not there, naming the field', async () => {
    for (const url of ['http://127.0.0.1/logo.png', 'http://[::1]/x', 'https://10.0.0.8/x.png', 'http://localhost/x']) {
      const answer = await post({ name: 'One', email: newEmail(), brand_kit: { logo_url: url } });
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ code: 'private_address', errors: [{ path: 'brand_kit.logo_url' }] });
    }
    const missing = await post({ name: 'One', email: newEmail(), brand_kit: { music_url: `asset:${randomUUID()}` } });
    expect(missing.status).toBe(422);
    expect(missing.body).toMatchObject({ code: 'asset_not_found', errors: [{ path: 'brand_kit.music_url' }] });
  });

  test('refuses unknown fields, bad addresses and text that can not be kept, and stores nothing', async () => {
    const before = await api.deps.db.prisma.client.count();
    const bad = [
      { name: 'One', email: 'nobody' },
      { name: '', email: newEmail() },
      { name: 'One', email: newEmail(), colour: 'red' },
      { name: 'A\u0000B', email: newEmail() },
      { name: 'One', email: newEmail(), brand_kit: { tone: 'half \uD83D' } },
    ];
    for (const body of bad) expect((await post(body)).status).toBe(422);
    expect(await api.deps.db.prisma.client.count()).toBe(before);
  });
});

describe('changing a client', () => {
  test('changes what is given and nothing else, and moves the version on', async () => {
    const { body: client } = await post({ name: 'One', email: newEmail(), brand_kit: { tone: 'dry' } });
    const answer = await patch(client.id as string, { package: 'growth' });
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBe('"2"');
    expect(answer.body).toEqual({ ...client, package: 'growth', version: 2, updated_at: expect.any(String) });
    expect((await patch(client.id as string, { email: (client.email as string).toUpperCase() })).status).toBe(200);
    const other = await makeClient(api);
    expect((await patch(client.id as string, { email: other.email })).body.code).toBe('email_taken');
    expect((await patch(client.id as string, { package: 'gigantic' })).body.code).toBe('unknown_package');
    expect((await patch(randomUUID(), { name: 'X' })).status).toBe(404);
    expect((await patch(client.id as string, {})).body.version).toBe(3);
  });

  test('is refused with a version that is stale, and of two with one version the first wins', async () => {
    const { id } = await makeClient(api);
    const withTag = (tag: string, name: string) => patch(id, { name }).set('if-match', tag);
    expect((await withTag('"1"', 'A')).status).toBe(200);
    const stale = await withTag('"1"', 'B');
    expect(stale.status).toBe(412);
    expect(stale.body.code).toBe('version_mismatch');
    for (const tag of ['W/"2"', '2', '"x"', '']) expect((await withTag(tag, 'C')).status).toBe(412);
    for (const tag of ['"9", "2"', '*']) expect((await withTag(tag, 'D')).status).toBe(200);
    const racing = await Promise.all(['E', 'F', 'G'].map((name) => withTag('"4"', name)));
    expect(racing.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
  });

  test('leaves the quota to staff', async () => {
    const client = await makeClient(api);
    const service = await makeService(api, ['clients:write', 'clients:read']);
    const path = `/api/clients/${client.id}`;
    const refused = await request(api.app).patch(path).set(service).send({ quota_override: 9 });
    expect(refused.status).toBe(403);
    const quota = async () => (await get(`${path}/quota`)).body as Record<string, unknown>;
    expect(await quota()).toMatchObject({ limit: 4, used: 0, remaining: 4, override: null });
    await patch(client.id, { quota_override: 9 });
    expect(await quota()).toMatchObject({ limit: 9, remaining: 9, override: 9 });
    await patch(client.id, { quota_override: null });
    const last = await quota();
    expect(last).toMatchObject({ limit: 4, override: null });
    expect(new Date(last['period_end'] as string).getUTCDate()).toBe(1);
    expect(new Date(last['period_end'] as string) > new Date()).toBe(true);
  });
});

describe('listing clients', () => {
  test('finds by the whole address, whatever its case, and by package', async () => {
    const client = await makeClient(api, { packageId: 'scale' });
    const found = await get('/api/clients').query({ email: client.email.toUpperCase() });
    expect((found.body.data as { id: string }[]).map(({ id }) => id)).toEqual([client.id]);
    const scaled = await get('/api/clients').query({ package: 'scale' });
    expect((scaled.body.data as { package: string }[]).every((one) => one.package === 'scale')).toBe(true);
    expect((await get('/api/clients').query({ email: 'nobody@client.example' })).body.data).toEqual([]);
    expect((await get('/api/clients').query({ color: 'red' })).status).toBe(422);
  });

  test('gives everyone once however many join while it is read', async () => {
    const old = await Promise.all([1, 2, 3, 4, 5].map(() => makeClient(api, { packageId: 'growth' })));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await get('/api/clients').query({ package: 'growth', limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...(page.body.data as { id: string }[]).map(({ id }) => id));
      cursor = page.body.next_cursor as string | null;
      await makeClient(api, { packageId: 'growth' });
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(old.every(({ id }) => seen.includes(id))).toBe(true);
  });

  test('refuses a cursor that it did not give', async () => {
    const of = (text: string) => Buffer.from(text).toString('base64url');
    const bad = ['x', of('2026-01-01T00:00:00.000Z|------------------------------------'), of('+275760-09-13|x')];
    for (const cursor of bad) expect((await get('/api/clients').query({ cursor })).status).toBe(422);
  });
});

test('a client sees itself and its quota, and others do not exist for it', async () => {
  const client = await makeClient(api);
  await makeFilm(api, { client });
  const other = await makeClient(api);
  const own = await signInAs(api, client);
  const as = (path: string) => request(api.app).get(path).set(own);
  expect((await as('/api/clients')).body.data).toEqual([expect.objectContaining({ id: client.id })]);
  expect((await as(`/api/clients/${client.id}`)).status).toBe(200);
  expect((await as(`/api/clients/${client.id}/quota`)).body).toMatchObject({ limit: 4, used: 0 });
  for (const path of [`/api/clients/${other.id}`, `/api/clients/${other.id}/quota`]) {
    expect((await as(path)).status).toBe(404);
  }
  expect((await request(api.app).patch(`/api/clients/${client.id}`).set(own).send({ name: 'X' })).status).toBe(403);
});
