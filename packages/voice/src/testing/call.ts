import type { CallContext, UsageRecord } from '@bom/domain';

export interface TestCall extends CallContext {
  usage: UsageRecord[];
  estimates: number[];
  controller: AbortController;
}

/** A call that notes what is spent, and can be cancelled. */
export function makeCall(options: { refuseSpend?: Error } = {}): TestCall {
  const controller = new AbortController();
  const usage: UsageRecord[] = [];
  const estimates: number[] = [];
  return {
    usage,
    estimates,
    controller,
    signal: controller.signal,
    pending: undefined,
    savePending: () => Promise.resolve(),
    recordUsage: (record) => void usage.push(record),
    authorizeSpend(estimate) {
      estimates.push(estimate);
      return options.refuseSpend ? Promise.reject(options.refuseSpend) : Promise.resolve();
    },
  };
}
