import { stageProgress } from '@bom/domain';
import type { JobStage } from '@bom/domain';
import { completeJob, loadRecipe, reportStage, stepMemory } from '@bom/db';
import type { JobClaim } from '@bom/db';
import { recallStep, runStep } from '@bom/jobs';
import type { Delivery, Step } from '@bom/jobs';
import { faultPoint } from '@bom/runtime';
import type { RenderDeps } from './deps.ts';
import { fanOut } from './steps/fan-out.ts';
import { fetchMediaOf } from './steps/fetch.ts';
import { finishFilms } from './steps/finish.ts';
import { planFilms } from './steps/plan.ts';

/** What each step file works with. */
export interface AssemblyStage {
  deps: RenderDeps;
  claim: JobClaim;
  signal: AbortSignal;
  enter(stage: JobStage, done?: number): Promise<void>;
  once<Result>(step: Step<Result>): Promise<Result>;
  /** What `once` would give without doing anything; null where it would do the step. */
  recall<Result>(step: Omit<Step<Result>, 'run'>): Promise<Result | null>;
}

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

function openStage({ deps, claim, signal }: { deps: RenderDeps; claim: JobClaim; signal: AbortSignal }): AssemblyStage {
  const memory = stepMemory(deps.db, claim);
  return {
    deps,
    claim,
    signal,
    enter: (stage, done = 0) => {
      const progress = stageProgress({ kind: claim.job.kind, stage, done });
      return reportStage(deps.db, { jobId: claim.job.id, stage, progress });
    },
    recall: (step) => recallStep(memory, step),
    once: (step) => runStep({ memory, signal, authorizeSpend: async () => {} }, step),
  };
}
