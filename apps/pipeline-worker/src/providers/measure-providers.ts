import type { UsageRecord } from '@bom/domain';
import { microcentsPerCent, ProviderRefusal } from '@bom/domain';
import type { StepMemory } from '@bom/jobs';
import type { Metrics } from '@bom/runtime';
import type { Pass, ProviderLimits } from './provider-limits.ts';

/** Tells how long providers kept their turns, how those ended, and which calls our own limits put back. */
export function measureLimits(metrics: Metrics, limits: ProviderLimits): ProviderLimits {
  return {
    ...limits,
    async enter(provider, signal) {
      try {
        return measurePass(metrics, await limits.enter(provider, signal));
      } catch (error) {
        if (error instanceof ProviderRefusal) metrics.providerRefusals.inc({ provider, reason: error.code });
        throw error;
      }
    },
  };
}

function measurePass(metrics: Metrics, pass: Pass): Pass {
  const { provider } = pass;
  const stop = metrics.providerTurnSeconds.startTimer({ provider });
  return {
    provider,
    end(outcome) {
      stop({ outcome });
      return pass.end(outcome);
    },
  };
}

/** Tells what calls took and cost, once the ledger has them. */
export function measureMemory(metrics: Metrics, memory: StepMemory): StepMemory {
  return {
    ...memory,
    async finish(name, inputHash, outcome) {
      await memory.finish(name, inputHash, outcome);
      countUsage(metrics, outcome.usage);
    },
    async recordUsage(usage) {
      await memory.recordUsage(usage);
      countUsage(metrics, usage);
    },
  };
}

function countUsage(metrics: Metrics, usage: UsageRecord[]): void {
  for (const { provider, operation, ok, durationMs, costMicrocents } of usage) {
    metrics.providerCallSeconds.observe({ provider, operation, result: ok ? 'ok' : 'failed' }, durationMs / 1000);
    metrics.providerCostCents.inc({ provider, operation }, costMicrocents / microcentsPerCent);
  }
}
