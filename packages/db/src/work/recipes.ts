import type { FilmRecipe } from '@bom/domain';
import { filmRecipeSchema, PermanentError } from '@bom/domain';
import type { Db } from '../client.ts';
import type { Job } from '../generated/client.ts';
import type { JobClaim } from './jobs.ts';
import { updateClaimedJob } from './jobs.ts';

/** What the film of a job is made from. */
export async function loadRecipe(db: Db, job: Pick<Job, 'videoId' | 'revision'>): Promise<FilmRecipe> {
  const revision = await db.prisma.revision.findUnique({
    where: { videoId_number: { videoId: job.videoId, number: job.revision } },
  });
  const parsed = filmRecipeSchema.safeParse(revision?.recipe);
  if (parsed.success) return parsed.data;
  throw new PermanentError('recipe_missing', 'The film has no complete recipe yet, so it can not be assembled.');
}

/** Stores the finished recipe and hands the job over to assembly, in one transaction. */
export async function handOverToAssembly(
  db: Db,
  { claim, recipe }: { claim: JobClaim; recipe: FilmRecipe },
): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    await updateClaimedJob(tx, claim, { phase: 'assembly', attempt: 0, leaseToken: null, leaseUntil: null });
    const { videoId, revision } = claim.job;
    await tx.revision.update({
      where: { videoId_number: { videoId, number: revision } },
      data: { recipe, script: recipe.script },
    });
    await tx.video.update({
      where: { id: videoId },
      data: { script: recipe.script, language: recipe.language, version: { increment: 1 } },
    });
  });
}
