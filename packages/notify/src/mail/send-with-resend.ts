import { answeredFailure, callService, type Refusal, type Service } from '@bom/provider';
import { Resend } from 'resend';
import { cleanLine } from '../content/clean-text.ts';
import { outboxName } from '../outbox.ts';
import type { OutgoingMail } from './outgoing-mail.ts';

export interface ResendSettings {
  apiKey: string;
  baseUrl?: string;
  from: string;
  timeoutMs: number;
}

const keyRejected = { code: 'mail_key_rejected', message: 'Resend refuses the API key; correct RESEND_API_KEY' };

/** Names and statuses: https://resend.com/docs/api-reference/errors. */
const service: Service = {
  id: 'resend',
  name: 'Resend',
  cancelled: 'The mail was cancelled.',
  codes: {
    timeout: 'mail_timeout',
    connectionLost: 'mail_unavailable',
    malformed: 'mail_unavailable',
    rateLimited: 'mail_rate_limited',
    unavailable: 'mail_unavailable',
  },
  rateLimitWaitMs: 1000,
  refusals: new Map<string | number, Refusal>([
    [
      'invalid_idempotent_request',
      {
        code: 'mail_key_reused',
        message: 'Resend already took another mail with this key within the last day; this one was not sent',
      },
    ],
    ['missing_api_key', keyRejected],
    ['invalid_api_key', keyRejected],
    ['restricted_api_key', keyRejected],
    [401, keyRejected],
  ]),
  rejected: { code: 'mail_refused', message: 'Resend refuses the mail' },
};
const quotaNames = new Set(['daily_quota_exceeded', 'monthly_quota_exceeded']);
const quotaWaitSeconds = '3600';

/** One call of POST /emails. The SDK neither throws nor retries; the one is done here, the other by whoever calls this. */
export function sendWithResend(
  { apiKey, baseUrl, from, timeoutMs }: ResendSettings,
  { to, mail, idempotencyKey, signal }: OutgoingMail,
): Promise<{ providerId: string | null }> {
  // The address is given so that the SDK does not look for one in the environment.
  const resend = new Resend(apiKey, { baseUrl: baseUrl ?? 'https://api.resend.com' });
  return callService({ service, signal, timeoutMs }, async (stop) => {
    const { data, error, headers } = await resend.emails.send(
      { from, to: [to], ...mail },
      { idempotencyKey: resendKey(idempotencyKey), signal: stop },
    );
    if (typeof data?.id === 'string') return { providerId: data.id };
    throw readFailure(error, headers);
  });
}

/** 1 to 256 printable characters, as Resend and HTTP headers want them; other keys are sent as their hash. */
function resendKey(key: string): string {
  return /^[\x21-\x7e]{1,256}$/u.test(key) ? key : outboxName(key);
}

/** The SDK passes on whatever JSON the server sent as the error, and its own words where there was no answer. */
function readFailure(error: unknown, headers: Record<string, string> | null): Error {
  const { statusCode, name, message } = (error ?? {}) as { statusCode?: unknown; name?: unknown; message?: unknown };
  const said = [name, message].map((words) => (typeof words === 'string' ? cleanLine(words, 300) : '')).filter(Boolean);
  const reason = said.join(': ');
  if (typeof statusCode !== 'number' || statusCode < 400) return new Error(reason);
  const code = typeof name === 'string' ? cleanLine(name, 60) : '';
  // Each answer tells when the rate's window ends; that says nothing of a quota that is used up, or of an outage.
  const otherwise = quotaNames.has(code) ? quotaWaitSeconds : statusCode === 429 ? headers?.['ratelimit-reset'] : null;
  const retryAfter = headers?.['retry-after'] ?? otherwise ?? null;
  const answer = { get: (header: string) => (header === 'retry-after' ? retryAfter : null) };
  return answeredFailure(service, { status: statusCode, headers: answer, code, reason });
}
