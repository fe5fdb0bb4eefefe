import { randomUUID } from 'node:crypto';
import { FencedError, PermanentError, RateLimitedError, TransientError } from '@bom/domain';
import type { UsageRecord } from '@bom/domain';
import { createDatabase, waitFor } from '@bom/testing';
import { createDb } from '../client.ts';
import type { Db } from '../client.ts';
import { createFilmJob, createVideoForBrief } from '../films/create-film-job.ts';
import type { Job } from '../generated/client.ts';
import { addNotices, claimNotice, failNotice } from '../notices/notices.ts';
import { listDeadLetters, markDeadLetterRetried, subjectOf } from '../dead-letters.ts';
import { cancelJob, completeJob } from './endings.ts';
import { claimJob, findUnheldJobs, reportStage } from './jobs.ts';
import type { JobClaim } from './jobs.ts';
import { runClaimed } from './run-claimed.ts';
import { stepMemory } from './steps.ts';

const staff = { emails: ['staff@studio.example'], slack: true };
const usage: UsageRecord = {
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  operation: 'script.write',
  requestId: 'req_1',
  inputTokens: 100,
  outputTokens: 50,
  units: 150,
  unit: 'token',
  costMicrocents: 70_000,
  ok: true,
  durationMs: 12,
};

let db: Db;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
});

afterAll(() => db.close());

async function makeJob(): Promise<Job> {
  const email = `${randomUUID()}@client.example`;
  const client = await db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email } });
  return db.prisma.$transaction(async (tx) => {
    const brief = {
      business_name: 'Bakery',
      what_they_sell: 'bread',
      target_customer: 'neighbours',
      differentiator: 'sourdough',
      tone: 'friendly',
      language: 'en',
    };
    const video = await createVideoForBrief(tx, { clientId: client.id, brief, title: 'Bread' });
    const request = { formats: ['vertical' as const] };
    return createFilmJob(tx, { videoId: video.id, kind: 'pipeline', request, recipe: null, actor: 'system' });
  });
}

async function claimOf(job: Job, leaseMs = 30_000): Promise<JobClaim> {
  const outcome = await claimJob(db, { jobId: job.id, phase: 'pipeline', leaseMs });
  if (!('claim' in outcome)) throw new Error(`not claimed: ${JSON.stringify(outcome)}`);
  return outcome.claim;
}

const film = {
  outputs: {},
  posterKey: 'films/poster.jpg',
  captions: { srt: 'films/a.srt', vtt: 'films/a.vtt' },
  durationMs: 1000,
  warnings: [{ code: 'offline_voice', detail: 'The offline voice was used.' }],
};

describe('claims', () => {
  test('only one of many workers gets a job, and the others are told for how long', async () => {
    const job = await makeJob();
    const tries = Array.from({ length: 12 }, () => claimJob(db, { jobId: job.id, phase: 'pipeline', leaseMs: 60_000 }));
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((outcome) => 'claim' in outcome)).toHaveLength(1);
    expect(outcomes.filter((outcome) => 'busyForMs' in outcome && outcome.busyForMs > 30_000)).toHaveLength(11);
  });

  test('a worker that slept through its lease can write nothing after another has claimed', async () => {
    const job = await makeJob();
    const sleeper = await claimOf(job, 1);
    const winner = await waitFor(async () => {
      const outcome = await claimJob(db, { jobId: job.id, phase: 'pipeline', leaseMs: 5_000 });
      return 'claim' in outcome ? outcome.claim : null;
    });
    const memory = stepMemory(db, sleeper);
    await expect(memory.finish('script', 'hash', { result: 1, usage: [usage], durationMs: 1 })).rejects.toThrow(
      FencedError,
    );
    await expect(completeJob(db, { claim: sleeper, film, staff })).rejects.toThrow(FencedError);
    await completeJob(db, { claim: winner, film, staff });
    expect(await db.prisma.apiUsage.count({ where: { jobId: job.id } })).toBe(0);
    expect(await db.prisma.notice.count({ where: { template: 'draft-ready', dedupeKey: { contains: job.id } } })).toBe(
      2,
    );
  });

  test('progress never goes back, and the time in each stage is kept', async () => {
    const job = await makeJob();
    await claimOf(job);
    await reportStage(db, { jobId: job.id, stage: 'script', progress: 5 });
    await reportStage(db, { jobId: job.id, stage: 'images', progress: 30 });
    await reportStage(db, { jobId: job.id, stage: 'images', progress: 12 });
    const row = await db.prisma.job.findUniqueOrThrow({ where: { id: job.id } });
    expect(row).toMatchObject({ stage: 'images', progress: 30 });
    expect(Object.keys(row.stageTimes as object)).toEqual(expect.arrayContaining(['queued', 'script']));
  });
});

