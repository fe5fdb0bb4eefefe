import { PermanentError, stageProgress } from '@bom/domain';
import type { JobStage } from '@bom/domain';
import { reportStage, stepMemory } from '@bom/db';
import type { JobClaim } from '@bom/db';
import { runStep } from '@bom/jobs';
import type { Step } from '@bom/jobs';
import type { PipelineDeps } from './deps.ts';
import type { Film } from './film.ts';

/** What each step file works with: the film, its dependencies, and a way to do something once. */
export interface Stage {
  deps: PipelineDeps;
  film: Film;
  signal: AbortSignal;
  enter(name: JobStage): Promise<void>;
  /** Moves the bar within the stage; `done` is 0..1. */
  progress(done: number): Promise<void>;
  once<Result>(step: Step<Result>): Promise<Result>;
}

interface StageInput {
  deps: PipelineDeps;
  claim: JobClaim;
  film: Film;
  signal: AbortSignal;
}

export function openStage({ deps, claim, film, signal }: StageInput): Stage {
  const memory = stepMemory(deps.db, claim);
  const authorizeSpend = spendGate(deps, claim);
  let current: JobStage = 'queued';
  const report = (done: number) => {
    const progress = stageProgress({ kind: claim.job.kind, stage: current, done });
    return reportStage(deps.db, { jobId: claim.job.id, stage: current, progress });
  };
  return {
    deps,
    film,
    signal,
    async enter(name) {
      current = name;
      await report(0);
    },
    progress: report,
    once: (step) => runStep({ memory, signal, authorizeSpend }, step),
  };
}

/** Refuses a paid call that would pass the video's budget, before it is made. */
function spendGate(deps: PipelineDeps, claim: JobClaim) {
  return async (estimateMicrocents: number): Promise<void> => {
    if (deps.videoBudgetMicrocents === 0) return;
    const { _sum } = await deps.db.prisma.apiUsage.aggregate({
      where: { videoId: claim.job.videoId },
      _sum: { costMicrocents: true },
    });
    const spent = Number(_sum.costMicrocents ?? 0n);
    if (spent + estimateMicrocents <= deps.videoBudgetMicrocents) return;
    throw new PermanentError(
      'budget_exceeded',
      'The next paid call would pass the budget of this video; raise VIDEO_BUDGET_CENTS and retry the job.',
      { details: { spent_microcents: spent, estimate_microcents: estimateMicrocents } },
    );
  };
}
