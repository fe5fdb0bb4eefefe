import { randomUUID } from 'node:crypto';
import { BudgetExceededError, PermanentError, RateLimitedError, TransientError } from '@bom/domain';
import type { CallContext, UsageRecord } from '@bom/domain';
import { claimJob, createDb, createFilmJob, createVideoForBrief, stepMemory } from '@bom/db';
import type { Db, JobClaim } from '@bom/db';
import { producerRedis } from '@bom/jobs';
import { createLogger } from '@bom/runtime';
import { createDatabase, startRedis, waitFor } from '@bom/testing';
import type { TestRedis } from '@bom/testing';
import { createPaidSteps } from './paid-steps.ts';
import type { RunOnce } from './paid-steps.ts';
import { createProviderLimits } from './provider-limits.ts';
import type { ProviderLimits } from './provider-limits.ts';
import { createSlots } from './slots.ts';
import { openSpendLedger } from './spend-ledger.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const planned = { provider: 'fal', model: 'flux', operation: 'image.make', units: 1, unit: 'megapixel' as const };
const record: UsageRecord = {
  ...planned,
  requestId: 'req-1',
  inputTokens: 0,
  outputTokens: 0,
  costMicrocents: 70,
  ok: true,
  durationMs: 1,
};

let db: Db;
let server: TestRedis;
let redis: ReturnType<typeof producerRedis>;
let limits: ProviderLimits;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
  server = await startRedis();
  redis = producerRedis(server.url);
  await waitFor(() => redis.status === 'ready');
  const providers = { fal: { atOnce: 8, perMinute: 100_000 } };
  const settings = { providers, cooldownMs: 60_000, patienceMs: 200 };
  limits = createProviderLimits({ redis, settings, logger });
});

afterEach(() => server.flushAll());

afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await db.close();
});

interface Run {
  claim: JobClaim;
  once: RunOnce;
}

async function openFilm(o: { budgetCents?: number } = {}): Promise<JobClaim> {
  const email = `${randomUUID()}@client.example`;
  const budget = o.budgetCents === undefined ? {} : { budgetCents: o.budgetCents };
  const client = await db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email, ...budget } });
  return openJob(client.id);
}

async function openJob(clientId: string): Promise<JobClaim> {
  const job = await db.prisma.$transaction(async (tx) => {
    const brief = {
      business_name: 'Bakery',
      what_they_sell: 'bread',
      target_customer: 'neighbours',
      differentiator: 'sourdough',
      tone: 'friendly',
      language: 'en',
    };
    const video = await createVideoForBrief(tx, { clientId, brief, title: 'Bread' });
    const request = { formats: ['vertical' as const] };
    return createFilmJob(tx, { videoId: video.id, kind: 'pipeline', request, recipe: null, actor: 'system' });
  });
  return claim(job.id);
}

async function claim(jobId: string): Promise<JobClaim> {
  await db.prisma.job.update({ where: { id: jobId }, data: { leaseUntil: null } });
  const outcome = await claimJob(db, { jobId, phase: 'pipeline', leaseMs: 30_000 });
  if (!('claim' in outcome)) throw new Error('not claimed');
  return outcome.claim;
}

interface RunOptions {
  videoBudgetMicrocents?: number;
  dayBudgetMicrocents?: number;
  patienceMs?: number;
  atOnce?: number;
  startedAt?: Date;
}

function run(held: JobClaim, o: RunOptions = {}): Run {
  const {
    videoBudgetMicrocents = 0,
    dayBudgetMicrocents = 0,
    patienceMs = 60_000,
    atOnce = 1,
    startedAt = new Date(),
  } = o;
  const once = createPaidSteps({
    memory: stepMemory(db, held),
    signal: new AbortController().signal,
    ledger: openSpendLedger(db, held.job, { videoBudgetMicrocents, dayBudgetMicrocents }),
    limits,
    takeSlot: createSlots(atOnce),
    patienceMs,
    startedAt,
    logger,
  });
  return { claim: held, once };
}

