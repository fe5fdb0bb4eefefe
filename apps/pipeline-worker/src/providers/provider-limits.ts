import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderRefusal } from '@bom/domain';
import type { producerRedis } from '@bom/jobs';
import { throttleLog } from '@bom/runtime';
import type { Logger } from '@bom/runtime';
import { endScript, enterScript, pauseScript, renewScript } from './limit-scripts.ts';
import { createLocalGate } from './local-gate.ts';

export interface ProviderLimit {
  /** Calls that may run at once, over all workers. */
  atOnce: number;
  perMinute: number;
}

export interface LimitSettings {
  providers: Record<string, ProviderLimit>;
  /** How long a provider that is down is left alone before one call tries again. */
  cooldownMs: number;
  /** How long a call waits in this process for its turn before its job is put back. */
  patienceMs?: number;
  /** A process that dies keeps its turns for so long. */
  leaseMs?: number;
}

/** `up`: it answered, if only with a refusal; `down`: it did not, or with an error of its own; `unknown`: we stopped it. */
export type Outcome = 'up' | 'down' | 'unknown';

/** Zeros where the provider is not known to be down. */
export interface Outage {
  /** Milliseconds for which it is left alone from now on. */
  waitMs: number;
  /** Milliseconds since it was found to be down. */
  lastedMs: number;
}

export interface Pass {
  provider: string;
  /** Gives the turn back, and tells what is known of the provider now. */
  end(outcome: Outcome): Promise<Outage>;
}

/** What all workers together may ask of a provider, and what they know of its health. */
export interface ProviderLimits {
  /**
   * Waits for a turn.
   *
   * @throws ProviderRefusal with the time after which to come back
   */
  enter(provider: string, signal: AbortSignal): Promise<Pass>;
  /** How a call ended that needed no turn. */
  report(provider: string, outcome: Outcome): Promise<Outage>;
  /** The provider asked to be left alone for a while. */
  pause(provider: string, ms: number): Promise<void>;
}

/** Failures in a row that count as an outage, unless they are further apart than the window. */
const failuresOfOutage = 3;
const failureWindowMs = 5 * 60_000;
const pollMs = 200;
const shortWaitMs = 3_000;

interface Shared {
  settings: Required<LimitSettings>;
  /** Undefined where Redis is away. */
  run(script: string, provider: string, args: (string | number)[]): Promise<unknown>;
}

/** The state is shared through Redis; while that is away each process keeps the limits by itself and knows no outages. */
export function createProviderLimits({
  redis,
  settings: given,
  logger,
}: {
  redis: ReturnType<typeof producerRedis>;
  settings: LimitSettings;
  logger: Logger;
}): ProviderLimits {
  const settings = { patienceMs: 30_000, leaseMs: 30_000, ...given };
  const local = createLocalGate();
  const report = throttleLog(logger, { perSecond: 1 });
  const shared: Shared = {
    settings,
    async run(script, provider, args) {
      try {
        return await redis.eval(script, 2, `limits:{${provider}}:in`, `limits:{${provider}}`, ...args);
      } catch (error) {
        report(error, "The providers' limits are kept by this process alone while Redis is away.");
        return undefined;
      }
    },
  };
  const end = async (provider: string, token: string, outcome: Outcome): Promise<Outage> => {
    const answer = await shared.run(endScript, provider, [token, outcome, ...breakerOf(settings)]);
    const [waitMs, lastedMs] = (answer ?? [0, 0]) as [number, number];
    return { waitMs, lastedMs };
  };

  const enterOnce = async (provider: string): Promise<Pass | Refusal> => {
    const { atOnce, perMinute } = limitOf(settings, provider);
    const token = randomUUID();
    const answer = await shared.run(enterScript, provider, [token, atOnce, perMinute, settings.leaseMs]);
    if (answer !== undefined) {
      const [state, waitMs, lastedMs = 0] = answer as [Refusal['state'] | 'entered', number, number?];
      return state === 'entered' ? sharedPass(shared, { provider, token, end }) : { state, waitMs, lastedMs };
    }
    if (!local.enter(provider, atOnce)) return { state: 'busy', waitMs: 0, lastedMs: 0 };
    return {
      provider,
      end: (outcome) => {
        local.end(provider);
        return end(provider, token, outcome);
      },
    };
  };

  return {
    async enter(provider, signal) {
      const deadline = Date.now() + settings.patienceMs;
      for (;;) {
        signal.throwIfAborted();
        const answer = await enterOnce(provider);
        if ('end' in answer) return answer;
        if (isTooLong(answer, deadline)) throw refusalOf(provider, answer);
        await sleep(Math.max(answer.waitMs, pollMs * (0.5 + Math.random())), undefined, { signal });
      }
    },
    report: (provider, outcome) => end(provider, '', outcome),
    async pause(provider, ms) {
      local.pause(provider, ms);
      await shared.run(pauseScript, provider, ['', ms]);
    },
  };
}

interface Refusal extends Outage {
  state: ProviderRefusal['state'];
}

function limitOf({ providers }: LimitSettings, provider: string): ProviderLimit {
  return providers[provider] ?? { atOnce: 4, perMinute: 60 };
}

function breakerOf({ cooldownMs }: LimitSettings): number[] {
  return [failuresOfOutage, failureWindowMs, cooldownMs];
}

function sharedPass(
  { settings, run }: Shared,
  {
    provider,
    token,
    end,
  }: {
    provider: string;
    token: string;
    end(provider: string, token: string, outcome: Outcome): Promise<Outage>;
  },
): Pass {
  const renew = () => void run(renewScript, provider, [token, settings.leaseMs]);
  const renewing = setInterval(renew, settings.leaseMs / 3).unref();
  return {
    provider,
    end(outcome) {
      clearInterval(renewing);
      return end(provider, token, outcome);
    },
  };
}

/** A short wait is waited for here; for a longer one the job goes back and others have their turn. */
function isTooLong({ state, waitMs }: Refusal, deadline: number): boolean {
  return Date.now() + waitMs > deadline || (state !== 'busy' && waitMs > shortWaitMs);
}

const reasons: Record<Refusal['state'], string> = {
  busy: 'is asked by as many calls as its limits allow',
  paused: 'asked to slow down',
  down: 'is down',
};

/** With some jitter, so that all who wait don't come back in the same moment. */
function refusalOf(provider: string, { state, waitMs, lastedMs }: Refusal): ProviderRefusal {
  const retryAfterMs = Math.round(Math.max(waitMs, 1_000) * (1 + Math.random() * 0.2));
  const message = `${provider} ${reasons[state]}; the film waits for it.`;
  return new ProviderRefusal(message, { state, lastedMs, retryAfterMs, details: { provider } });
}
