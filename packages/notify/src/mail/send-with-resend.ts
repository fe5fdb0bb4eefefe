import { CancelledError, PermanentError, RateLimitedError, TransientError } from '@bom/domain';
import type { StudioError } from '@bom/domain';
import { Resend } from 'resend';
import { cleanLine } from '../content/clean-text.ts';
import { outboxName } from '../outbox.ts';
import { retryAfterMs, waitFor } from '../retry-after.ts';
import type { OutgoingMail } from './mailer.ts';

export interface ResendSettings {
  apiKey: string;
  baseUrl?: string;
  from: string;
  timeoutMs: number;
}

interface Refusal {
  status: number | null;
  name: string;
  message: string;
  headers: Record<string, string>;
}

/** One call of POST /emails. The SDK neither throws nor retries; both are done by whoever calls this. */
export async function sendWithResend(
  { apiKey, baseUrl, from, timeoutMs }: ResendSettings,
  { to, mail, idempotencyKey, signal }: OutgoingMail,
): Promise<{ providerId: string | null }> {
  // The address is given so that the SDK does not look for one in the environment.
  const resend = new Resend(apiKey, { baseUrl: baseUrl ?? 'https://api.resend.com' });
  const timeout = AbortSignal.timeout(timeoutMs);
  const { data, error, headers } = await resend.emails.send(
    { from, to: [to], ...mail },
    { idempotencyKey: resendKey(idempotencyKey), signal: AbortSignal.any([signal, timeout]) },
  );
  if (typeof data?.id === 'string') return { providerId: data.id };
  if (signal.aborted) throw new CancelledError(undefined, { cause: signal.reason });
  if (timeout.aborted) {
    throw new TransientError('mail_timeout', `Resend did not answer within ${timeoutMs / 1000} seconds.`);
  }
  throw toMailError(readRefusal(error, headers));
}

/** 1 to 256 printable characters, as Resend and HTTP headers want them; other keys are sent as their hash. */
function resendKey(key: string): string {
  return /^[\x21-\x7e]{1,256}$/u.test(key) ? key : outboxName(key);
}

/** The SDK passes on whatever JSON the server sent as the error. */
function readRefusal(error: unknown, headers: Record<string, string> | null): Refusal {
  const { statusCode, name, message } = (error ?? {}) as { statusCode?: unknown; name?: unknown; message?: unknown };
  return {
    status: typeof statusCode === 'number' ? statusCode : null,
    name: typeof name === 'string' ? cleanLine(name, 60) : '',
    message: typeof message === 'string' ? cleanLine(message, 300) : '',
    headers: headers ?? {},
  };
}

const quotaWaitMs = 3_600_000;
const keyErrors = new Set(['missing_api_key', 'invalid_api_key', 'restricted_api_key']);

/** Names and statuses: https://resend.com/docs/api-reference/errors. */
function toMailError({ status, name, message, headers }: Refusal): StudioError {
  const said = `${name || 'no name'}${message ? `: ${message}` : ''}`;
  const details = { provider: 'resend', status, name };
  const asked = retryAfterMs(headers['retry-after']) ?? retryAfterMs(headers['ratelimit-reset']);
  if (name === 'daily_quota_exceeded' || name === 'monthly_quota_exceeded') {
    const options = { details, retryAfterMs: asked ?? quotaWaitMs };
    return new RateLimitedError('mail_rate_limited', `Resend's sending quota is used up (${name}).`, options);
  }
  if (name === 'rate_limit_exceeded' || status === 429) {
    const options = { details, retryAfterMs: asked ?? 1000 };
    return new RateLimitedError('mail_rate_limited', 'Resend asks to send more slowly.', options);
  }
  if (name === 'invalid_idempotent_request') {
    const words = 'Resend already took another mail with this key within the last day; this one was not sent.';
    return new PermanentError('mail_key_reused', words, { details });
  }
  if (keyErrors.has(name) || status === 401) {
    const words = `Resend refuses the API key (${name || status}); correct RESEND_API_KEY.`;
    return new PermanentError('mail_key_rejected', words, { details });
  }
  const passes = status === null || status >= 500 || status === 408 || status === 425;
  if (passes || name === 'concurrent_idempotent_requests') {
    return new TransientError('mail_unavailable', `Resend did not take the mail (${status ?? 'no answer'}, ${said}).`, {
      details,
      ...waitFor(retryAfterMs(headers['retry-after'])),
    });
  }
  return new PermanentError('mail_refused', `Resend refuses the mail (${status}, ${said}).`, { details });
}