/** What a provider's adapter says of a call without an answer. */
const silent = { service: 'fal', outage: true };
const step = (input: string, work: (call: CallContext) => Promise<string>) => ({
  name: 'image',
  input,
  parse: String,
  run: work,
});
const pay =
  (estimate = 100) =>
  async (call: CallContext) => {
    await call.authorizeSpend(estimate, planned);
    call.recordUsage(record);
    return 'made';
  };
const rowsOf = ({ job }: JobClaim) =>
  db.prisma.apiUsage.findMany({
    where: { videoId: job.videoId },
    orderBy: { id: 'asc' },
    select: { requestId: true, costMicrocents: true, ok: true },
  });
const failWith = (error: Error) => async (call: CallContext) => {
  await call.authorizeSpend(100, planned);
  throw error;
};
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a paid call', () => {
  test('is booked before it is made and recorded once it is', async () => {
    const { claim: held, once } = run(await openFilm());
    const seen: unknown[] = [];
    const work = async (call: CallContext) => {
      const made = await pay()(call);
      seen.push(...(await rowsOf(held)));
      return made;
    };
    expect(await once(step('a', work))).toBe('made');
    expect(seen).toEqual([{ requestId: expect.stringMatching(/^booked\/image\//), costMicrocents: 100n, ok: false }]);
    expect(await rowsOf(held)).toEqual([{ requestId: 'req-1', costMicrocents: 70n, ok: true }]);
    expect(await once(step('a', failWith(new Error('never run'))))).toBe('made');
    expect(await rowsOf(held)).toHaveLength(1);
  });

  test('that was not billed leaves nothing behind, one that may have been its probable cost', async () => {
    const { claim: held, once } = run(await openFilm());
    await caught(once(step('a', failWith(new PermanentError('image_key_rejected', 'No.')))));
    expect(await rowsOf(held)).toEqual([]);
    const lost = async (call: CallContext) => {
      await call.authorizeSpend(100, planned);
      call.recordUsage({ ...record, requestId: null, ok: false });
      throw new TransientError('image_timeout', 'Slow.');
    };
    await caught(once(step('a', lost)));
    expect(await rowsOf(held)).toEqual([{ requestId: null, costMicrocents: 70n, ok: false }]);
  });

  test('that a crash cut off stays as lost, and the next try is booked anew', async () => {
    const crashed = run(await openFilm());
    void crashed.once(
      step('a', async (call) => {
        await call.authorizeSpend(100, planned);
        return new Promise(() => {});
      }),
    );
    await waitFor(async () => (await rowsOf(crashed.claim)).length === 1);
    const next = run(await claim(crashed.claim.job.id));
    await next.once(step('a', pay()));
    expect(await rowsOf(next.claim)).toEqual([
      { requestId: null, costMicrocents: 100n, ok: false },
      { requestId: 'req-1', costMicrocents: 70n, ok: true },
    ]);
  });

  test('that waits at the provider over a crash is counted once', async () => {
    const crashed = run(await openFilm());
    void crashed.once(
      step('a', async (call) => {
        await call.authorizeSpend(100, planned);
        await call.savePending({ provider: 'fal', requestId: 'req-1' });
        return new Promise(() => {});
      }),
    );
    const pending = () => db.prisma.jobStep.count({ where: { videoId: crashed.claim.job.videoId } });
    await waitFor(async () => (await pending()) === 1);
    const next = run(await claim(crashed.claim.job.id));
    const resume = async (call: CallContext) => {
      expect(call.pending).toEqual({ provider: 'fal', requestId: 'req-1' });
      call.recordUsage(record);
      return 'made';
    };
    // Fetching it fails once, and it is still booked.
    await caught(next.once(step('a', () => Promise.reject(new TransientError('image_timeout', 'Slow.')))));
    expect(await rowsOf(next.claim)).toEqual([expect.objectContaining({ ok: false })]);
    expect(await next.once(step('a', resume))).toBe('made');
    expect(await rowsOf(next.claim)).toEqual([{ requestId: 'req-1', costMicrocents: 70n, ok: true }]);
  });

  test('is not counted twice where the crash came between its record and the end of its booking', async () => {
    const { claim: held, once } = run(await openFilm());
    let mark = '';
    const noted = async (call: CallContext) => {
      const made = await pay()(call);
      mark = (await rowsOf(held))[0]?.requestId ?? '';
      return made;
    };
    await once(step('a', noted));
    await openSpendLedger(db, held.job, { videoBudgetMicrocents: 0, dayBudgetMicrocents: 0 }).book(mark, 100, planned);
    await once(step('a', noted));
    expect(await rowsOf(held)).toEqual([{ requestId: 'req-1', costMicrocents: 70n, ok: true }]);
  });
});

describe('a budget', () => {
  test('of a video stops the call that would pass it, and keeps what is made', async () => {
    const held = await openFilm();
    const { once } = run(held, { videoBudgetMicrocents: 180 });
    await once(step('a', pay()));
    await once(step('b', pay()));
    const error = await caught(once(step('c', pay())));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ code: 'budget_exceeded', details: { spent_microcents: 140 } });
    expect(await rowsOf(held)).toHaveLength(2);
    expect(await once(step('a', failWith(new Error('never run'))))).toBe('made');
    await run(held, { videoBudgetMicrocents: 240 }).once(step('c', pay()));
    expect(await rowsOf(held)).toHaveLength(3);
  });

  test('of a client counts all videos of the month, and no other month', async () => {
    const first = await openFilm({ budgetCents: 1 });
    const clientId = (await db.prisma.video.findUniqueOrThrow({ where: { id: first.job.videoId } })).clientId;
    const cost = { ...planned, clientId, costMicrocents: 5_000_000n };
    await db.prisma.apiUsage.create({ data: { ...cost, createdAt: new Date(Date.now() - 40 * 24 * 3_600_000) } });
    await run(first).once(step('a', pay(900_000)));
    const second = await openJob(clientId);
    const error = await caught(run(second).once(step('a', pay(999_960))));
    expect(error).toMatchObject({ code: 'budget_exceeded', message: expect.stringContaining('this month') });
    await run(second).once(step('a', pay(999_930)));
  });

  test('of the day stops all clients, counts what failed after it was paid for, and forgets yesterday', async () => {
    const { _sum } = await db.prisma.apiUsage.aggregate({
      where: { createdAt: { gte: new Date(new Date().setUTCHours(0, 0, 0, 0)) } },
      _sum: { costMicrocents: true },
    });
    const before = Number(_sum.costMicrocents ?? 0n);
    const yesterday = new Date(Date.now() - 24 * 3_600_000);
    await db.prisma.apiUsage.create({ data: { ...planned, costMicrocents: 10_000n, createdAt: yesterday } });
    const limit = { dayBudgetMicrocents: before + 180 };
    await run(await openFilm(), limit).once(step('a', pay()));
    await db.prisma.apiUsage.create({ data: { ...planned, costMicrocents: 70n, ok: false } });
    const error = await caught(run(await openFilm(), limit).once(step('a', pay())));
    expect(error).toMatchObject({ code: 'budget_exceeded', message: expect.stringContaining('DAY_BUDGET_CENTS') });
  });

  test('is not passed by calls that ask in the same moment', async () => {
    const held = await openFilm();
    const { once } = run(held, { videoBudgetMicrocents: 250, atOnce: 8 });
    const tries = await Promise.allSettled(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
        once(
          step(name, async (call) => {
            await call.authorizeSpend(100, planned);
            await waitFor(async () => (await rowsOf(held)).length === 2);
            call.recordUsage({ ...record, costMicrocents: 100 });
            return 'made';
          }),
        ),
      ),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });
});

