import { reportStage, stepMemory } from '@bom/db';
import type { JobClaim } from '@bom/db';
import { stageProgress } from '@bom/domain';
import type { JobStage } from '@bom/domain';
import { recallStep, runStep } from '@bom/jobs';
import type { Step } from '@bom/jobs';
import type { RenderDeps } from './deps.ts';

/** What each step file works with. */
export interface Stage {
  deps: RenderDeps;
  claim: JobClaim;
  signal: AbortSignal;
  enter(stage: JobStage, done?: number): Promise<void>;
  once<Result>(step: Step<Result>): Promise<Result>;
  /** What `once` would give without doing anything; null where it would do the step. */
  recall<Result>(step: Omit<Step<Result>, 'run'>): Promise<Result | null>;
}

export function openStage({ deps, claim, signal }: { deps: RenderDeps; claim: JobClaim; signal: AbortSignal }): Stage {
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
