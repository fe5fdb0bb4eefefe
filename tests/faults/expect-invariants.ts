import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createQueues } from '@bom/jobs';
import { createLogger } from '@bom/runtime';
import { waitFor } from '@bom/testing';
import { childrenOf } from '../stack/expect-clean.ts';
import type { Stack } from '../stack/start-stack.ts';

export interface Incidents {
  /** Processes that were killed or frozen, and errors that were injected. */
  crashes: number;
  /** Notices may end as failed: their receiver was broken for good. */
  failedNotices?: boolean;
  /** How often the API was killed. */
  apiKills?: number;
  /** Outbound webhooks as a receiver saw them: the ids, one per request. */
  hookIds?: string[];
}

/**
 * What must hold whatever was broken: I1-I13 of the fault matrix. SQL, storage, queues, outboxes, processes and log of a
 * stack that has come to rest.
 */
export async function expectInvariants(stack: Stack, incidents: Incidents): Promise<void> {
  await expectAtRest(stack, incidents);
  await expectOneVideoEach(stack);
  await expectOneOutputEach(stack);
  await expectNoOrphans(stack, incidents);
  await expectToldOnce(stack);
  await expectPaidOnce(stack, incidents);
  await expectDeadLetters(stack);
  await expectQuietLog(stack);
  // I8: one event, one webhook-id, however often it was posted.
  if (incidents.hookIds) {
    const events = await stack.db.prisma.notice.count({ where: { channel: 'webhook' } });
    expect(new Set(incidents.hookIds).size).toBe(events);
  }
}

/** I2: every job and notice is terminal. I11: nothing is in a queue for them either. */
async function expectAtRest({ db, redis }: Stack, { failedNotices = false }: Incidents): Promise<void> {
  const open = { status: { in: ['queued' as const, 'processing' as const] } };
  await waitFor(async () => (await db.prisma.job.count({ where: open })) === 0);
  await waitFor(async () => (await db.prisma.notice.count({ where: { status: 'pending' } })) === 0);
  if (!failedNotices) expect(await db.prisma.notice.findMany({ where: { status: { not: 'sent' } } })).toEqual([]);
  const logger = createLogger({ name: 'faults', level: 'silent' });
  const queues = createQueues({ redisUrl: redis.url, logger });
  try {
    const busy = async () => {
      const names = ['pipeline', 'assembly', 'render', 'notify'] as const;
      const counts = await Promise.all(
        names.map((name) =>
          queues.all[name].getJobCounts('active', 'waiting', 'prioritized', 'delayed', 'waiting-children'),
        ),
      );
      return counts.flatMap((count) => Object.values(count)).reduce((sum, count) => sum + count, 0);
    };
    // What was delivered twice is found to be done, and goes.
    await waitFor(async () => (await busy()) === 0);
  } finally {
    await queues.close();
  }
}

/** I1: each submission that was accepted has its one video, and each video came from one. */
async function expectOneVideoEach({ db }: Stack): Promise<void> {
  const events = await db.prisma.webhookEvent.findMany({ where: { source: 'tally', status: 'handled' } });
  const promised = events.map(({ answer }) => (answer as { video_id: string }).video_id);
  expect(new Set(promised).size).toBe(promised.length);
  expect(await db.prisma.video.count({ where: { id: { in: promised } } })).toBe(promised.length);
  expect(await db.prisma.video.count({ where: { brief: { not: 'DbNull' } } })).toBe(promised.length);
  expect(await db.prisma.webhookEvent.count({ where: { status: 'received' } })).toBe(0);
}

type Films = Record<string, { key: string; bytes: number; sha256: string }>;

/** I3: a draft shows the files of its last finished job, whole, and no film lies about that nobody shows (I4). */
async function expectOneOutputEach({ db, dataDir }: Stack): Promise<void> {
  const jobs = await db.prisma.job.findMany({ where: { status: 'complete' }, orderBy: { finishedAt: 'asc' } });
  const videos = await db.prisma.video.findMany({ where: { id: { in: jobs.map(({ videoId }) => videoId) } } });
  for (const { id, status, formats } of videos) {
    expect(status).toBe('draft');
    expect(formats).toEqual(jobs.findLast(({ videoId }) => videoId === id)?.outputs);
    for (const { key, bytes, sha256 } of Object.values(formats as Films)) {
      const file = await readFile(join(dataDir, 'storage', 'objects', key));
      expect({ bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') }).toEqual({
        bytes,
        sha256,
      });
    }
  }
  const shown = new Set(
    jobs.flatMap(({ outputs, posterKey, captions }) => [
      ...Object.values(outputs as Films).map(({ key }) => key),
      ...(posterKey ? [posterKey] : []),
      ...Object.values(captions as Record<string, string>),
    ]),
  );
  const stored = (await listFiles(join(dataDir, 'storage', 'objects'))).filter((name) => name.startsWith('films/'));
  const finished = new Set(jobs.map(({ videoId }) => videoId));
  expect(stored.filter((name) => finished.has(name.split('/')[1] ?? '') && !shown.has(name))).toEqual([]);
  expect((await listFiles(join(dataDir, 'storage', 'objects'))).filter((name) => /\.(part|tmp)$/.test(name))).toEqual(
    [],
  );
}

