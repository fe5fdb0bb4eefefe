import { randomUUID } from 'node:crypto';
import { askForScript, createDb, giveUpScript, readScriptRequest } from '@bom/db';
import type { Db } from '@bom/db';
import { createQueues, producerRedis, startWorkers } from '@bom/jobs';
import type { Queues, StartedWorkers } from '@bom/jobs';
import { createLlm } from '@bom/llm';
import type { Llm } from '@bom/llm';
import { createLogger } from '@bom/runtime';
import { createDatabase, startDouble, startRedis, waitFor, waitLimitMs } from '@bom/testing';
import type { TestRedis } from '@bom/testing';
import { createProviderLimits } from '../providers/provider-limits.ts';
import { writeScriptJob } from './write-script-job.ts';

const logger = createLogger({ name: 'scripts', level: 'silent' });
const brief = {
  business_name: 'North Bakery',
  what_they_sell: 'Sourdough bread',
  target_customer: 'Early commuters',
  differentiator: 'We bake at four in the morning',
  tone: 'friendly',
  language: 'en',
};

let db: Db;
let redis: TestRedis;
let queues: Queues;
let connection: ReturnType<typeof producerRedis>;
let workers: StartedWorkers | undefined;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
  redis = await startRedis();
  queues = createQueues({ redisUrl: redis.url, logger });
  connection = producerRedis(redis.url);
});

afterEach(async () => {
  await workers?.close(1_000);
  workers = undefined;
});

afterAll(async () => {
  connection.disconnect();
  await queues.close();
  await db.close();
  await redis.stop();
});

function work(llm: Llm, dayBudgetMicrocents = 0): void {
  const limits = createProviderLimits({ redis: connection, settings: { providers: {}, cooldownMs: 1_000 }, logger });
  workers = startWorkers<'scripts'>({
    redisUrl: redis.url,
    concurrency: { scripts: 2 },
    settings: { lockMs: 5_000, stalledMs: 2_000 },
    logger,
    handlers: { 'script.write': writeScriptJob({ db, llm, limits, dayBudgetMicrocents }) },
  });
}

async function ask(waitMs = waitLimitMs): Promise<string> {
  const deadline = new Date(Date.now() + waitMs);
  const { id } = await askForScript(db, { brief, actor: 'key:test', requestId: randomUUID(), deadline });
  await queues.enqueue('script.write', { script_request_id: id }, { id: `script-${id}` });
  return id;
}

const outcomeOf = (id: string) => waitFor(() => readScriptRequest(db, id));
const claude = (baseUrl: string) => createLlm({ anthropic: { apiKey: 'sk-test', baseUrl } });

describe('script.write', () => {
  test('writes the script, and books the call', async () => {
    work(createLlm({}));
    const outcome = await outcomeOf(await ask());
    expect(outcome).toMatchObject({ written: { provider: 'offline', usage: { costMicrocents: 0 } } });
    expect(await db.prisma.apiUsage.count({ where: { operation: 'script.write', provider: 'offline' } })).toBe(1);
  });

  test('writes nothing for a caller who has gone before its turn', async () => {
    const before = await db.prisma.apiUsage.count();
    const gone = await ask();
    await giveUpScript(db, gone);
    const late = await ask(-1);
    work(createLlm({}));
    await outcomeOf(await ask());
    for (const id of [gone, late]) expect(await readScriptRequest(db, id)).toBeNull();
    expect(await db.prisma.apiUsage.count()).toBe(before + 1);
  });

  test('breaks the call of the model off when the caller hangs up', async () => {
    let open = 0;
    const anthropic = await startDouble((_request, response) => {
      open += 1;
      response.on('close', () => {
        open -= 1;
      });
      return undefined;
    });
    work(claude(anthropic.url));
    const id = await ask();
    await waitFor(() => Promise.resolve(open === 1));
    await giveUpScript(db, id);
    await waitFor(() => Promise.resolve(open === 0));
    expect(await db.prisma.scriptRequest.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'cancelled' });
    await anthropic.close();
  });

  test('asks no model once the day has cost what it may', async () => {
    const anthropic = await startDouble(() => ({ status: 500 }));
    work(claude(anthropic.url), 1);
    expect(await outcomeOf(await ask())).toMatchObject({ failure: { code: 'budget_exceeded', retriable: false } });
    expect(anthropic.requests).toEqual([]);
    await anthropic.close();
  });

  test('tells a failure that will not pass at once, and tries one that may again', async () => {
    const statuses = [503, 401];
    const anthropic = await startDouble(() => ({
      status: statuses.shift() ?? 500,
      json: { type: 'error', error: { type: 'api_error', message: 'no' } },
    }));
    work(claude(anthropic.url));
    const outcome = await outcomeOf(await ask());
    expect(outcome).toMatchObject({ failure: { code: 'llm_auth', retriable: false } });
    expect(anthropic.requests).toHaveLength(2);
    await anthropic.close();
  });
});
