import type { EventData } from '@bom/contracts';
import type { JobStage } from '@bom/domain';
import type { Db } from '../client.ts';
import type { Job, Prisma, Video } from '../generated/client.ts';
import { jobFacts } from './event-facts.ts';
import { addNotices } from './notices.ts';
import type { NewNotice } from './notices.ts';

/**
 * Tells the endpoints that asked for `job.progress` where each running job stands, if it has moved since. Called once a
 * sweep, which is what keeps it to a few a minute.
 */
export async function announceProgress(db: Db): Promise<void> {
  const endpoints = await db.prisma.webhookEndpoint.findMany({
    where: { disabledAt: null, events: { has: 'job.progress' } },
  });
  if (endpoints.length === 0) return;
  const jobs = await db.prisma.job.findMany({
    where: { status: 'processing' },
    orderBy: { createdAt: 'asc' },
    take: 500,
    include: { video: true },
  });
  const notices = jobs.flatMap((job) =>
    endpoints.map(({ id, url }): NewNotice => ({
      channel: 'webhook',
      template: 'job.progress',
      recipient: url,
      dedupeKey: `webhook/${id}/job.progress/${job.id}/${job.stage}/${job.progress}/${job.segmentsDone}`,
      data: progressOf(job) as Prisma.InputJsonObject,
      endpointId: id,
    })),
  );
  await addNotices(db.prisma, notices);
}

function progressOf(job: Job & { video: Video }): EventData<'job.progress'> {
  const { segmentsTotal: total, segmentsDone: done, segmentsReused: reused, progress } = job;
  const stage = job.stage as JobStage;
  return { ...jobFacts(job, job.video), status: 'processing', stage, progress, segments: { total, done, reused } };
}
