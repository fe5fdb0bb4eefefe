import { CancelledError, type CallContext } from '@bom/domain';
import { reviseByRule } from '../revise-by-rule/revise-by-rule.ts';
import type { Llm, LlmResult } from '../types.ts';
import { describeOfflineShots } from './describe-offline-shots.ts';
import { writeOfflineScript } from './write-offline-script.ts';

const model = 'scriptwriter-1';

/** Writes, describes and revises by rule: no network, no cost, the same answer each time. */
export function createOffline(): Llm {
  return {
    provider: 'offline',
    price: undefined,
    writeScript: (input, call) =>
      answer(call, 'script.write', () => {
        const { script, warnings } = writeOfflineScript(input);
        return { value: script, provider: 'offline', model, warnings };
      }),
    describeShots: (input, call) =>
      answer(call, 'shots.describe', () => ({
        value: describeOfflineShots(input),
        provider: 'offline',
        model,
        warnings: [],
      })),
    reviseScript: (input, call) =>
      answer(call, 'script.revise', () => ({ value: reviseByRule(input), provider: 'offline', model, warnings: [] })),
  };
}

/** Async, so that what is thrown becomes a rejection as with a remote model; written down as its calls are, at no cost. */
async function answer<T>(call: CallContext, operation: string, make: () => LlmResult<T>): Promise<LlmResult<T>> {
  if (call.signal.aborted) throw new CancelledError();
  const startedAt = performance.now();
  const result = await Promise.resolve(make());
  call.recordUsage({
    provider: 'offline',
    model,
    operation,
    requestId: null,
    inputTokens: 0,
    outputTokens: 0,
    units: 0,
    unit: 'token',
    costMicrocents: 0,
    ok: true,
    durationMs: Math.round(performance.now() - startedAt),
  });
  return result;
}
