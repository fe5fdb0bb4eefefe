import { sumUsage } from '@bom/db';
import type { AuditEvent, DeadLetter, Job, Video } from '@bom/db';
import { microcentsPerCent } from '@bom/domain';
import type { QueueName } from '@bom/jobs';
import { createMetrics } from '@bom/runtime';
import type { ApiDeps } from '../deps.ts';

type Named<Row> = Row & { client: { name: string } };
export type JobLine = Omit<Job, 'request' | 'plan'> & { video: Named<Pick<Video, 'id' | 'title'>> };
export type Spend = Awaited<ReturnType<typeof readSpend>>;

/** `film`: the title, where the letter is about one that is still there. */
export type LetterLine = DeadLetter & { film: string | null };

export interface QueueLine {
  name: QueueName;
  paused: boolean;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  oldestWaitingSeconds: number;
}

/** What the page tells; each list is cut at a number that a person can look through. */
export interface Overview {
  now: Date;
  jobs: { lines: JobLine[]; byStatus: Partial<Record<Job['status'], number>> };
  letters: { lines: LetterLine[]; open: number };
  drafts: { lines: Named<Video>[]; waiting: number };
  spend: Spend;
  /** Null while Redis is away. */
  queues: QueueLine[] | null;
  audit: AuditEvent[];
}

export async function readOverview(deps: ApiDeps): Promise<Overview> {
  const now = new Date();
  const [jobs, letters, drafts, spend, queues, audit] = await Promise.all([
    readJobs(deps, startOfDay(now)),
    readLetters(deps),
    readDrafts(deps),
    readSpend(deps, now),
    readQueues(deps),
    deps.db.prisma.auditEvent.findMany({ orderBy: newest, take: linesShown.audit }),
  ]);
  return { now, jobs, letters, drafts, spend, queues, audit };
}

const linesShown = { jobs: 50, letters: 20, drafts: 12, audit: 15 };
const newest = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];

/** Days are counted in UTC, as months and budgets are. */
const startOfDay = (now: Date): Date => new Date(now.toISOString().slice(0, 10));

/** Today's, and whatever is still under way from before. */
async function readJobs({ db: { prisma } }: ApiDeps, today: Date): Promise<Overview['jobs']> {
  const where = {
    OR: [
      { createdAt: { gte: today } },
      { finishedAt: { gte: today } },
      { status: { in: ['queued' as const, 'processing' as const] } },
    ],
  };
  const [lines, counts] = await Promise.all([
    prisma.job.findMany({
      where,
      omit: { request: true, plan: true },
      include: { video: { select: { id: true, title: true, client: { select: { name: true } } } } },
      orderBy: newest,
      take: linesShown.jobs,
    }),
    prisma.job.groupBy({ by: ['status'], where, _count: true }),
  ]);
  return { lines, byStatus: Object.fromEntries(counts.map(({ status, _count }) => [status, _count])) };
}

async function readLetters({ db: { prisma } }: ApiDeps): Promise<Overview['letters']> {
  const where = { retriedAt: null };
  const [letters, open] = await Promise.all([
    prisma.deadLetter.findMany({ where, orderBy: newest, take: linesShown.letters }),
    prisma.deadLetter.count({ where }),
  ]);
  const ids = letters.flatMap(({ jobId }) => jobId ?? []);
  const jobs = await prisma.job.findMany({
    where: { id: { in: ids } },
    select: { id: true, video: { select: { title: true } } },
  });
  const titles = new Map(jobs.map(({ id, video }) => [id, video.title]));
  const lines = letters.map((letter) => ({ ...letter, film: titles.get(letter.jobId ?? '') ?? null }));
  return { lines, open };
}

/** The one that waits for longest first. */
async function readDrafts({ db: { prisma } }: ApiDeps): Promise<Overview['drafts']> {
  const where = { status: 'draft' as const, project: { deletedAt: null } };
  const [lines, waiting] = await Promise.all([
    prisma.video.findMany({
      where,
      include: { client: { select: { name: true } } },
      orderBy: [{ updatedAt: 'asc' }, { id: 'asc' }],
      take: linesShown.drafts,
    }),
    prisma.video.count({ where }),
  ]);
  return { lines, waiting };
}

const clientsShown = 5;

/** Of the clients with a budget, those that have used most of it. */
async function readSpend({ db }: ApiDeps, now: Date) {
  const to = new Date(now.getTime() + 1);
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
  const [today, thisMonth, byClient, limited] = await Promise.all([
    sumUsage(db, { from: startOfDay(now), to, groupBy: 'provider' }),
    sumUsage(db, { from: month, to, groupBy: 'provider' }),
    sumUsage(db, { from: month, to, groupBy: 'client' }),
    db.prisma.client.findMany({
      where: { budgetCents: { not: null } },
      select: { id: true, name: true, budgetCents: true },
    }),
  ]);
  const spent = new Map(byClient.groups.map(({ key, costMicrocents }) => [key, costMicrocents]));
  const budgets = limited
    .map(({ id, name, budgetCents }) => ({ name, cents: budgetCents ?? 0, spentMicrocents: spent.get(id) ?? 0n }))
    .toSorted((a, b) => leftOf(a) - leftOf(b))
    .slice(0, clientsShown);
  return { today, thisMonth, budgets };
}

const leftOf = ({ cents, spentMicrocents }: { cents: number; spentMicrocents: bigint }): number =>
  cents - Number(spentMicrocents) / microcentsPerCent;

/** The very figures that the metrics and the alerts go by. */
async function readQueues({ queues, logger }: ApiDeps): Promise<QueueLine[] | null> {
  const metrics = createMetrics({ app: 'api', processMetrics: false });
  try {
    await queues.measure(metrics);
    const [jobs, waits] = await Promise.all([metrics.queueJobs.get(), metrics.queueOldestWaitingSeconds.get()]);
    const names = Object.keys(queues.all) as QueueName[];
    return await Promise.all(
      names.map(async (name) => {
        const count = (state: string) =>
          jobs.values.find(({ labels }) => labels.queue === name && labels.state === state)?.value ?? 0;
        return {
          name,
          paused: await queues.all[name].isPaused(),
          waiting: count('waiting') + count('prioritized'),
          active: count('active'),
          delayed: count('delayed'),
          failed: count('failed'),
          oldestWaitingSeconds: waits.values.find(({ labels }) => labels.queue === name)?.value ?? 0,
        };
      }),
    );
  } catch (error) {
    logger.warn({ err: error }, 'the staff page shows no queues: Redis did not answer');
    return null;
  }
}
