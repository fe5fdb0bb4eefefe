import { CancelledError, PermanentError, RateLimitedError, TransientError } from '@bom/domain';
import type { StudioError } from '@bom/domain';
import { createTransport } from 'nodemailer';
import type { NodemailerError, SMTPTransportOptions } from 'nodemailer';
import { cleanLine } from '../content/clean-text.ts';
import { outboxName } from '../outbox.ts';
import type { OutgoingMail } from './outgoing-mail.ts';

export interface SmtpSettings {
  /** `smtp[s]://[user:password@]host[:port]` */
  url: string;
  from: string;
  timeoutMs: number;
}

/**
 * One mail over one connection. Its Message-ID is made from the key: where an answer is lost and the mail sent again, the
 * recipient's program can see that both are the same.
 */
export async function sendWithSmtp(
  { url, from, timeoutMs }: SmtpSettings,
  { to, mail, idempotencyKey, signal }: OutgoingMail,
): Promise<{ providerId: string }> {
  const timeout = AbortSignal.timeout(timeoutMs);
  // Half of it is unique enough, and stays on one line.
  const messageId = `<${outboxName(idempotencyKey).slice(0, 32)}@${domainOf(from)}>`;
  try {
    await createTransport(connectionOf(url)).sendMail({
      from,
      to,
      ...mail,
      messageId,
      // RFC 3834: no holiday answers to what no person wrote.
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
      signal: AbortSignal.any([signal, timeout]),
    });
    return { providerId: messageId };
  } catch (error) {
    if (signal.aborted) throw new CancelledError(undefined, { cause: signal.reason });
    if (timeout.aborted) {
      throw new TransientError('mail_timeout', `The mail server did not take it within ${timeoutMs / 1000} seconds.`);
    }
    throw toMailError(error as NodemailerError);
  }
}

/**
 * A password goes over TLS with a certificate that is checked, or not at all. Without one, TLS is used where the server
 * offers it, whoever signed its certificate (RFC 7435): that is no worse than the plain text it replaces.
 */
function connectionOf(address: string): SMTPTransportOptions {
  const url = new URL(address);
  const secure = url.protocol === 'smtps:';
  const login = url.username !== '';
  return {
    // Without the brackets of an IPv6 address.
    host: url.hostname.replace(/^\[|\]$/gu, ''),
    port: Number(url.port) || (secure ? 465 : login ? 587 : 25),
    secure,
    requireTLS: login,
    tls: { rejectUnauthorized: login },
    ...(login
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }, forceAuth: true }
      : {}),
  };
}

function domainOf(from: string): string {
  return /@([\w.-]+)>?\s*$/u.exec(from)?.[1] ?? 'bom-studio.invalid';
}

/** What "later" means to a server that names no time; senders wait for minutes (RFC 5321 section 4.5.4.1). */
const askedWaitMs = 60_000;

/** By the reply's first digit (RFC 5321 section 4.2.1): 4 passes, 5 does not. No reply at all: the connection's fault. */
function toMailError({ code = '', responseCode, response }: NodemailerError): StudioError {
  const said = cleanLine(response ?? '', 300);
  const details = { provider: 'smtp', status: responseCode ?? null, name: code };
  if (responseCode === undefined || responseCode < 400 || code === 'ETLS') {
    const words = `The mail server can't be reached or breaks off (${reasons[code] ?? (code || 'no answer')}); see SMTP_URL.`;
    return new TransientError('mail_unavailable', words, { details });
  }
  if (responseCode < 500) {
    const words = `The mail server asks to try later (${said}).`;
    return new RateLimitedError('mail_rate_limited', words, { details, retryAfterMs: askedWaitMs });
  }
  if (code === 'EAUTH') {
    const words = `The mail server refuses the login (${said}); correct SMTP_URL.`;
    return new PermanentError('mail_key_rejected', words, { details });
  }
  return new PermanentError('mail_refused', `The mail server refuses the mail (${said}).`, { details });
}

const reasons: Partial<Record<string, string>> = {
  EDNS: 'its name is not found',
  ESOCKET: 'no connection, or a certificate that is not trusted',
  ETLS: 'no encryption, without which no password is sent',
  ENOAUTH: 'it takes no login',
};
