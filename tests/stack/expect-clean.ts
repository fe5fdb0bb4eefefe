import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@bom/testing';
import type { Stack } from './start-stack.ts';

/** What must hold after every test, whatever was killed in it. */
export async function expectClean(stack: Stack): Promise<void> {
  const { prisma } = stack.db;
  expect(await prisma.job.count({ where: { status: { in: ['queued', 'processing'] } } })).toBe(0);
  const twice = await prisma.apiUsage.groupBy({
    by: ['stepId'],
    where: { stepId: { not: null } },
    _count: true,
    having: { stepId: { _count: { gt: 1 } } },
  });
  expect(twice).toEqual([]);
  await expectOneFilmEach(stack);
  await expectNoticesSentOnce(stack);
  expect(await childrenOf(stack.dataDir)).toEqual([]);
  for (const folder of ['render', 'voice', 'uploads']) {
    const path = join(stack.dataDir, 'work', folder);
    await waitFor(async () => (await readdir(path).catch(() => [])).length === 0);
  }
}

/** A draft shows the films of its last finished job and no others, and was announced once a job, and once a restore. */
async function expectOneFilmEach({ db }: Stack): Promise<void> {
  const videos = await db.prisma.video.findMany({
    where: { status: 'draft' },
    include: { jobs: { orderBy: { createdAt: 'desc' } }, events: { where: { type: 'video.draft_ready' } } },
  });
  for (const { formats, jobs, events } of videos) {
    expect(formats).toEqual(jobs[0]?.outputs);
    expect(jobs.every(({ status }) => status === 'complete')).toBe(true);
    const made = events.filter(({ data }) => (data as { job_id: string | null }).job_id !== null);
    expect(made).toHaveLength(jobs.length);
  }
}

/** Staff have one mail and one message for each job that ended, and nothing is left to send. */
async function expectNoticesSentOnce(stack: Stack): Promise<void> {
  const { prisma } = stack.db;
  const ended = await prisma.job.count({ where: { status: { in: ['complete', 'failed'] } } });
  await waitFor(async () => (await prisma.notice.count({ where: { status: 'pending' } })) === 0);
  const states = await prisma.notice.groupBy({ by: ['channel', 'status'], _count: true, orderBy: { channel: 'asc' } });
  const sent = (channel: string) => ({ channel, status: 'sent', _count: ended });
  expect(states).toEqual(ended > 0 ? [sent('email'), sent('slack')] : []);
  for (const channel of ['email', 'slack'] as const) expect(await stack.outbox(channel)).toHaveLength(ended);
}

/** ffmpeg and espeak that the stack's processes started (they read or write in its folder), after a moment for them to go. */
export async function childrenOf(dataDir: string): Promise<string[]> {
  const isChild = new RegExp(`^\\s*\\S*(ffmpeg|ffprobe|espeak).*${dataDir}/`);
  const list = () =>
    execFileSync('ps', ['axww', '-o', 'args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
      .split('\n')
      .filter((line) => isChild.test(line));
  await waitFor(() => list().length === 0).catch(() => {});
  return list();
}
