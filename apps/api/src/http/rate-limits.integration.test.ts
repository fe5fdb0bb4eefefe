import { createHmac, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import request from 'supertest';
import { startRedis, waitFor } from '@bom/testing';
import { createApp } from '../app.ts';
import type { ApiConfig } from '../deps.ts';
import { makeTenant } from '../test-support/make-tenant.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';
import { connectRedis } from './connect-redis.ts';

const rateLimits = { perMinute: 4, signInPerMinute: 3, mailsPerHour: 2 };

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ rateLimits, trustProxy: 1 });
});

afterAll(() => api.stop());

beforeEach(() => api.redis.flushAll());

const videos = (headers: Record<string, string>) => request(api.app).get('/api/videos').set(headers);
const verify = (ip: string, app = api.app) =>
  request(app).post('/api/auth/verify').set('x-forwarded-for', ip).send({ token: 'unknown' });

async function statusesOf(count: number, call: () => PromiseLike<{ status: number }>): Promise<number[]> {
  const statuses = [];
  for (let i = 0; i < count; i += 1) statuses.push((await call()).status);
  return statuses;
}

/** The same app with some things of its own, as another process would be. */
function anotherApp({ redis = api.deps.redis, ...config }: Partial<ApiConfig> & { redis?: Redis }) {
  return createApp({ ...api.deps, redis, config: { ...api.deps.config, ...config } });
}

describe('rate limits', () => {
  test('are told in headers, and refuse with the time to wait', async () => {
    const first = await videos(api.staff);
    expect(first.headers['ratelimit']).toMatch(/^"callers"; r=3; t=\d+$/);
    expect(first.headers['ratelimit-policy']).toMatch(/^"callers"; q=4; w=60/);
    await statusesOf(3, () => videos(api.staff));
    const refused = await videos(api.staff);
    expect(refused.status).toBe(429);
    expect(refused.type).toBe('application/problem+json');
    expect(refused.body).toMatchObject({ code: 'rate_limited', status: 429 });
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  test('count callers by who they are, whatever neighbours at their address do', async () => {
    const tenant = await makeTenant(api.deps);
    expect(await statusesOf(6, () => videos({}))).toEqual([401, 401, 401, 401, 429, 429]);
    expect(await statusesOf(5, () => videos(tenant.credential))).toEqual([200, 200, 200, 200, 429]);
    expect((await videos(api.staff)).status).toBe(200);
  });

  test('hold for all processes together', async () => {
    const second = anotherApp({});
    await statusesOf(4, () => videos(api.staff));
    expect((await request(second).get('/api/videos').set(api.staff)).status).toBe(429);
  });

  test('are stricter on sign-in, and on its mails even more so', async () => {
    expect(await statusesOf(4, () => verify('203.0.113.1'))).toEqual([401, 401, 401, 429]);
    expect((await verify('203.0.113.2')).status).toBe(401);
    const ask = () =>
      request(api.app)
        .post('/api/auth/magic-link')
        .set('x-forwarded-for', '203.0.113.3')
        .send({ email: `${randomUUID()}@nobody.example` });
    expect(await statusesOf(3, ask)).toEqual([200, 200, 429]);
  });

  test('are not evaded by addresses that the caller makes up, nor within one IPv6 network', async () => {
    let made = 0;
    const forged = () => verify(`10.0.0.${(made += 1)}, 203.0.113.9`);
    expect(await statusesOf(4, forged)).toEqual([401, 401, 401, 429]);
    const ipv6 = () => verify(`2001:db8:1:${(made += 1)}::1`);
    expect(await statusesOf(4, ipv6)).toEqual([401, 401, 401, 429]);
    const direct = anotherApp({ trustProxy: 0 });
    await api.redis.flushAll();
    expect(await statusesOf(4, () => verify(`198.51.100.${(made += 1)}`, direct))).toEqual([401, 401, 401, 429]);
  });

  test('of webhooks count apart from all others', async () => {
    const body = '{}';
    const signature = createHmac('sha256', 'tally-secret').update(body).digest('base64');
    const deliver = () => request(api.app).post('/api/webhooks/tally').set('tally-signature', signature).send(body);
    await statusesOf(5, () => videos({}));
    const answers = await statusesOf(5, deliver);
    expect(answers.slice(0, 4)).not.toContain(429);
    expect(answers[4]).toBe(429);
  });

  test('leave health alone', async () => {
    expect(new Set(await statusesOf(10, () => request(api.app).get('/health')))).toEqual(new Set([200]));
    expect((await request(api.app).get('/health')).headers).not.toHaveProperty('ratelimit');
  });

  test('let callers in while Redis is away, count sign-in in the process, and come back with Redis', async () => {
    const lines: string[] = [];
    const logger = Object.assign(Object.create(api.deps.logger), {
      warn: (_fields: object, message: string) => lines.push(message),
    });
    const server = await startRedis();
    const redis = connectRedis({ redisUrl: server.url, logger });
    const app = createApp({ ...api.deps, redis, logger });
    const list = () => request(app).get('/api/videos').set(api.staff);
    await waitFor(() => redis.status === 'ready');
    await server.kill();
    await waitFor(() => redis.status !== 'ready');
    expect(await statusesOf(6, list)).toEqual(Array(6).fill(200));
    expect(await statusesOf(4, () => verify('203.0.113.20', app))).toEqual([401, 401, 401, 429]);
    expect(lines.filter((line) => line.includes('are not held'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('in this process alone'))).toHaveLength(1);
    const again = await startRedis({ port: server.port });
    try {
      await waitFor(async () => (await list()).status === 429);
    } finally {
      redis.disconnect();
      await again.stop();
    }
  });

  test('answer while Redis hangs', async () => {
    api.redis.freeze();
    try {
      expect(await statusesOf(5, () => videos(api.staff))).toEqual([200, 200, 200, 200, 200]);
    } finally {
      api.redis.thaw();
    }
  });
});
