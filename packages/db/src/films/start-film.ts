import type { Brief, FilmRecipe, PipelineRequest } from '@bom/domain';
import { assertVideoTransition } from '@bom/domain';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Job, Video } from '../generated/client.ts';
import { videoFacts } from '../notices/event-facts.ts';
import { announceEvent } from '../notices/notices.ts';
import { tracedData } from '../traced-data.ts';

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

interface NewJob {
  video: Video;
  kind: Job['kind'];
  request: PipelineRequest | Record<string, never>;
  /** Known at once for assembly; the pipeline fills it in. */
  recipe: FilmRecipe | null;
  priority: number;
  actor: string;
  requestId?: string | undefined;
  callbackUrl?: string | undefined;
  metadata?: Prisma.InputJsonValue | undefined;
}

/** Begins a film: the video is `generating`, with a revision to fill and a job that makes it. */
export async function startFilm(tx: Tx, input: NewJob): Promise<Job> {
  const { video, kind, recipe } = input;
  assertVideoTransition(video.status, 'generating');
  const last = await tx.revision.aggregate({ where: { videoId: video.id }, _max: { number: true } });
  const number = (last._max.number ?? 0) + 1;
  await tx.revision.create({
    data: {
      videoId: video.id,
      number,
      recipe: recipe ?? {},
      script: recipe?.script ?? Prisma.DbNull,
    },
  });
  const job = await tx.job.create({
    data: {
      videoId: video.id,
      kind,
      phase: kind,
      request: tracedData(input.request),
      revision: number,
      priority: input.priority,
      requestId: input.requestId ?? null,
      callbackUrl: input.callbackUrl ?? null,
      metadata: input.metadata ?? Prisma.DbNull,
    },
  });
  const moved = await tx.video.updateMany({
    where: { id: video.id, version: video.version, status: video.status },
    data: { status: 'generating', version: { increment: 1 } },
  });
  if (moved.count === 0) assertVideoTransition('generating', 'generating');
  const data = { video_id: video.id, job_id: job.id, revision: number };
  await tx.videoEvent.create({ data: { videoId: video.id, type: 'video.generating', actor: input.actor, data } });
  const facts = videoFacts({ ...video, status: 'generating' });
  await announceEvent(tx, {
    type: 'video.generating',
    key: job.id,
    data: { ...facts, revision: number, job_id: job.id },
  });
  return job;
}
