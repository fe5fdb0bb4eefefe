import {
  CancelledError,
  PermanentError,
  RateLimitedError,
  StudioError,
  TransientError,
  wasNeverSent,
} from '@bom/domain';

export interface FailedAnswer {
  provider: string;
  status: number;
  /** The provider's own code, such as `quota_exceeded`; empty where it has none. */
  code: string;
  /** The provider's own words. */
  reason: string;
  headers: { get(name: string): string | null } | undefined;
  scene: number | null;
}

const accountCodes = new Set([
  'quota_exceeded',
  'insufficient_quota',
  'billing_hard_limit_reached',
  'payment_required',
]);
const voiceCodes = new Set(['voice_not_found', 'invalid_voice_id', 'voice_does_not_exist']);

/** The error that an answer means, by its status and the provider's code. The queue, not this package, tries again. */
export function failureOf({ provider, status, code, reason, headers, scene }: FailedAnswer): StudioError {
  const words = oneLine(reason);
  const said = words ? `: ${words}` : '';
  const details = { status, ...(code ? { code } : {}) };
  if (accountCodes.has(code) || status === 402) {
    return new PermanentError('voice_account_blocked', `${provider}'s balance is used up: top it up${said}.`, {
      scene,
      details,
    });
  }
  if (status === 429) {
    const retryAfterMs = retryAfterOf(headers);
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return new RateLimitedError('voice_rate_limited', `${provider} asks to slow down${said}.`, {
      scene,
      details,
      ...wait,
    });
  }
  if (voiceCodes.has(code)) {
    return new PermanentError(
      'voice_not_found',
      `${provider} has no such voice: choose another in the brand kit${said}.`,
      {
        scene,
        details,
      },
    );
  }
  if (status === 408 || status === 409 || status >= 500) {
    return new TransientError('voice_provider_unavailable', `${provider} answered ${status}${said}.`, {
      scene,
      details,
    });
  }
  if (status === 401 || status === 403) {
    return new PermanentError('voice_key_rejected', `${provider} does not accept the API key: check it${said}.`, {
      scene,
      details,
    });
  }
  return new PermanentError('voice_request_rejected', `${provider} does not accept the request (${status})${said}.`, {
    scene,
    details,
  });
}

/** A failed connection, our time limit or the caller's abort, told apart by their signals. */
export function connectionFailure(
  error: unknown,
  about: { provider: string; cancelled: AbortSignal; timedOut: AbortSignal; scene: number | null },
): StudioError {
  const { provider, scene } = about;
  if (error instanceof StudioError) return error;
  if (about.cancelled.aborted) return new CancelledError('The narration was cancelled.', { cause: error, scene });
  if (about.timedOut.aborted) {
    return new TransientError('voice_timeout', `${provider} did not answer in time.`, { cause: error, scene });
  }
  return new TransientError('voice_connection_lost', `The connection to ${provider} failed.`, { cause: error, scene });
}

const lostCodes = new Set(['voice_timeout', 'voice_connection_lost', 'voice_bad_audio', 'cancelled']);

/** Whether a paid call was sent and its answer never heard to the end: it may be billed all the same, unlike an answered error. */
export function isLost(failure: unknown): boolean {
  return failure instanceof StudioError && lostCodes.has(failure.code) && !wasNeverSent(failure);
}

/** Milliseconds; seconds or a date in the header, as RFC 9110 has it; never more than an hour. */
function retryAfterOf(headers: FailedAnswer['headers']): number | undefined {
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const waitMs = Number.isFinite(Number(value)) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.min(3_600_000, Math.max(0, Math.round(waitMs)));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 300);
}
