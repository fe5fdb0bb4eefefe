import { assertVideoTransition, formatSchema, PermanentError, pipelineRequestSchema } from '@bom/domain';
import type { Brief, PipelineRequest, Script } from '@bom/domain';
import type { Tx } from '../client.ts';
import type { Job, Video } from '../generated/client.ts';
import { Prisma } from '../generated/client.ts';
import { lockClient } from '../customers/quota.ts';
import type { ClientWithPackage } from '../customers/quota.ts';
import { lockVideo } from './lock-video.ts';
import { startFilm } from './start-film.ts';
import { gaveItsPlaceBack, takePlace } from './take-place.ts';

export interface FilmWish {
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
 * Begins the whole chain for a video record, brief to film, and takes a place of its client's month for it: one for each
 * video, however many revisions it has. Null where there is no such video.
 *
 * @throws PermanentError `illegal_transition`, `nothing_to_film` (neither brief nor script), `quota_exceeded`
 */
export async function makeFilm(tx: Tx, wish: FilmWish): Promise<Job | null> {
  const owner = await tx.video.findUnique({ where: { id: wish.videoId }, select: { clientId: true } });
  if (!owner) return null;
  await lockClient(tx, owner.clientId);
  const locked = await lockVideo(tx, wish.videoId);
  if (!locked || (await isProjectGone(tx, locked))) return null;
  assertVideoTransition(locked.status, 'generating');
  const client = await tx.client.findUniqueOrThrow({ where: { id: owner.clientId }, include: { package: true } });
  const hasPlace = (await tx.quotaUse.count({ where: { videoId: locked.id } })) > 0;
  if (!hasPlace || gaveItsPlaceBack(locked)) await takePlace(tx, { videoId: locked.id, client });
  const request = await requestOf(tx, { video: locked, wish });
  const video = await applyWish(tx, { video: locked, wish });
  return startFilm(tx, {
    video,
    kind: 'pipeline',
    request,
    recipe: null,
    priority: await queuePriority(tx, client),
    actor: wish.actor,
    requestId: wish.requestId,
    callbackUrl: wish.callbackUrl,
    metadata: wish.metadata,
  });
}

/** Deleting a project locks its client too, so that no film begins in one that is being deleted. */
async function isProjectGone(tx: Tx, { projectId }: Video): Promise<boolean> {
  return (await tx.project.count({ where: { id: projectId, deletedAt: null } })) === 0;
}

/** 1 runs first. A client's later films wait behind those of others with the same package. */
export async function queuePriority(tx: Tx, client: ClientWithPackage): Promise<number> {
  const open = await tx.job.count({
    where: { video: { clientId: client.id }, status: { in: ['queued', 'processing'] } },
  });
  return client.package.priority * 100 + Math.min(99, open);
}

async function requestOf(tx: Tx, { video, wish }: { video: Video; wish: FilmWish }): Promise<PipelineRequest> {
  const captions = wish.captions ? { captions: wish.captions } : {};
  const made = Object.keys(video.formats as object).flatMap((name) => formatSchema.safeParse(name).data ?? []);
  const formats = wish.formats ?? (made.length > 0 ? made : await lastFormats(tx, video.id));
  return { formats: [...new Set(formats)], ...captions };
}

async function lastFormats(tx: Tx, videoId: string): Promise<PipelineRequest['formats']> {
  const job = await tx.job.findFirst({ where: { videoId, kind: 'pipeline' }, orderBy: { createdAt: 'desc' } });
  return pipelineRequestSchema.safeParse(job?.request).data?.formats ?? ['vertical'];
}

async function applyWish(tx: Tx, { video, wish }: { video: Video; wish: FilmWish }): Promise<Video> {
  const script = wish.script ?? (wish.brief ? null : video.script);
  const brief = wish.brief ?? video.brief;
  if (!brief && !script) {
    throw new PermanentError('nothing_to_film', 'The video has neither a brief nor a script; give it one of them.');
  }
  const language = wish.script?.language ?? wish.brief?.language ?? video.language;
  return tx.video.update({
    where: { id: video.id },
    data: { brief: brief ?? Prisma.DbNull, script: script ?? Prisma.DbNull, language },
  });
}