describe('a film', () => {
  test('has one unanswered call at a time, but waits for many', async () => {
    const { once } = run(await openFilm());
    const open = { unanswered: 0, most: 0, waiting: 0, mostWaiting: 0 };
    const paint = (name: string) =>
      once(
        step(name, async (call) => {
          await call.authorizeSpend(100, planned);
          open.most = Math.max(open.most, (open.unanswered += 1));
          await new Promise((resolve) => setTimeout(resolve, 5));
          open.unanswered -= 1;
          await call.savePending({ provider: 'fal', requestId: name });
          open.mostWaiting = Math.max(open.mostWaiting, (open.waiting += 1));
          await waitFor(() => open.mostWaiting === 3);
          return 'made';
        }),
      );
    await Promise.all([paint('a'), paint('b'), paint('c')]);
    expect(open).toMatchObject({ most: 1, mostWaiting: 3 });
  });

  test('waits for a provider that is down, and burns no more than two tries', async () => {
    const { once } = run(await openFilm());
    const down = new TransientError('image_provider_unavailable', 'fal answered 503.', { scene: 2, ...silent });
    const failures = [];
    for (let time = 0; time < 4; time += 1) failures.push(await caught(once(step('a', failWith(down)))));
    expect(failures.map((error) => (error as { code: string }).code)).toEqual([
      'image_provider_unavailable',
      'image_provider_unavailable',
      'provider_down',
      'provider_down',
    ]);
    expect(failures[2]).toBeInstanceOf(RateLimitedError);
    expect(failures[2]).toMatchObject({ scene: 2, message: expect.stringContaining('fal answered 503') });
    expect((failures[2] as RateLimitedError).retryAfterMs).toBeGreaterThan(30_000);
  });

  test('that stops at its budget tells nothing of the provider', async () => {
    const { once } = run(await openFilm());
    const down = new TransientError('image_provider_unavailable', 'fal answered 503.', silent);
    const stopped = new BudgetExceededError('Spent.');
    for (const error of [down, down, stopped]) await caught(once(step('a', failWith(error))));
    expect(await caught(once(step('a', failWith(down))))).toMatchObject({ code: 'provider_down' });
  });

  test('does not wait for ever', async () => {
    const { once } = run(await openFilm(), { patienceMs: -1 });
    const down = new TransientError('image_provider_unavailable', 'fal answered 503.', silent);
    for (let time = 0; time < 2; time += 1) expect(await caught(once(step('a', failWith(down))))).toBe(down);
    const found = await caught(once(step('a', failWith(down))));
    const known = await caught(once(step('a', failWith(down))));
    for (const error of [found, known]) {
      expect(error).toBeInstanceOf(PermanentError);
      expect(error).toMatchObject({ code: 'provider_unavailable' });
    }
  });

  test('does not wait for ever for a provider that only asks to wait', async () => {
    const slow = new RateLimitedError('image_rate_limited', 'fal answered 429.', {
      retryAfterMs: 7_000,
      scene: 1,
      service: 'fal',
    });
    const startedAt = new Date(Date.now() - 25 * 3_600_000);
    const film = run(await openFilm(), { startedAt, patienceMs: 24 * 3_600_000 });
    for (const input of ['a', 'b']) {
      const error = await caught(film.once(step(input, failWith(slow))));
      expect(error).toBeInstanceOf(PermanentError);
      expect(error).toMatchObject({
        code: 'provider_unavailable',
        message: expect.stringContaining('Asked to wait for 25 hours'),
      });
    }
  });

  test('makes all others wait as long as a provider asks', async () => {
    const slow = new RateLimitedError('image_rate_limited', 'Slow.', { retryAfterMs: 7_000, service: 'fal' });
    expect(await caught(run(await openFilm()).once(step('a', failWith(slow))))).toBe(slow);
    const error = await caught(run(await openFilm()).once(step('a', pay())));
    expect(error).toMatchObject({ code: 'provider_paused' });
    expect((error as RateLimitedError).retryAfterMs).toBeGreaterThan(5_000);
  });

  test('takes neither a refusal nor our own trouble for an outage', async () => {
    const { once } = run(await openFilm());
    const refused = new PermanentError('image_request_rejected', 'No.');
    const ours = new RateLimitedError('storage_unavailable', 'Our own storage is away.', { retryAfterMs: 60_000 });
    for (const error of [refused, refused, refused, ours, ours, ours, ours]) {
      expect(await caught(once(step('a', failWith(error))))).toBe(error);
    }
  });
});
