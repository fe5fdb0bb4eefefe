import {
  assertVideoTransition,
  filmDraftSchema,
  filmRecipeSchema,
  PermanentError,
  storedFilmsSchema,
} from '@bom/domain';
import type { FilmDraft, FilmRecipe } from '@bom/domain';
import type { Db, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Job, Revision, RevisionPlan, Video } from '../generated/client.ts';
import { createFilmJob } from './create-film-job.ts';
import { lockVideo } from './lock-video.ts';
import { moveVideo } from './move-video.ts';
import { readRevisionPlan } from './revision-plans.ts';

/** What a revision is built on: the film as it is, and what was wished before otherwise than the brand says. */
export interface RevisionBase {
  recipe: FilmRecipe;
  draft: FilmDraft | null;
  /** Keys of the timelines that the film was rendered from, by format. */
  timelines: Record<string, string>;
}

/** @throws PermanentError `nothing_to_revise` where the video has no finished film */
export async function loadRevisionBase(db: Db, videoId: string, number: number): Promise<RevisionBase> {
  const revision = await db.prisma.revision.findUnique({ where: { videoId_number: { videoId, number } } });
  const recipe = filmRecipeSchema.safeParse(revision?.recipe);
  if (!revision || !recipe.success) {
    throw new PermanentError('nothing_to_revise', 'The video has no finished film that could be revised.');
  }
  const job = await db.prisma.job.findFirst({
    where: { videoId, revision: revision.restored ?? number, plan: { not: Prisma.AnyNull } },
    orderBy: { createdAt: 'desc' },
  });
  return {
    recipe: recipe.data,
    draft: revision.draft ? filmDraftSchema.parse(revision.draft) : null,
    timelines: (job?.plan ?? {}) as Record<string, string>,
  };
}

/** What the pipeline starts from where a revision is made; null for a first film. */
export async function loadDraft(db: Db, job: Pick<Job, 'videoId' | 'revision'>): Promise<FilmDraft | null> {
  const revision = await db.prisma.revision.findUnique({
    where: { videoId_number: { videoId: job.videoId, number: job.revision } },
    select: { draft: true },
  });
  return revision?.draft ? filmDraftSchema.parse(revision.draft) : null;
}

/**
 * Runs a ready plan: a new revision with its job, in the caller's transaction. Of two plans for one revision the first
 * wins; the other is told that the video moved on.
 *
 * @throws PermanentError `illegal_transition` where the video may not be revised now, `conflict` where it was revised since
 */
export async function startRevision(
  tx: Tx,
  { plan, note, actor, requestId }: { plan: RevisionPlan; note: string; actor: string; requestId: string },
): Promise<{ job: Job; revision: number }> {
  const video = await lockVideo(tx, plan.videoId);
  if (!video) throw new PermanentError('conflict', 'The video is gone.');
  assertVideoTransition(video.status, 'generating');
  if (video.revision !== plan.base) {
    throw new PermanentError('conflict', `The video is at revision ${video.revision} by now, not ${plan.base}.`);
  }
  const { draft, changes, work } = readRevisionPlan(plan);
  const job = await createFilmJob(tx, {
    videoId: video.id,
    kind: 'pipeline',
    request: { formats: draft.formats },
    recipe: null,
    actor,
    requestId,
  });
  await tx.revision.update({
    where: { videoId_number: { videoId: video.id, number: job.revision } },
    data: { note, draft, changes, work, script: draft.script },
  });
  return { job, revision: job.revision };
}

/**
 * Brings an old revision back as a new one, with the files that it has: nothing is made.
 *
 * @throws PermanentError `illegal_transition`, `nothing_to_restore` where its files are not there any more
 */
export async function restoreRevision(
  tx: Tx,
  { videoId, number, actor }: { videoId: string; number: number; actor: string },
): Promise<{ video: Video; revision: Revision } | null> {
  const video = await lockVideo(tx, videoId);
  const old = await tx.revision.findUnique({ where: { videoId_number: { videoId, number } } });
  if (!video || !old) return null;
  assertVideoTransition(video.status, 'generating');
  if (!old.posterKey) {
    throw new PermanentError('nothing_to_restore', `Revision ${number} has no finished film to bring back.`);
  }
  const last = await tx.revision.aggregate({ where: { videoId }, _max: { number: true } });
  const next = (last._max.number ?? 0) + 1;
  const files = { formats: asJson(old.formats), posterKey: old.posterKey, captions: asJson(old.captions) };
  const revision = await tx.revision.create({
    data: {
      videoId,
      number: next,
      note: `Revision ${number} is back.`,
      recipe: asJson(old.recipe),
      script: asJson(old.script),
      draft: old.draft === null ? Prisma.DbNull : asJson(old.draft),
      restored: old.restored ?? number,
      ...files,
    },
  });
  const [film] = Object.values(storedFilmsSchema.parse(old.formats));
  const moved = await moveVideo(tx, {
    video,
    through: 'generating',
    to: 'draft',
    type: 'video.draft_ready',
    details: { job_id: null, restored_from: number },
    actor,
    change: {
      ...files,
      revision: next,
      script: asJson(old.script),
      durationMs: film ? Math.round(film.duration_seconds * 1000) : null,
    },
  });
  return { video: moved.video, revision };
}

function asJson(value: Prisma.JsonValue): Prisma.InputJsonValue | typeof Prisma.JsonNull {
  return value ?? Prisma.JsonNull;
}
