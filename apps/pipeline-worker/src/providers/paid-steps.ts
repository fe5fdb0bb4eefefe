import {
  BudgetExceededError,
  canonicalHash,
  PermanentError,
  ProviderRefusal,
  RateLimitedError,
  toStudioError,
  TransientError,
} from '@bom/domain';
import type { CallContext, StudioError } from '@bom/domain';
import { runStep } from '@bom/jobs';
import type { Step, StepMemory } from '@bom/jobs';
import type { Logger } from '@bom/runtime';
import type { Outage, Outcome, Pass, ProviderLimits } from './provider-limits.ts';
import type { SpendLedger } from './spend-ledger.ts';

export interface PaidStepsInput {
  memory: StepMemory;
  signal: AbortSignal;
  ledger: SpendLedger;
  limits: ProviderLimits;
  /** Taken by a call until its answer or its request id is stored: a crash loses no more calls than that. */
  takeSlot(): Promise<() => void>;
  /** How long a provider may be down, or ask to wait, before the films that need it fail after all. */
  patienceMs: number;
  /** When the job was begun: no film waits longer than the patience for providers that only ask to wait. */
  startedAt: Date;
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
    return (await ended?.end(outcome)) ?? noOutage;
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
      if (provider && failure instanceof RateLimitedError && failure.service) {
        await limits.pause(provider, failure.retryAfterMs ?? pauseMs);
      }
      const outage =
        pass || !provider || isOurs(failure) ? await endPass(outcome) : await limits.report(provider, outcome);
      // What waits at the provider is billed there, and recorded by the try that fetches it.
      const waiting = pending === undefined ? 0 : 1;
      await ledger.release(booked.slice(0, booked.length - waiting)).catch((error: unknown) => {
        input.logger.warn({ err: error, mark }, 'bookings not released; they count as lost calls');
      });
      return judge(input, { failure, provider, outage: outcome === 'down' ? outage : noOutage });
    },
  };
}

const pauseMs = 1_000;
const noOutage: Outage = { waitMs: 0, lastedMs: 0 };

function outcomeOf(failure: StudioError): Outcome {
  if (failure.outage) return 'down';
  if (isOurs(failure)) return 'unknown';
  return failure instanceof PermanentError || failure instanceof RateLimitedError ? 'up' : 'unknown';
}

/** Our own limits and budgets stopped the call before it was made: the provider has not spoken. */
function isOurs(failure: StudioError): boolean {
  return failure instanceof ProviderRefusal || failure instanceof BudgetExceededError;
}

function providerOf(pending: unknown): string | undefined {
  const { provider } = (pending ?? {}) as { provider?: unknown };
  return typeof provider === 'string' ? provider : undefined;
}

/** An outage burns no tries; but no film waits for ever. */
function judge(
  { patienceMs, startedAt, logger }: PaidStepsInput,
  { failure, provider, outage }: { failure: StudioError; provider: string | undefined; outage: Outage },
): StudioError {
  const isRefused = failure instanceof ProviderRefusal && failure.state === 'down';
  const waitedMs = Date.now() - startedAt.getTime();
  if (isAskedToWait(failure) && waitedMs > patienceMs) return givenUp('Asked to wait', { failure, lastedMs: waitedMs });
  if (!isRefused && !(failure instanceof TransientError && outage.waitMs > 0)) return failure;
  const lastedMs = isRefused ? failure.lastedMs : outage.lastedMs;
  const { scene } = failure;
  if (lastedMs > patienceMs) return givenUp('Down', { failure, lastedMs });
  if (isRefused) return failure;
  logger.warn({ provider, code: failure.code, wait_ms: outage.waitMs }, 'provider is down; the job waits');
  return new ProviderRefusal(`${provider} is down; the film waits for it: ${failure.message}`, {
    state: 'down',
    lastedMs,
    cause: failure,
    scene,
    retryAfterMs: Math.round(outage.waitMs * (1 + Math.random() * 0.2)),
  });
}

/** By the provider itself, or by our own limits on its behalf. */
function isAskedToWait(failure: StudioError): boolean {
  if (failure instanceof ProviderRefusal) return failure.state === 'paused';
  return failure instanceof RateLimitedError && failure.service !== undefined;
}

function givenUp(what: string, { failure, lastedMs }: { failure: StudioError; lastedMs: number }): PermanentError {
  const hours = Math.round(lastedMs / 3_600_000);
  const message = `${what} for ${hours} hours: ${failure.message} Retry the job when the provider works again.`;
  return new PermanentError('provider_unavailable', message, { cause: failure, scene: failure.scene });
}
