import type { Db } from '../client.ts';
import type { Job } from '../generated/client.ts';
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
  });
  const notices = jobs.flatMap((job) =>
    endpoints.map(({ id, url }): NewNotice => ({
      channel: 'webhook',
      template: 'job.progress',
      recipient: url,
      dedupeKey: `webhook/${id}/job.progress/${job.id}/${job.stage}/${job.progress}/${job.segmentsDone}`,
      data: progressOf(job),
      endpointId: id,
    })),
  );
  await addNotices(db.prisma, notices);
}

function progressOf({ id, videoId, stage, progress, segmentsTotal, segmentsDone, segmentsReused }: Job) {
  const segments = { total: segmentsTotal, done: segmentsDone, reused: segmentsReused };
  return { job_id: id, video_id: videoId, status: 'processing', stage, progress, segments };
}