describe('step memory', () => {
  test('keeps a result together with what it cost, and what a try left pending until then', async () => {
    const memory = stepMemory(db, await claimOf(await makeJob()));
    await memory.savePending('image', 'h1', { requestId: 'fal-1' });
    expect(await memory.recall('image', 'h1')).toMatchObject({ done: false, pending: { requestId: 'fal-1' } });
    await memory.finish('image', 'h1', { result: { key: 'media/x' }, usage: [usage], durationMs: 5 });
    expect(await memory.recall('image', 'h1')).toMatchObject({ done: true, result: { key: 'media/x' }, pending: null });
    expect(await memory.recall('image', 'other')).toBeNull();
  });
});

describe('runClaimed', () => {
  const run = (job: Job, overrides = {}) => ({
    jobId: job.id,
    phase: 'pipeline' as const,
    leaseMs: 1_500,
    maxAttempts: 2,
    backoffMs: () => 20,
    signal: new AbortController().signal,
    staff,
    ...overrides,
  });
  const failWith = (error: Error) => async () => {
    throw error;
  };

  test('tries a transient failure again until the attempts are used up, then fails for good with a dead letter', async () => {
    const job = await makeJob();
    const broken = new TransientError('provider_down', 'The provider is away.', { scene: 2 });
    expect(await runClaimed(db, run(job), failWith(broken))).toEqual({ next: 'redeliver', delayMs: 20 });
    expect(await db.prisma.job.findUniqueOrThrow({ where: { id: job.id } })).toMatchObject({ status: 'processing' });
    expect(await runClaimed(db, run(job), failWith(broken))).toMatchObject({
      next: 'nothing',
      failure: { code: 'provider_down', attempt: 2 },
    });
    const row = await db.prisma.job.findUniqueOrThrow({ where: { id: job.id }, include: { video: true } });
    expect(row.status).toBe('failed');
    expect(row.video.status).toBe('failed');
    expect(row.error).toMatchObject({ code: 'provider_down', scene: 2, retriable: true, attempt: 2 });
    expect(await db.prisma.deadLetter.findMany({ where: { jobId: job.id } })).toMatchObject([
      { queue: 'pipeline', errorClass: 'TransientError', code: 'provider_down', inputHash: expect.any(String) },
    ]);
    expect(await db.prisma.notice.count({ where: { template: 'job-failed', dedupeKey: { contains: job.id } } })).toBe(
      2,
    );
  });

  test('a permanent failure is not tried again', async () => {
    const job = await makeJob();
    await runClaimed(db, run(job), failWith(new PermanentError('media_corrupt', 'The file is broken.')));
    expect(await db.prisma.job.findUniqueOrThrow({ where: { id: job.id } })).toMatchObject({
      status: 'failed',
      attempt: 1,
    });
  });

  test('a job that ends its process every time is given up, and does not run once more', async () => {
    const job = await makeJob();
    for (let times = 0; times < 2; times += 1) {
      await claimOf(job, 1);
      await waitFor(async () =>
        (await findUnheldJobs(db, { limit: 10_000, graceMs: 0 })).some(({ id }) => id === job.id),
      );
    }
    let ran = false;
    const work = async () => {
      ran = true;
      return 'ended' as const;
    };
    expect(await runClaimed(db, run(job), work)).toMatchObject({ next: 'nothing' });
    expect(ran).toBe(false);
    const row = await db.prisma.job.findUniqueOrThrow({ where: { id: job.id } });
    expect(row).toMatchObject({ status: 'failed', error: { code: 'crashed_too_often', retriable: false } });
    expect(await db.prisma.deadLetter.count({ where: { jobId: job.id, code: 'crashed_too_often' } })).toBe(1);
  });

  test('a pipeline that gets on is not given up, however often its process dies', async () => {
    const job = await makeJob();
    for (let times = 0; times < 4; times += 1) {
      const claim = await claimOf(job, 1);
      const memory = stepMemory(db, claim);
      await memory.finish('voice', `take ${times}`, { result: times, usage: [], durationMs: 1 });
      await waitFor(async () =>
        (await findUnheldJobs(db, { limit: 10_000, graceMs: 0 })).some(({ id }) => id === job.id),
      );
    }
    expect(await runClaimed(db, run(job), async () => 'ended' as const)).toEqual({ next: 'nothing' });
    const row = await db.prisma.job.findUniqueOrThrow({ where: { id: job.id } });
    expect(row).toMatchObject({ status: 'processing', error: null });
  });

  test('a rate limit waits as long as it says and burns no attempt', async () => {
    const job = await makeJob();
    const limited = new RateLimitedError('rate_limited', 'Slow down.', { retryAfterMs: 30 });
    for (let round = 0; round < 5; round += 1) {
      expect(await runClaimed(db, run(job), failWith(limited))).toEqual({ next: 'redeliver', delayMs: 30 });
    }
    const row = await db.prisma.job.findUniqueOrThrow({ where: { id: job.id } });
    expect(row).toMatchObject({ status: 'processing', attempt: 0 });
    expect(row.notBefore).not.toBeNull();
  });

  test('cancelling aborts the run within seconds, and the late result counts for nothing', async () => {
    const job = await makeJob();
    const outcome = runClaimed(db, run(job), async (_claim, signal) => {
      await cancelJob(db, job.id);
      await waitFor(() => signal.aborted);
      throw signal.reason as Error;
    });
    expect(await outcome).toEqual({ next: 'nothing' });
    expect(await db.prisma.job.findUniqueOrThrow({ where: { id: job.id } })).toMatchObject({ status: 'cancelled' });
  });

  test('a shutdown gives the job back without burning an attempt', async () => {
    const job = await makeJob();
    const shutdown = new AbortController();
    const outcome = runClaimed(db, run(job, { signal: shutdown.signal }), async () => {
      shutdown.abort();
      throw new Error('stopped in the middle');
    });
    await expect(outcome).rejects.toThrow('stopped in the middle');
    const row = await db.prisma.job.findUniqueOrThrow({ where: { id: job.id } });
    expect(row).toMatchObject({ status: 'processing', attempt: 0, leaseToken: null });
    expect(await findUnheldJobs(db, { limit: 10_000, graceMs: 0 })).toContainEqual(
      expect.objectContaining({ id: job.id }),
    );
  });

  test('what nobody holds is looked for in the order of the queues, not of its age', async () => {
    const places = [1_099, 1_003, 3_000, 2_000, 20];
    const jobs = await Promise.all(places.map(() => makeJob()));
    for (const [index, priority] of places.entries()) {
      const createdAt = new Date(Date.UTC(2026, 0, 1 + index));
      await db.prisma.job.update({ where: { id: jobs[index]!.id }, data: { priority, createdAt } });
    }
    const found = (await findUnheldJobs(db, { limit: 10_000, graceMs: 0 })).map(({ id }) => id);
    const ours = found.filter((id) => jobs.some((job) => job.id === id));
    expect(ours.map((id) => places[jobs.findIndex((job) => job.id === id)])).toEqual([2_000, 20, 3_000, 1_003, 1_099]);
  });
});

