import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { createLogger } from '@bom/runtime';
import { createApp } from '../app.ts';
import { makeTenant } from '../test-support/make-tenant.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const portal = 'https://portal.example';
const send = (body: string | Buffer, type = 'application/json') =>
  request(api.app)
    .post('/api/clients')
    .set(api.staff)
    .set('content-type', type)
    .serialize((it: unknown) => it as string)
    .send(body);

describe('bodies', () => {
  const nested = (levels: number) => `{"name":${'['.repeat(levels)}1${']'.repeat(levels)}}`;

  test.each([40, 4_000, 250_000])('of %d levels are refused before anything walks through them', async (levels) => {
    const answer = await send(nested(levels));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_body', detail: expect.stringContaining('32 levels') });
    expect((await send(nested(20))).status).toBe(422);
  });

  test('over 1 MiB are refused, also when they only become so unpacked', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(1024 * 1024) });
    expect((await send(large)).status).toBe(413);
    const packed = gzipSync('['.repeat(50 * 1024 * 1024));
    expect(packed.length).toBeLessThan(100_000);
    expect((await send(packed).set('content-encoding', 'gzip')).status).toBe(413);
  });

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/json; charset=utf-7'],
    ['application/json; charset=latin1'],
    ['text/html;application/json'],
  ])('of type %s are refused', async (type) => {
    const answer = await send('{"name":"x"}', type);
    expect(answer.status).toBe(415);
    expect(answer.body.code).toBe('unsupported_media_type');
  });

  test.each(['application/json; charset=utf-8', 'application/JSON;charset="UTF-8"', 'application/merge-patch+json'])(
    'of type %s are read',
    async (type) => {
      expect((await send('{}', type)).status).toBe(422);
    },
  );

  test.each([
    ['broken JSON', '{"name":'],
    ['a bare word', 'name'],
    ['a polluting field', '{"__proto__":{"admin":true},"name":"x"}'],
    ['a polluting field within', '{"brand_kit":{"__proto__":{"admin":true}}}'],
  ])('with %s are refused', async (_what, body) => {
    expect((await send(body)).status).toBe(400);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test.each([
    ['NUL in a text', '{"name":"a\\u0000b","email":"a@b.example"}'],
    ['NUL in a name', '{"na\\u0000me":"a","email":"a@b.example"}'],
    ['half a surrogate pair', '{"name":"a\\ud800","email":"a@b.example"}'],
    ['a list for a text', '{"name":["a"],"email":"a@b.example"}'],
    ['a search for a text', '{"name":"a","email":{"not":""}}'],
    ['a field that is ours', '{"name":"a","email":"a@b.example","version":9}'],
  ])('with %s are refused with 422', async (_what, body) => {
    expect((await send(body)).status).toBe(422);
  });
});

describe('addresses', () => {
  test.each([
    '/api/videos?cursor=%00',
    '/api/videos?status[not]=draft',
    '/api/videos?limit=1&limit=2',
    '/api/videos?client_id=%00',
    '/api/auth/verify?token=%00',
  ])('%s is refused', async (path) => {
    const answer = await request(api.app).get(path).set(api.staff);
    expect([401, 422]).toContain(answer.status);
  });

  test.each(['/api/videos/%00', '/api/videos/%E0%A4%A', '/api/videos/..%2f..%2fetc', '/%', '/api/api-keys/%00'])(
    '%s names nothing',
    async (path) => {
      const answer = await request(api.app).get(path).set(api.staff);
      expect(answer.status).toBe(404);
      expect(answer.body.code).toBe('not_found');
    },
  );
});

