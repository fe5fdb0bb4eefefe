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
    writeScript: (input, call) =>
      answer(call, () => {
        const { script, warnings } = writeOfflineScript(input);
        return { value: script, provider: 'offline', model, warnings };
      }),
    describeShots: (input, call) =>
      answer(call, () => ({ value: describeOfflineShots(input), provider: 'offline', model, warnings: [] })),
    reviseScript: (input, call) =>
      answer(call, () => ({ value: reviseByRule(input), provider: 'offline', model, warnings: [] })),
  };
}

/** Async, so that what is thrown becomes a rejection as with a remote model. */
async function answer<T>(call: CallContext, make: () => LlmResult<T>): Promise<LlmResult<T>> {
  if (call.signal.aborted) throw new CancelledError();
  return Promise.resolve(make());
}
