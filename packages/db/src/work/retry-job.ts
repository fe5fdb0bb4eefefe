import { assertVideoTransition, PermanentError } from '@bom/domain';
import type { Tx } from '../client.ts';
import { lockVideo } from '../films/lock-video.ts';
import { Prisma } from '../generated/client.ts';
import type { Job } from '../generated/client.ts';
import { announceEvent } from '../notices/notices.ts';

/**
 * Opens a failed or cancelled job again, in the phase where it ended. Finished steps are the video's, so none of them is
 * done twice. The job still has to be delivered. Null where there is none of this id.
 *
 * @throws PermanentError `illegal_transition` where the job is open or complete, or where a newer job took its place
 */
export async function retryJob(tx: Tx, { jobId, actor }: { jobId: string; actor: string }): Promise<Job | null> {
  const known = await tx.job.findUnique({ where: { id: jobId }, select: { videoId: true } });
  const video = known && (await lockVideo(tx, known.videoId));
  if (!video) return null;
  const [newest] = await tx.job.findMany({ where: { videoId: video.id }, orderBy: { createdAt: 'desc' }, take: 1 });
  if (newest?.id !== jobId) {
    throw new PermanentError('illegal_transition', 'A newer job of the video has taken the place of this one.');
  }
  if (newest.status !== 'failed' && newest.status !== 'cancelled') {
    throw new PermanentError('illegal_transition', `A job that is ${newest.status} can't be tried again.`);
  }
  assertVideoTransition(video.status, 'generating');
  const job = await tx.job.update({
    where: { id: jobId },
    data: {
      status: 'queued',
      attempt: 0,
      error: Prisma.DbNull,
      finishedAt: null,
      cancelAskedAt: null,
      notBefore: null,
      leaseToken: null,
      leaseUntil: null,
    },
  });
  await tx.video.update({ where: { id: video.id }, data: { status: 'generating', version: { increment: 1 } } });
  const data = { video_id: video.id, job_id: jobId, revision: job.revision };
  const event = await tx.videoEvent.create({ data: { videoId: video.id, type: 'video.generating', actor, data } });
  await announceEvent(tx, { type: 'video.generating', key: event.id, data });
  return job;
}
