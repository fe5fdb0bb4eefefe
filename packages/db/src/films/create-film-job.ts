import type { Brief, FilmRecipe, PipelineRequest } from '@bom/domain';
import { assertVideoTransition, PermanentError } from '@bom/domain';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Job, Video } from '../generated/client.ts';
import { tracedData } from '../traced-data.ts';
import { lockVideo } from './lock-video.ts';
import { moveVideo } from './move-video.ts';

/** A new video of a client, in a project of theirs; the first one makes the project. */
export async function createVideoForBrief(
  tx: Tx,
  { clientId, brief, title }: { clientId: string; brief: Brief; title: string },
): Promise<Video> {
  const project =
    (await tx.project.findFirst({
      where: { clientId, deletedAt: null, status: 'active' },
      orderBy: { createdAt: 'asc' },
    })) ?? (await tx.project.create({ data: { clientId, name: brief.business_name } }));
  return tx.video.create({
    data: { clientId, projectId: project.id, title, brief: brief, language: brief.language },
  });
}

interface NewFilmJob {
  videoId: string;
  kind: Job['kind'];
  request: PipelineRequest | Record<string, never>;
  /** Known at once for assembly; the pipeline fills it in. */
  recipe: FilmRecipe | null;
  actor: string;
  requestId?: string | undefined;
  callbackUrl?: string | undefined;
  metadata?: Prisma.InputJsonValue | undefined;
}

/**
 * The rows that a film begins with: a revision to fill, a job that makes it, and the video on its way.
 *
 * @throws PermanentError `illegal_transition`, `conflict` where the video is gone
 */
export async function createFilmJob(tx: Tx, { videoId, kind, recipe, actor, ...asked }: NewFilmJob): Promise<Job> {
  const video = await lockVideo(tx, videoId);
  if (!video) throw new PermanentError('conflict', 'The video is gone.');
  assertVideoTransition(video.status, 'generating');
  const last = await tx.revision.aggregate({ where: { videoId }, _max: { number: true } });
  const revision = (last._max.number ?? 0) + 1;
  await tx.revision.create({
    data: { videoId, number: revision, recipe: recipe ?? {}, script: recipe?.script ?? Prisma.DbNull },
  });
  const job = await tx.job.create({
    data: {
      videoId,
      kind,
      phase: kind,
      request: tracedData(asked.request),
      revision,
      priority: await queuePriority(tx, video.clientId),
      requestId: asked.requestId ?? null,
      callbackUrl: asked.callbackUrl ?? null,
      metadata: asked.metadata ?? Prisma.DbNull,
    },
  });
  const details = { job_id: job.id };
  await moveVideo(tx, { video, to: 'generating', type: 'video.generating', details, revision, actor });
  return job;
}

/** 1 runs first. A client's later films wait behind those of others with the same package. */
async function queuePriority(tx: Tx, clientId: string): Promise<number> {
  const client = await tx.client.findUniqueOrThrow({ where: { id: clientId }, include: { package: true } });
  const open = await tx.job.count({ where: { video: { clientId }, status: { in: ['queued', 'processing'] } } });
  return client.package.priority * 100 + Math.min(99, open);
}
