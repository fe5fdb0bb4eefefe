import type { CallContext, UsageRecord } from '@bom/domain';
import { canonicalHash } from '@bom/domain';
import { faultPoint, inSpan, openSpan } from '@bom/runtime';

/** Where results of steps are kept; `@bom/db` has it, fenced by the run's claim. */
export interface StepMemory {
  recall(name: string, inputHash: string): Promise<{ done: boolean; result: unknown; pending: unknown } | null>;
  savePending(name: string, inputHash: string, pending: unknown): Promise<void>;
  finish(
    name: string,
    inputHash: string,
    outcome: { result: unknown; usage: UsageRecord[]; durationMs: number },
  ): Promise<void>;
  recordUsage(usage: UsageRecord[]): Promise<void>;
}

export interface Step<Result> {
  /** One name for one kind of work, such as `voice`. */
  name: string;
  /** All that shapes the result, as JSON. The same input is never paid for twice. */
  input: unknown;
  parse(stored: unknown): Result;
  /** False where the files that a stored result names are gone, by whatever hand: the step is then done again. */
  isThere?(result: Result): Promise<boolean>;
  run(call: CallContext): Promise<Result>;
}

export interface StepContext {
  memory: StepMemory;
  signal: AbortSignal;
  authorizeSpend(estimateMicrocents: number): Promise<void>;
}

/**
 * Runs a step once: a stored result is returned as it is, where what it names is there; otherwise the step runs and its result is stored together
 * with what it cost. Calls that were billed before a failure are recorded too.
 */
export async function runStep<Result>(
  { memory, signal, authorizeSpend }: StepContext,
  step: Step<Result>,
): Promise<Result> {
  const inputHash = canonicalHash(step.input);
  const stored = await memory.recall(step.name, inputHash);
  const known = await readKnown(step, stored);
  if (known) return known.result;
  signal.throwIfAborted();
  const usage: UsageRecord[] = [];
  const startedAt = Date.now();
  const call: CallContext = {
    signal,
    recordUsage(record) {
      usage.push(record);
      traceCall(record);
    },
    pending: stored?.pending ?? undefined,
    savePending: (value) => memory.savePending(step.name, inputHash, value),
    authorizeSpend,
  };
  try {
    const result = await inSpan({ name: `step ${step.name}` }, () => step.run(call));
    faultPoint('afterProviderBeforeSave');
    await memory.finish(step.name, inputHash, { result, usage, durationMs: Date.now() - startedAt });
    return result;
  } catch (error) {
    await memory.recordUsage(usage).catch(() => {});
    throw error;
  }
}

/** A paid call as it was billed: who, which model and how long, never what was said. */
function traceCall({ provider, model, operation, ok, durationMs }: UsageRecord): void {
  const attributes = {
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    'gen_ai.operation.name': operation,
  };
  const startedAt = Date.now() - durationMs;
  const span = openSpan({ name: `${provider} ${operation}`, kind: 'client', attributes, startedAt });
  span?.end(ok ? {} : { error: new Error('failed') });
}

type KnownStep<Result> = Omit<Step<Result>, 'run'>;

/** A step's stored result, where what it names is there; null where the step is still to be done. */
export async function recallStep<Result>(
  memory: Pick<StepMemory, 'recall'>,
  step: KnownStep<Result>,
): Promise<Result | null> {
  const stored = await memory.recall(step.name, canonicalHash(step.input));
  return (await readKnown(step, stored))?.result ?? null;
}

async function readKnown<Result>(
  step: KnownStep<Result>,
  stored: Awaited<ReturnType<StepMemory['recall']>>,
): Promise<{ result: Result } | null> {
  if (!stored?.done) return null;
  const result = step.parse(stored.result);
  return !step.isThere || (await step.isThere(result)) ? { result } : null;
}
