import { canonicalHash, filmDraftSchema, revisionWorkSchema } from '@bom/domain';
import type { FilmDraft, RevisionRequest, RevisionWork } from '@bom/domain';
import type { Db, Tx } from '../client.ts';
import type { RevisionPlan, Video } from '../generated/client.ts';

/** What a planner found out. */
export interface PlannedRevision {
  draft: FilmDraft;
  /** ScriptDiff, as the model's package makes it. */
  changes: object;
  work: RevisionWork;
}

/**
 * The plan of a wish, found or begun. The same wish for the same revision and brand is one row, so that what was shown
 * is what runs; one that failed is begun again.
 */
export async function openRevisionPlan(
  tx: Tx,
  {
    video,
    brandKit,
    request,
    requestId,
  }: { video: Video; brandKit: unknown; request: RevisionRequest; requestId: string },
): Promise<RevisionPlan> {
  const requestHash = canonicalHash({ base: video.revision, brandKit, request });
  const { id: videoId, revision: base } = video;
  await tx.revisionPlan.createMany({
    data: [{ videoId, base, requestHash, request, requestId }],
    skipDuplicates: true,
  });
  const where = { videoId_requestHash: { videoId, requestHash } };
  await tx.revisionPlan.updateMany({
    where: { videoId, requestHash, status: 'failed' },
    data: { status: 'pending', finishedAt: null },
  });
  return tx.revisionPlan.findUniqueOrThrow({ where });
}

/** Keeps a plan as ready; one that another planner finished first stays as it is. */
export async function finishRevisionPlan(db: Db, id: string, planned: PlannedRevision): Promise<void> {
  const { draft, changes, work } = planned;
  await db.prisma.revisionPlan.updateMany({
    where: { id, status: 'pending' },
    data: { status: 'ready', draft, changes, work, finishedAt: new Date() },
  });
}

export async function failRevisionPlan(db: Db, id: string, error: { code: string; detail: string }): Promise<void> {
  await db.prisma.revisionPlan.updateMany({
    where: { id, status: 'pending' },
    data: { status: 'failed', error, finishedAt: new Date() },
  });
}

/** A ready plan's parts. */
export function readRevisionPlan(plan: RevisionPlan): PlannedRevision {
  return {
    draft: filmDraftSchema.parse(plan.draft),
    changes: plan.changes as object,
    work: revisionWorkSchema.parse(plan.work),
  };
}