/** I5: no work folder is left. I6: no child outlives its worker. */
async function expectNoOrphans({ dataDir }: Stack, { apiKills = 0 }: Incidents): Promise<void> {
  expect(await childrenOf(dataDir)).toEqual([]);
  for (const folder of ['render', 'voice']) {
    const left = () => readdir(join(dataDir, 'work', folder)).catch(() => []);
    await waitFor(async () => (await left()).length === 0).catch(() => undefined);
    expect({ folder, left: await left() }).toEqual({ folder, left: [] });
  }
  // An API that is killed in the middle of an upload leaves that one file; its retention is the API's affair.
  const cutOff = await readdir(join(dataDir, 'work', 'uploads')).catch(() => []);
  expect(cutOff.length).toBeLessThanOrEqual(apiKills);
}

/** I7: a mail and a message each for what ended, one notice a fact. */
async function expectToldOnce(stack: Stack): Promise<void> {
  const { prisma } = stack.db;
  const ended = await prisma.job.count({ where: { status: { in: ['complete', 'failed'] } } });
  for (const channel of ['email', 'slack'] as const) {
    const template = { in: ['draft-ready', 'job-failed'] };
    expect(await prisma.notice.count({ where: { channel, template } })).toBe(ended);
    expect((await stack.outbox(channel)).length).toBe(
      await prisma.notice.count({ where: { channel, status: 'sent' } }),
    );
  }
}

/** I9, I10: no step is billed twice; attempts and calls stay within what was broken. */
async function expectPaidOnce({ db }: Stack, { crashes }: Incidents): Promise<void> {
  const twice = await db.prisma.$queryRaw<unknown[]>`
    SELECT step_id FROM api_usage WHERE step_id IS NOT NULL GROUP BY step_id, operation, request_id HAVING count(*) > 1`;
  expect(twice).toEqual([]);
  const calls = await db.prisma.apiUsage.count();
  const steps = await db.prisma.jobStep.count({ where: { name: { in: ['script', 'shots', 'image', 'voice'] } } });
  expect(calls).toBeLessThanOrEqual(steps + crashes);
  const tries = await db.prisma.job.aggregate({ _max: { attempt: true } });
  // An assembly is claimed twice by nature: before its parts and after them.
  expect((tries._max.attempt ?? 0) - 2).toBeLessThanOrEqual(crashes);
}

/** I12: every job, notice and submission that failed has its dead letter, and every failed job its one alert. */
async function expectDeadLetters({ db }: Stack): Promise<void> {
  const [jobs, notices, events] = await Promise.all([
    db.prisma.job.findMany({ where: { status: 'failed' }, select: { id: true } }),
    db.prisma.notice.findMany({ where: { status: 'failed' }, select: { id: true } }),
    db.prisma.webhookEvent.findMany({ where: { status: 'failed' }, select: { id: true } }),
  ]);
  const letters = await db.prisma.deadLetter.findMany({ select: { jobId: true } });
  const ended = new Set([...jobs, ...notices, ...events].map(({ id }) => id));
  expect(letters).toHaveLength(ended.size);
  expect(new Set(letters.map(({ jobId }) => jobId))).toEqual(ended);
  const alerts = await db.prisma.notice.count({ where: { channel: 'slack', template: 'job-failed' } });
  expect(alerts).toBe(jobs.length);
}

/** I13: nothing was thrown into the void, and no error was repeated until the disk was full. */
async function expectQuietLog(stack: Stack): Promise<void> {
  const log = await stack.log();
  const thrown = /A rejection was not handled|An exception was not caught|UnhandledPromiseRejection/;
  expect(log.split('\n').filter((line) => thrown.test(line))).toEqual([]);
  expect(log.length).toBeLessThan(5_000_000);
}

async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