describe('headers', () => {
  test.each([
    ['/health', 200],
    ['/api/videos', 401],
    ['/nothing', 404],
  ])('of %s keep browsers from running or framing anything', async (path, status) => {
    const { headers, ...answer } = await request(api.app).get(path);
    expect(answer.status).toBe(status);
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'strict-transport-security': expect.stringContaining('max-age=31536000'),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  test('of pages allow scripts of ours alone; signed files may be shown by the portal', async () => {
    const page = await request(api.app).get('/admin/queues').set(api.staff);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    const file = await request(api.app).get('/files/x?signature=y');
    expect(file.headers['cross-origin-resource-policy']).toBe('cross-origin');
  });
});

describe('other origins', () => {
  const from = (origin: string) => request(api.app).get('/health').set('origin', origin);

  test('may read answers when they are listed, and need no credentials', async () => {
    const { headers } = await from(portal);
    expect(headers['access-control-allow-origin']).toBe(portal);
    expect(headers['vary']).toContain('Origin');
    expect(headers['access-control-expose-headers']).toContain('ETag');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test.each([
    'null',
    'https://evil.example',
    'https://portal.example.evil.example',
    'https://sub.portal.example',
    'http://portal.example',
    'https://portal.example:8443',
  ])('like %s may not', async (origin) => {
    const { headers } = await from(origin);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers['vary']).toContain('Origin');
  });

  test('are told beforehand what they may send', async () => {
    const ask = (origin: string) =>
      request(api.app)
        .options('/api/videos')
        .set({ origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization' });
    const allowed = await ask(portal);
    expect(allowed.status).toBe(204);
    expect(allowed.headers['access-control-allow-methods']).toContain('PATCH');
    expect(allowed.headers['access-control-allow-headers']).toContain('Authorization');
    expect((await ask('https://evil.example')).headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('Bull Board', () => {
  const board = (path = '') => request(api.app).get(`/admin/queues${path}`);

  test('asks a browser for a password, again after a wrong one', async () => {
    for (const answer of [await board(), await board().auth('staff', 'wrong')]) {
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Basic realm=/);
    }
  });

  test('sends a browser on to an address that holds no key', async () => {
    const typed = await board().set(api.staff).set({ 'sec-fetch-mode': 'navigate', host: 'studio.example' });
    expect(typed.status).toBe(302);
    expect(typed.headers['location']).toBe('http://studio.example/admin/queues/');
    expect((await board('/').set(api.staff).set('sec-fetch-mode', 'navigate')).status).toBe(200);
  });

  test('is closed to clients and services', async () => {
    const { credential } = await makeTenant(api.deps);
    expect((await board().set(credential)).status).toBe(403);
    const password = credential.authorization.replace('Bearer ', '');
    expect((await board('/api/queues').auth('client', password)).status).toBe(403);
  });

  test('gives staff its page, scripts and data, and changes nothing', async () => {
    const key = api.staff.authorization.replace('Bearer ', '');
    const page = await board().auth('staff', key);
    expect(page.status).toBe(200);
    const script = /src="(static\/js\/main[^"]+)"/.exec(page.text)?.[1];
    expect((await board(`/${script}`).auth('staff', key)).status).toBe(200);
    expect((await board('/api/queues').auth('staff', key)).body.queues).toHaveLength(
      Object.keys(api.deps.queues.all).length,
    );
    const pause = await request(api.app).put('/admin/queues/api/queues/render/pause').auth('staff', key);
    expect(pause.status).toBeGreaterThanOrEqual(400);
    expect(await api.deps.queues.all.render.isPaused()).toBe(false);
  });
});

test('the log of requests holds no credentials, tokens, cookies or addresses, not even of failures', async () => {
  const lines: string[] = [];
  const logger = createLogger({ name: 'api', level: 'debug', destination: { write: (line) => lines.push(line) } });
  const broken = { ...api.deps.db, prisma: undefined as never };
  for (const db of [api.deps.db, broken]) {
    const app = createApp({ ...api.deps, db, logger });
    const secret = { authorization: 'Bearer bom_x_CANARY0123456789012345', cookie: 'session=CANARY' };
    await request(app).get('/api/videos?token=CANARY&email=CANARY@client.example').set(secret);
    await request(app).get('/api/auth/verify?token=CANARY').set('stripe-signature', 'CANARY');
    await request(app).post('/api/auth/magic-link').send({ email: 'CANARY@client.example' });
    await request(app).post('/api/auth/refresh').send({ refresh_token: 'CANARY' });
    await request(app).get('/admin/queues').auth('staff', 'CANARY');
  }
  expect(lines.filter((line) => line.includes('"level":"error"')).length).toBeGreaterThan(0);
  expect(lines.filter((line) => line.includes('/api/auth/verify')).length).toBeGreaterThan(0);
  expect(lines.join('')).not.toContain('CANARY');
});
