import request from 'supertest';
import { waitFor } from '@bom/testing';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const keys = () => request(api.app).get('/api/api-keys').set(api.staff);
const make = (body: object) => request(api.app).post('/api/api-keys').set(api.staff).send(body);
const listVideos = (key: string) => request(api.app).get('/api/videos').set('authorization', `Bearer ${key}`);

describe('API keys', () => {
  test('are shown once, stored hashed, and hold their scopes', async () => {
    const made = await make({ name: ' engine ', scopes: ['videos:read', 'videos:read'] });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'engine',
      scopes: ['videos:read'],
      created_by: 'key:studio',
      expires_at: null,
      revoked_at: null,
      last_used_at: null,
    });
    const key = made.body.key as string;
    expect(key).toMatch(new RegExp(`^bom_${made.body.id}_[\\w-]{43}$`));
    expect((await listVideos(key)).status).toBe(200);
    const denied = await request(api.app).get('/api/clients').set('authorization', `Bearer ${key}`);
    expect(denied.status).toBe(403);
    expect(denied.body.detail).toContain('clients:read');
    const row = await api.deps.db.prisma.apiKey.findUniqueOrThrow({ where: { id: made.body.id as string } });
    // Underscores may be among the secret's letters too.
    const secret = key.slice(-43);
    expect(JSON.stringify(row)).not.toContain(secret);
    expect((await keys()).text).not.toContain(secret);
  });

  test('are refused from the moment they are revoked or have expired', async () => {
    const made = await make({ name: 'short', scopes: ['videos:read'], expires_at: new Date(Date.now() + 60_000) });
    expect((await listVideos(made.body.key as string)).status).toBe(200);
    await api.deps.db.prisma.apiKey.update({ where: { id: made.body.id as string }, data: { expiresAt: new Date() } });
    expect((await listVideos(made.body.key as string)).status).toBe(401);

    const other = await make({ name: 'other', scopes: ['staff'] });
    const path = `/api/api-keys/${other.body.id}`;
    expect((await request(api.app).delete(path).set(api.staff)).status).toBe(204);
    expect((await request(api.app).delete(path).set(api.staff)).status).toBe(204);
    expect((await listVideos(other.body.key as string)).status).toBe(401);
    expect((await request(api.app).delete('/api/api-keys/nobody').set(api.staff)).status).toBe(404);
    const listed = (await keys()).body.data.find(({ id }: { id: string }) => id === other.body.id);
    expect(listed.revoked_at).toEqual(expect.any(String));
  });

  test('tell when they were last used, written at most once a minute', async () => {
    const made = await make({ name: 'used', scopes: ['videos:read'] });
    const row = () => api.deps.db.prisma.apiKey.findUniqueOrThrow({ where: { id: made.body.id as string } });
    await listVideos(made.body.key as string);
    await waitFor(async () => (await row()).lastUsedAt !== null);
    const { lastUsedAt } = await row();
    await listVideos(made.body.key as string);
    await listVideos(made.body.key as string);
    expect((await row()).lastUsedAt).toEqual(lastUsedAt);
  });

  test('are listed page by page, newest first', async () => {
    const made = [];
    for (const name of ['a', 'b', 'c']) made.push((await make({ name, scopes: ['usage:read'] })).body.id);
    const first = await request(api.app).get('/api/api-keys?limit=2').set(api.staff);
    const second = await request(api.app)
      .get('/api/api-keys')
      .query({ limit: 1, cursor: first.body.next_cursor })
      .set(api.staff);
    const seen = [...first.body.data, ...second.body.data].map(({ id }: { id: string }) => id);
    expect(seen).toEqual(made.toReversed());
  });

  test.each([
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['everything'] },
    { name: '', scopes: ['staff'] },
    { name: 'x', scopes: ['staff'], expires_at: '2020-01-01T00:00:00Z' },
    { name: 'x', scopes: ['staff'], id: 'mine' },
  ])('are not made of %j', async (body) => {
    expect((await make(body)).status).toBe(422);
  });
});
