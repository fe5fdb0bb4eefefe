import request from 'supertest';
import { createLogger } from '@bom/runtime';
import { createQueues } from '@bom/jobs';
import { startRedis } from '@bom/testing';
import { createApp } from '../app.ts';
import { hashToken, makeSecretToken } from '../auth/secret-token.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const scrape = (credential: Record<string, string>, app = api.app) => request(app).get('/metrics').set(credential);

async function keyWith(...scopes: string[]): Promise<Record<string, string>> {
  const [id, secret] = [makeSecretToken().replaceAll(/\W|_/g, ''), makeSecretToken()];
  await api.deps.db.prisma.apiKey.create({ data: { id, name: 'prometheus', secretHash: hashToken(secret), scopes } });
  return { authorization: `Bearer bom_${id}_${secret}` };
}

describe('GET /metrics', () => {
  test('is for keys that may read metrics, and for staff', async () => {
    expect((await scrape(await keyWith('metrics:read'))).status).toBe(200);
    expect((await scrape(api.staff)).status).toBe(200);
    expect((await scrape(await keyWith('usage:read'))).status).toBe(403);
    expect((await scrape({})).status).toBe(401);
  });

  test('shows the work that is left, in the format that Prometheus reads', async () => {
    const { prisma } = api.deps.db;
    const rest = { template: 'draft-ready', recipient: 'a@b.example', data: {} };
    const due = new Date(Date.now() - 90_000);
    await prisma.notice.create({ data: { ...rest, channel: 'email', dedupeKey: 'm1', notBefore: due } });
    await prisma.webhookEvent.create({ data: { source: 'tally', externalId: 'x', body: Buffer.from('{}') } });
    await prisma.deadLetter.create({ data: { queue: 'intake', errorClass: 'PermanentError', code: 'x', detail: 'x' } });
    const { text, headers } = await scrape(api.staff);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toContain('bom_notices_pending{channel="email",app="api"} 1\n');
    expect(Number(/due_seconds{channel="email",app="api"} (\S+)/.exec(text)?.[1])).toBeGreaterThan(89);
    expect(text).toContain('bom_webhook_events_day{source="tally",status="received",app="api"} 1\n');
    expect(text).toContain('bom_dead_letters_open{app="api"} 1\n');
    expect(text).toContain('bom_jobs_open{phase="assembly",status="queued",app="api"} 0\n');
    expect(text).toContain('bom_queue_jobs{queue="render",state="waiting",app="api"} 0\n');
  });

  test('times requests by operation, and calls all that nobody serves the same', async () => {
    await request(api.app).get('/health');
    await request(api.app).get('/no-route/a');
    await request(api.app).get('/no-route/b');
    const { text } = await scrape(api.staff);
    expect(text).toContain('bom_http_request_seconds_count{app="api",operation="getHealth",status="2xx"} 1\n');
    expect(text).toContain('bom_http_request_seconds_count{app="api",operation="other",status="4xx"} 2\n');
    expect(text).not.toContain('no-route');
  });

  test('gives what it has where Redis hangs, and says that something is missing', async () => {
    const logger = createLogger({ name: 'api', level: 'silent' });
    const redis = await startRedis();
    const queues = createQueues({ redisUrl: redis.url, logger });
    await queues.check();
    redis.freeze();
    try {
      const { status, text } = await scrape(api.staff, createApp({ ...api.deps, queues }));
      expect(status).toBe(200);
      expect(text).toContain('bom_scrape_failures_total{source="redis",app="api"} 1\n');
      expect(text).toContain('bom_jobs_open{');
      expect(text).not.toContain('bom_queue_jobs{');
    } finally {
      redis.thaw();
      await queues.close();
      await redis.stop();
    }
  });
});
