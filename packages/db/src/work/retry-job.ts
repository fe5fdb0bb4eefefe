import { assertVideoTransition, PermanentError } from '@bom/domain';
import type { Tx } from '../client.ts';
import { hasReturnedQuota, lockClient, reserveQuota } from '../customers/quota.ts';
import { lockVideo } from '../films/lock-video.ts';
import { moveVideo } from '../films/move-video.ts';
import { Prisma } from '../generated/client.ts';
import type { Job, Video } from '../generated/client.ts';

/**
 * Opens a failed or cancelled job again, in the phase where it ended. Finished steps are the video's, so none of them is
 * done twice. A video that had reserved quota and returned it, as no film came of it, reserves it
 * again. The job still has to be delivered. Null where there is none of this id.
 *
 * @throws PermanentError `illegal_transition` where the job is open or complete, or where a newer job took its place; QuotaExceededError
 * where others have used the month up meanwhile
 */
export async function retryJob(tx: Tx, { jobId, actor }: { jobId: string; actor: string }): Promise<Job | null> {
  const select = { videoId: true, video: { select: { clientId: true } } };
  const known = await tx.job.findUnique({ where: { id: jobId }, select });
  if (!known) return null;
  await lockClient(tx, known.video.clientId);
  const video = await lockVideo(tx, known.videoId);
  if (!video) return null;
  const [newest] = await tx.job.findMany({ where: { videoId: video.id }, orderBy: { createdAt: 'desc' }, take: 1 });
  if (newest?.id !== jobId) {
    throw new PermanentError('illegal_transition', 'A newer job of the video has taken the place of this one.');
  }
  if (newest.status !== 'failed' && newest.status !== 'cancelled') {
    throw new PermanentError('illegal_transition', `A job that is ${newest.status} can't be tried again.`);
  }
  assertVideoTransition(video.status, 'generating');
  await reserveQuotaAgain(tx, video);
  const job = await tx.job.update({
    where: { id: jobId },
    data: {
      status: 'queued',
      attempt: 0,
      error: Prisma.DbNull,
      // Counted anew: what is there already shows as reused.
      segmentsTotal: 0,
      segmentsDone: 0,
      segmentsReused: 0,
      finishedAt: null,
      cancelAskedAt: null,
      notBefore: null,
      leaseToken: null,
      leaseUntil: null,
    },
  });
  const details = { job_id: jobId };
  const { revision } = job;
  await moveVideo(tx, { video, to: 'generating', type: 'video.generating', details, revision, actor });
  return job;
}

/** Films that are assembled from given parts need no quota, so none was returned. */
async function reserveQuotaAgain(tx: Tx, video: Video): Promise<void> {
  if (!hasReturnedQuota(video) || (await tx.quotaUse.count({ where: { videoId: video.id } })) === 0) return;
  const client = await tx.client.findUniqueOrThrow({ where: { id: video.clientId }, include: { package: true } });
  await reserveQuota(tx, { videoId: video.id, client });
}
