import {
  CancelledError,
  PermanentError,
  RateLimitedError,
  StudioError,
  TransientError,
  wasNeverSent,
} from '@bom/domain';

interface FailedAnswer {
  provider: string;
  status: number;
  /** The provider's own words, cut to a line. */
  reason: string;
  retryAfterMs: number | undefined;
  scene: number | null;
}

/** The error that an HTTP status means. The queue, not this package, tries again. */
export function failureOf({ provider, status, reason, retryAfterMs, scene }: FailedAnswer): StudioError {
  const said = reason ? `: ${reason}` : '';
  if (status === 429) {
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return new RateLimitedError('image_rate_limited', `${provider} asks to slow down${said}.`, { scene, ...wait });
  }
  if (status === 408 || status === 409 || status >= 500) {
    return new TransientError('image_provider_unavailable', `${provider} answered ${status}${said}.`, { scene });
  }
  if (status === 401) {
    return new PermanentError('image_key_rejected', `${provider} does not accept the API key: check it${said}.`, {
      scene,
    });
  }
  if (status === 402 || status === 403) {
    return new PermanentError(
      'image_account_blocked',
      `${provider} refuses this account: check its balance and rights${said}.`,
      { scene },
    );
  }
  return new PermanentError('image_request_rejected', `${provider} does not accept the request (${status})${said}.`, {
    scene,
  });
}

/** A failed connection, a timeout or an abort, told apart by the caller's signal. */
export function connectionFailure(
  error: unknown,
  about: { provider: string; signal: AbortSignal; scene: number | null },
): StudioError {
  if (error instanceof StudioError) return error;
  if (about.signal.aborted)
    return new CancelledError('The picture was cancelled.', { cause: error, scene: about.scene });
  const timedOut = nameOf(error) === 'TimeoutError';
  return timedOut
    ? new TransientError('image_timeout', `${about.provider} did not answer in time.`, {
        cause: error,
        scene: about.scene,
      })
    : new TransientError('image_connection_lost', `The connection to ${about.provider} failed.`, {
        cause: error,
        scene: about.scene,
      });
}

const lostCodes = new Set(['image_timeout', 'image_connection_lost', 'image_answer_malformed', 'cancelled']);

/** Whether a paid call was sent and its answer never understood: it may be billed all the same, unlike an answered error. */
export function isLost(failure: unknown): boolean {
  return failure instanceof StudioError && lostCodes.has(failure.code) && !wasNeverSent(failure);
}

/** Seconds or a date, as RFC 9110 has it; never more than an hour. */
export function retryAfterOf(
  headers: { get(name: string): string | null } | undefined,
  nowMs = Date.now(),
): number | undefined {
  const exact = headers?.get('retry-after-ms');
  if (exact && Number.isFinite(Number(exact))) return capWait(Number(exact));
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const waitMs = Number.isFinite(Number(value)) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(waitMs) ? undefined : capWait(waitMs);
}

/** One line of a provider's words, safe for a message. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 300);
}

function capWait(waitMs: number): number {
  return Math.min(3_600_000, Math.max(0, Math.round(waitMs)));
}

/** By name, since errors of another realm (a worker, a test's sandbox) are no instances of ours. */
export function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
