import { assertVideoTransition, formatSchema, PermanentError, pipelineRequestSchema } from '@bom/domain';
import type { Brief, PipelineRequest, Script } from '@bom/domain';
import type { Tx } from '../client.ts';
import type { Job, Video } from '../generated/client.ts';
import { Prisma } from '../generated/client.ts';
import { hasReturnedQuota, lockClient, reserveQuota } from '../customers/quota.ts';
import { createFilmJob } from './create-film-job.ts';
import { lockVideo } from './lock-video.ts';

export interface VideoRequest {
  videoId: string;
  /** Where not given: those of the video's last film, vertical for a first one. */
  formats?: PipelineRequest['formats'] | undefined;
  captions?: PipelineRequest['captions'] | undefined;
  /** Replaces the video's script. */
  script?: Script | undefined;
  /** Replaces the video's brief; the script is then written anew, unless one is given too. */
  brief?: Brief | undefined;
  actor: string;
  requestId: string;
  callbackUrl?: string | undefined;
  metadata?: Prisma.InputJsonValue | undefined;
}

/**
 * Begins the whole chain for a video record, brief to film, and reserves quota of its client's month: one for each
 * video, however many revisions it has. Null where there is no such video.
 *
 * @throws PermanentError `illegal_transition`, `nothing_to_film` (neither brief nor script), QuotaExceededError
 */
export async function generateVideo(tx: Tx, asked: VideoRequest): Promise<Job | null> {
  const { videoId } = asked;
  const owner = await tx.video.findUnique({ where: { id: videoId }, select: { clientId: true } });
  if (!owner) return null;
  await lockClient(tx, owner.clientId);
  const video = await lockVideo(tx, videoId);
  if (!video || (await isProjectGone(tx, video))) return null;
  assertVideoTransition(video.status, 'generating');
  const client = await tx.client.findUniqueOrThrow({ where: { id: owner.clientId }, include: { package: true } });
  const hasQuota = (await tx.quotaUse.count({ where: { videoId } })) > 0;
  if (!hasQuota || hasReturnedQuota(video)) await reserveQuota(tx, { videoId, client });
  const request = await requestOf(tx, { video, asked });
  await applyRequest(tx, { video, asked });
  const { actor, requestId, callbackUrl, metadata } = asked;
  const origin = { actor, requestId, callbackUrl, metadata };
  return createFilmJob(tx, { ...origin, videoId, kind: 'pipeline', request, recipe: null });
}

/** Deleting a project locks its client too, so that no film begins in one that is being deleted. */
async function isProjectGone(tx: Tx, { projectId }: Video): Promise<boolean> {
  return (await tx.project.count({ where: { id: projectId, deletedAt: null } })) === 0;
}

async function requestOf(tx: Tx, { video, asked }: { video: Video; asked: VideoRequest }): Promise<PipelineRequest> {
  const captions = asked.captions ? { captions: asked.captions } : {};
  const made = Object.keys(video.formats as object).flatMap((name) => formatSchema.safeParse(name).data ?? []);
  const formats = asked.formats ?? (made.length > 0 ? made : await lastFormats(tx, video.id));
  return { formats: [...new Set(formats)], ...captions };
}

async function lastFormats(tx: Tx, videoId: string): Promise<PipelineRequest['formats']> {
  const job = await tx.job.findFirst({ where: { videoId, kind: 'pipeline' }, orderBy: { createdAt: 'desc' } });
  return pipelineRequestSchema.safeParse(job?.request).data?.formats ?? ['vertical'];
}

async function applyRequest(tx: Tx, { video, asked }: { video: Video; asked: VideoRequest }): Promise<void> {
  const script = asked.script ?? (asked.brief ? null : video.script);
  const brief = asked.brief ?? video.brief;
  if (!brief && !script) {
    throw new PermanentError('nothing_to_film', 'The video has neither a brief nor a script; give it one of them.');
  }
  const language = asked.script?.language ?? asked.brief?.language ?? video.language;
  await tx.video.update({
    where: { id: video.id },
    data: { brief: brief ?? Prisma.DbNull, script: script ?? Prisma.DbNull, language },
  });
}
