import { completeJob, loadRecipe } from '@bom/db';
import type { JobClaim } from '@bom/db';
import type { Delivery } from '@bom/jobs';
import { faultPoint } from '@bom/runtime';
import type { RenderDeps } from './deps.ts';
import { openStage } from './stage.ts';
import { fanOut } from './steps/fan-out.ts';
import { fetchMediaOf } from './steps/fetch.ts';
import { finishFilms } from './steps/finish.ts';
import { planFilms } from './steps/plan.ts';

/**
 * From a recipe to finished films: fetch -> plan -> render segments and sound (as children, on any machine) -> join
 * -> check -> upload -> finish. It runs twice: the first run ends at `children`, the second one finds every part
 * made. Both go through the same steps, whose results are remembered.
 */
export async function runAssembly(
  deps: RenderDeps,
  { claim, signal, delivery }: { claim: JobClaim; signal: AbortSignal; delivery: Delivery },
): Promise<'ended' | 'children'> {
  const stage = openStage({ deps, claim, signal });
  const recipe = await loadRecipe(deps.db, claim.job);

  const isFirstRun = claim.job.plan === null;
  if (isFirstRun) await stage.enter('fetching');
  const media = await fetchMediaOf(stage, recipe);
  if (isFirstRun) await stage.enter('planning');
  const films = await planFilms(stage, { recipe, media });
  if ((await fanOut(stage, { films, delivery })) > 0) return 'children';

  const finished = await finishFilms(stage, films);
  faultPoint('afterUploadBeforeCommit');
  await completeJob(deps.db, { claim, film: { ...finished, warnings: films.warnings }, staff: deps.staff });
  return 'ended';
}
