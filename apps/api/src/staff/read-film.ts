import { sumUsage } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../http/http-problem.ts';

export type JobFacts = Awaited<ReturnType<typeof readJob>>;
export type VideoFacts = Awaited<ReturnType<typeof readVideo>>;

/** A job with what it did and paid. Throws HttpProblem `not_found`. */
export async function readJob({ db }: ApiDeps, id: string) {
  const job = await db.prisma.job.findUnique({
    where: { id },
    omit: { request: true, plan: true },
    include: {
      video: { include: { client: { select: { name: true } } } },
      steps: { omit: { result: true, pending: true }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: 200 },
      usage: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: 200 },
    },
  });
  if (!job) throw notFound();
  return job;
}

/** A video with its last jobs and events, and what it has cost. Throws HttpProblem `not_found`. */
export async function readVideo({ db }: ApiDeps, id: string) {
  const newest = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
  const video = await db.prisma.video.findUnique({
    where: { id },
    include: {
      client: { select: { name: true } },
      jobs: { orderBy: newest, take: 10, omit: { request: true, plan: true } },
      events: { orderBy: newest, take: 15 },
    },
  });
  if (!video) throw notFound();
  const { total } = await sumUsage(db, {
    from: new Date(0),
    to: new Date(Date.now() + 1),
    videoId: id,
    groupBy: 'provider',
  });
  return { ...video, costMicrocents: total.costMicrocents };
}
