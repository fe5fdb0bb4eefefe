import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { makeClient, makeFilm } from '../test-support/make-film.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const get = (query: string) => request(api.app).get(`/api/usage?${query}`).set(api.staff);

interface Call {
  at: string;
  microcents: number;
  provider?: string;
  units?: number;
  unit?: string;
  ok?: boolean;
}

async function book(clientId: string, videoId: string | null, calls: Call[]): Promise<void> {
  await api.deps.db.prisma.apiUsage.createMany({
    data: calls.map(({ at, microcents, provider = 'fal', units = 1, unit = 'image', ok = true }) => ({
      clientId,
      videoId,
      provider,
      model: 'm',
      operation: provider === 'fal' ? 'image.make' : 'script.write',
      inputTokens: 10,
      outputTokens: 3,
      units,
      unit,
      ok,
      costMicrocents: BigInt(microcents),
      durationMs: 250,
      createdAt: new Date(at),
    })),
  });
}

describe('GET /api/usage', () => {
  test('sums to the millionth of a cent, by day in UTC, within the period only', async () => {
    const client = await makeClient(api);
    const video = await makeFilm(api, { client });
    await book(client.id, video.id, [
      { at: '2026-03-01T00:00:00.000Z', microcents: 1 },
      { at: '2026-03-01T23:59:59.999Z', microcents: 2_500_001 },
      {
        at: '2026-03-02T00:00:00.000Z',
        microcents: 999_999,
        provider: 'anthropic',
        unit: 'token',
        units: 13,
        ok: false,
      },
      { at: '2026-02-28T23:59:59.999Z', microcents: 7_000_000 },
      { at: '2026-03-03T00:00:00.000Z', microcents: 7_000_000 },
    ]);
    const { body, status } = await get(`client_id=${client.id}&from=2026-03-01&to=2026-03-03`);
    expect(status).toBe(200);
    expect(body.totals).toEqual({
      calls: 3,
      failed_calls: 1,
      units: { image: 2, token: 13 },
      input_tokens: 30,
      output_tokens: 9,
      seconds: 0.75,
      cost_cents: 3.500001,
    });
    const days = (body.data as { key: string; cost_cents: number }[]).map(({ key, cost_cents }) => [key, cost_cents]);
    expect(days).toEqual([
      ['2026-03-01', 2.500002],
      ['2026-03-02', 0.999999],
    ]);
    expect(body.plan).toEqual({
      package: 'kickstart',
      price_cents: 29_900,
      currency: 'usd',
      months: 1,
      revenue_cents: 29_900,
      margin_cents: 29_896.499999,
    });
  });

  test('groups by client with the plan of each, dearest first, and by video, provider and operation', async () => {
    const [cheap, dear] = [await makeClient(api), await makeClient(api, { packageId: 'growth' })];
    const video = await makeFilm(api, { client: dear });
    await book(cheap.id, null, [{ at: '2026-04-10T10:00:00Z', microcents: 5 }]);
    await book(dear.id, video.id, [
      { at: '2026-04-10T10:00:00Z', microcents: 9_007_199_254_740_991 },
      { at: '2026-05-10T10:00:00Z', microcents: 1, provider: 'anthropic' },
    ]);
    const period = 'from=2026-04-01T00:00:00Z&to=2026-06-01T00:00:00Z';
    const byClient = await get(`${period}&group_by=client`);
    expect(byClient.body.data).toMatchObject([
      { key: dear.id, label: dear.name, calls: 2, plan: { package: 'growth', months: 2, revenue_cents: 159_800 } },
      { key: cheap.id, calls: 1, cost_cents: 0.000005 },
    ]);
    expect(byClient.body.plan).toBeNull();
    const byVideo = await get(`${period}&group_by=video`);
    expect(byVideo.body.data.map(({ key, label }: { key: string; label: string }) => [key, label])).toEqual([
      [video.id, video.title],
      [null, null],
    ]);
    const byProvider = await get(`${period}&group_by=provider&video_id=${video.id}`);
    expect(byProvider.body.data).toMatchObject([{ key: 'fal' }, { key: 'anthropic', cost_cents: 0.000001 }]);
    const byOperation = await get(`${period}&group_by=operation&project_id=${video.projectId}`);
    expect(byOperation.body.data).toMatchObject([{ key: 'image.make' }, { key: 'script.write' }]);
    expect(byOperation.body.plan).toMatchObject({ package: 'growth' });
  });

  test('reports this month when no period is given, and zero where nothing was used', async () => {
    const client = await makeClient(api);
    const { body } = await get(`client_id=${client.id}`);
    expect(body.totals).toMatchObject({ calls: 0, cost_cents: 0, units: {} });
    expect(body.data).toEqual([]);
    expect(body.from).toMatch(/-01T00:00:00\.000Z$/);
  });

  test('refuses what makes no sense, and does not find strangers', async () => {
    expect((await get('from=2026-05-02&to=2026-05-01')).status).toBe(422);
    expect((await get('from=yesterday')).status).toBe(422);
    expect((await get('group_by=mood')).status).toBe(422);
    for (const name of ['client_id', 'project_id', 'video_id']) {
      expect((await get(`${name}=${randomUUID()}`)).status).toBe(404);
    }
  });
});
