import request from 'supertest';
import { claimScriptRequest, finishScriptRequest } from '@bom/db';
import type { ScriptOutcome } from '@bom/db';
import { startWorkers } from '@bom/jobs';
import type { StartedWorkers } from '@bom/jobs';
import { createLogger } from '@bom/runtime';
import { waitFor } from '@bom/testing';
import { makeClient, makeService, script, signInAs } from '../test-support/make-film.ts';
import type { Credential } from '../test-support/make-film.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

const logger = createLogger({ name: 'scripts', level: 'silent' });
const brief = {
  business_name: 'North Bakery',
  what_they_sell: 'Sourdough bread',
  target_customer: 'Early commuters',
  differentiator: 'We bake at four in the morning',
};
const written = {
  script,
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  warnings: [],
  usage: { inputTokens: 1200, outputTokens: 300, costMicrocents: 540_000 },
};

let api: TestApi;
let worker: StartedWorkers | undefined;

beforeAll(async () => {
  api = await startApi();
});

afterEach(async () => {
  await worker?.close(100);
  worker = undefined;
});

afterAll(() => api.stop());

const ask = (body: object = brief, who: Credential = api.staff) =>
  request(api.app).post('/api/scripts/generate').set(who).send(body);
const lastRequest = () => api.deps.db.prisma.scriptRequest.findFirst({ orderBy: { createdAt: 'desc' } });

/** Stands at the other end of the queue, with this outcome for every request. */
function answerWith(outcome: ScriptOutcome): void {
  worker = startWorkers<'scripts'>({
    redisUrl: api.redis.url,
    concurrency: { scripts: 1 },
    settings: { lockMs: 5_000, stalledMs: 2_000 },
    logger,
    handlers: {
      async 'script.write'({ script_request_id: id }) {
        const asked = await claimScriptRequest(api.deps.db, id);
        if (asked) await finishScriptRequest(api.deps.db, { asked, outcome, calls: [] });
      },
    },
  });
}

describe('POST /api/scripts/generate', () => {
  test('answers with the script that a worker wrote, and what it cost', async () => {
    answerWith({ written });
    const answer = await ask({ ...brief, language: 'NL' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      script,
      usage: {
        provider: 'anthropic',
        model: 'claude-sonnet-5-5',
        input_tokens: 1200,
        output_tokens: 300,
        cost_cents: 0.54,
      },
      warnings: [],
    });
    expect(await lastRequest()).toMatchObject({
      actor: 'key:studio',
      status: 'complete',
      brief: { ...brief, tone: 'friendly', language: 'nl' },
    });
  });

  test.each([
    ['llm_auth', false, 502, 'provider_failed'],
    ['llm_overloaded', true, 503, 'unavailable'],
    ['llm_too_large', false, 422, 'invalid_request'],
  ] as const)('tells a failure %s without the words of the provider', async (code, retriable, status, problem) => {
    answerWith({ failure: { code, detail: 'Check ANTHROPIC_API_KEY.', retriable } });
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.body.code).toBe(problem);
    expect(answer.body.detail).not.toContain('ANTHROPIC');
  });

  test('gives up after a while, and the request with it', async () => {
    const lonely = await startApi({ scriptWaitMs: 300 });
    const answer = await request(lonely.app).post('/api/scripts/generate').set(lonely.staff).send(brief);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBeDefined();
    const row = await lonely.deps.db.prisma.scriptRequest.findFirstOrThrow();
    expect(row.status).toBe('cancelled');
    await lonely.stop();
  });

  test('gives the request up when the caller hangs up', async () => {
    const before = await api.deps.db.prisma.scriptRequest.count();
    const asked = ask();
    const hungUp = expect(asked).rejects.toThrow(/aborted/i);
    await waitFor(async () => (await api.deps.db.prisma.scriptRequest.count()) > before);
    asked.abort();
    await hungUp;
    await waitFor(async () => (await lastRequest())?.status === 'cancelled');
  });

  test('says that the queue does not answer', async () => {
    const lonely = await startApi();
    await lonely.deps.queues.check();
    lonely.redis.freeze();
    const answer = await request(lonely.app).post('/api/scripts/generate').set(lonely.staff).send(brief);
    expect(answer.status).toBe(503);
    expect((await lonely.deps.db.prisma.scriptRequest.findFirstOrThrow()).status).toBe('cancelled');
    lonely.redis.thaw();
    await lonely.stop();
  });

  test('refuses briefs that lack something, and callers who may not', async () => {
    const { differentiator: _left, ...rest } = brief;
    expect((await ask(rest)).body).toMatchObject({ code: 'invalid_request', errors: [{ path: 'differentiator' }] });
    expect((await ask({ ...brief, color: 'red' })).status).toBe(422);
    expect((await ask(brief, await signInAs(api, await makeClient(api)))).status).toBe(403);
    expect((await ask(brief, await makeService(api, ['videos:write']))).status).toBe(403);
  });
});
