import { RateLimitedError, toStudioError } from '@bom/domain';
import type { Metrics } from '@bom/runtime';
import type { SendNotice } from './send-notices.ts';

/** Times each try to send a notice, by what came of it; those that a shutdown stopped are left out. */
export function measureSend(metrics: Metrics, channel: 'email' | 'slack' | 'webhook', send: SendNotice): SendNotice {
  return async (notice, signal) => {
    const stop = metrics.noticeTrySeconds.startTimer({ channel });
    try {
      const sent = await send(notice, signal);
      stop({ outcome: 'sent' });
      return sent;
    } catch (error) {
      if (!signal.aborted) stop({ outcome: outcomeOf(error) });
      throw error;
    }
  };
}

function outcomeOf(error: unknown): string {
  if (error instanceof RateLimitedError) return 'slow_down';
  return toStudioError(error).retriable ? 'later' : 'refused';
}
