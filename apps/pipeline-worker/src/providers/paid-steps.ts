import { canonicalHash, PermanentError, RateLimitedError, toStudioError, TransientError } from '@bom/domain';
import type { CallContext, StudioError } from '@bom/domain';
import { runStep } from '@bom/jobs';
import type { Step, StepMemory } from '@bom/jobs';
import type { Logger } from '@bom/runtime';
import type { Outcome, Pass, ProviderLimits } from './provider-limits.ts';
import type { SpendingJob, SpendLedger } from './spend-ledger.ts';

export interface PaidStepsInput {
  memory: StepMemory;
  signal: AbortSignal;
  ledger: SpendLedger;
  limits: ProviderLimits;
  /** Taken by a call until its answer or its request id is stored: a crash loses no more calls than that. */
  takeSlot(): Promise<() => void>;
  job: SpendingJob;
  /** How long a job waits for a provider before it fails after all. */
  patienceMs: number;
  logger: Logger;
}

export type RunOnce = <Result>(step: Step<Result>) => Promise<Result>;

/**
 * Runs each step once, as `runStep` does, with its paid calls in their limits and booked before they are made. A provider
 * that is found to be down makes the job wait, at no cost of tries.
 */
export function createPaidSteps(input: PaidStepsInput): RunOnce {
  return async (step) => {
    const calls = openCalls(input, `booked/${step.name}/${canonicalHash(step.input).slice(0, 16)}`);
    const { memory, signal } = input;
    try {
      const result = await runStep(
        { memory, signal, authorizeSpend: () => Promise.resolve() },
        { ...step, run: async (call) => step.run(await calls.watch(call)) },
      );
      await calls.settle();
      return result;
    } catch (error) {
      throw await calls.fail(toStudioError(error));
    } finally {
      calls.leave();
    }
  };
}

interface OpenCalls {
  /** The step's call context, with spending under watch. */
  watch(call: CallContext): Promise<CallContext>;
  settle(): Promise<void>;
  /** What the failure means for the job. */
  fail(failure: StudioError): Promise<StudioError>;
  leave(): void;
}

function openCalls(input: PaidStepsInput, mark: string): OpenCalls {
  const { ledger, limits, signal } = input;
  let isRunning = false;
  let booked: string[] = [];
  let pending: unknown;
  let pass: Pass | undefined;
  let leaveSlot: (() => void) | undefined;
  const leave = () => {
    leaveSlot?.();
    leaveSlot = undefined;
  };
  const endPass = async (outcome: Outcome) => {
    const ended = pass;
    pass = undefined;
    return (await ended?.end(outcome)) ?? 0;
  };

  const authorizeSpend: CallContext['authorizeSpend'] = async (estimateMicrocents, planned) => {
    // A call before this one in the same step has had its answer.
    await endPass('up');
    leaveSlot ??= await input.takeSlot();
    pass = await limits.enter(planned.provider, signal);
    booked.push(await ledger.book(mark, estimateMicrocents, planned));
  };

  return {
    leave,
    async watch(call) {
      isRunning = true;
      pending = call.pending ?? undefined;
      booked = await ledger.inherit(mark, pending !== undefined);
      const savePending = async (value: unknown) => {
        await call.savePending(value);
        pending = value ?? undefined;
        if (pending !== undefined) leave();
      };
      return { ...call, authorizeSpend, savePending };
    },
    async settle() {
      await endPass('up');
      await (isRunning ? ledger.release(booked) : ledger.releaseAll(mark));
    },
    async fail(failure) {
      const outcome = outcomeOf(failure);
      const provider = pass?.provider ?? providerOf(pending);
      if (provider && failure instanceof RateLimitedError && !isOurs(failure)) {
        await limits.pause(provider, failure.retryAfterMs ?? pauseMs);
      }
      const downMs =
        pass || !provider || isOurs(failure) ? await endPass(outcome) : await limits.report(provider, outcome);
      // What waits at the provider is billed there, and recorded by the try that fetches it.
      const waiting = pending === undefined ? 0 : 1;
      await ledger.release(booked.slice(0, booked.length - waiting)).catch((error: unknown) => {
        input.logger.warn({ err: error, mark }, 'bookings not released; they count as lost calls');
      });
      return judge(input, { failure, provider, downMs: outcome === 'down' ? downMs : 0 });
    },
  };
}

const pauseMs = 1_000;

const outageCodes = new Set([
  'llm_timeout',
  'llm_connection_lost',
  'llm_unavailable',
  'llm_overloaded',
  'image_timeout',
  'image_connection_lost',
  'image_provider_unavailable',
  'voice_timeout',
  'voice_connection_lost',
  'voice_provider_unavailable',
]);

function outcomeOf(failure: StudioError): Outcome {
  if (outageCodes.has(failure.code)) return 'down';
  return failure instanceof PermanentError || failure instanceof RateLimitedError ? 'up' : 'unknown';
}

/** Said by our own limits, not by the provider. */
function isOurs({ code }: StudioError): boolean {
  return code.startsWith('provider_') || code === 'budget_exceeded';
}

function providerOf(pending: unknown): string | undefined {
  const { provider } = (pending ?? {}) as { provider?: unknown };
  return typeof provider === 'string' ? provider : undefined;
}

/** An outage burns no tries; but nothing waits for ever. */
function judge(
  { job, patienceMs, logger }: PaidStepsInput,
  { failure, provider, downMs }: { failure: StudioError; provider: string | undefined; downMs: number },
): StudioError {
  const waits = failure instanceof RateLimitedError || (failure instanceof TransientError && downMs > 0);
  if (!waits) return failure;
  const waitedMs = Date.now() - (job.startedAt ?? job.createdAt).getTime();
  if (waitedMs > patienceMs) {
    const hours = Math.round(waitedMs / 3_600_000);
    const message = `After ${hours} hours of waiting: ${failure.message} Retry the job when it works again.`;
    return new PermanentError('provider_unavailable', message, { cause: failure, scene: failure.scene });
  }
  if (failure instanceof RateLimitedError) return failure;
  logger.warn({ provider, code: failure.code, wait_ms: downMs }, 'provider is down; the job waits');
  return new RateLimitedError('provider_down', `${provider} is down; the film waits for it: ${failure.message}`, {
    cause: failure,
    scene: failure.scene,
    retryAfterMs: Math.round(downMs * (1 + Math.random() * 0.2)),
  });
}