describe('dead letters', () => {
  const notice = async () => {
    const data = { title: 'Bread' };
    const key = randomUUID();
    const row = {
      channel: 'webhook',
      template: 'job.failed',
      recipient: 'https://a.example',
      dedupeKey: key,
      data,
    } as const;
    await addNotices(db.prisma, [row]);
    const { id } = await db.prisma.notice.findUniqueOrThrow({ where: { dedupeKey: key } });
    const claimed = await claimNotice(db, { id, leaseMs: 5_000 });
    if (!claimed) throw new Error('not claimed');
    return claimed;
  };
  const refusal = new PermanentError('refused', 'POST https://a.example/?token=s3cr3t-value was refused.');

  test('a notice that fails for good leaves one, without its secrets, and only by who holds the notice', async () => {
    const held = await notice();
    await failNotice(db, { notice: { ...held, leaseToken: randomUUID() }, failure: refusal });
    expect(await db.prisma.deadLetter.count({ where: { jobId: held.id } })).toBe(0);
    await failNotice(db, { notice: held, failure: refusal });
    await failNotice(db, { notice: held, failure: refusal });
    const letters = await db.prisma.deadLetter.findMany({ where: { jobId: held.id } });
    expect(letters).toMatchObject([{ queue: 'notify', step: 'webhook:job.failed', errorClass: 'PermanentError' }]);
    expect(letters[0]?.detail).toBe('POST https://a.example/?token=[redacted] was refused.');
    expect(letters.map(subjectOf)).toEqual(['notice']);
    expect(await db.prisma.notice.findUnique({ where: { id: held.id } })).toMatchObject({
      status: 'failed',
      error: 'refused: POST https://a.example/?token=[redacted] was refused.',
    });
  });

  test('are listed newest first, page by page, and each is taken for one retry only', async () => {
    for (let count = 0; count < 3; count += 1) await failNotice(db, { notice: await notice(), failure: refusal });
    const [first, second] = await listDeadLetters(db, { limit: 2 });
    if (!first || !second) throw new Error('too few');
    const [third] = await listDeadLetters(db, { limit: 1, after: second });
    expect(third?.id).not.toBe(second.id);
    expect([first, second, third].map((row) => Number(row?.createdAt))).toEqual(
      [first, second, third].map((row) => Number(row?.createdAt)).sort((a, b) => b - a),
    );
    const taken = await Promise.all([first, first].map(({ id }) => markDeadLetterRetried(db.prisma, id)));
    expect(taken.filter((row) => row !== null)).toHaveLength(1);
    const open = await listDeadLetters(db, { limit: 100, openOnly: true });
    expect(open.map(({ id }) => id)).not.toContain(first.id);
  });
});
