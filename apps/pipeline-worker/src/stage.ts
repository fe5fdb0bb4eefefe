import { stageProgress } from '@bom/domain';
import type { JobStage } from '@bom/domain';
import { reportStage, stepMemory } from '@bom/db';
import type { JobClaim } from '@bom/db';
import type { StepMemory } from '@bom/jobs';
import type { PipelineDeps } from './deps.ts';
import type { Film } from './film.ts';
import { createPaidSteps } from './providers/paid-steps.ts';
import { measureMemory } from './providers/measure-providers.ts';
import type { RunOnce } from './providers/paid-steps.ts';
import { createSlots } from './providers/slots.ts';
import { openSpendLedger } from './providers/spend-ledger.ts';
import type { SpendingJob } from './providers/spend-ledger.ts';

/** What each step file works with: the film, its dependencies, and a way to do something once. */
export interface Stage {
  deps: PipelineDeps;
  film: Film;
  signal: AbortSignal;
  enter(name: JobStage): Promise<void>;
  /** Moves the bar within the stage; `done` is 0..1. */
  progress(done: number): Promise<void>;
  once: RunOnce;
}

interface StageInput {
  deps: PipelineDeps;
  claim: JobClaim;
  film: Film;
  signal: AbortSignal;
}

export function openStage({ deps, claim, film, signal }: StageInput): Stage {
  const once = openSteps(deps, { memory: stepMemory(deps.db, claim), job: claim.job, signal });
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
    once,
  };
}

/** Steps whose paid calls keep to budgets and providers' limits. */
export function openSteps(
  deps: PipelineDeps,
  { memory, job, signal }: { memory: StepMemory; job: SpendingJob & { startedAt?: Date | null }; signal: AbortSignal },
): RunOnce {
  return createPaidSteps({
    memory: measureMemory(deps.metrics, memory),
    signal,
    ledger: openSpendLedger(deps.db, job, deps),
    limits: deps.limits,
    takeSlot: createSlots(deps.filmCallsAtOnce),
    patienceMs: deps.providerPatienceMs,
    startedAt: job.startedAt ?? new Date(),
    logger: deps.logger,
  });
}
