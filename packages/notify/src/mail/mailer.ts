import { cleanLine } from '../content/clean-text.ts';
import { outboxName, writeOnce } from '../outbox.ts';
import { assertRecipient } from './assert-recipient.ts';
import type { OutgoingMail } from './outgoing-mail.ts';
import { sendWithResend } from './send-with-resend.ts';
import { sendWithSmtp } from './send-with-smtp.ts';

export interface Mailer {
  provider: 'resend' | 'smtp' | 'outbox';
  /**
   * Throws PermanentError `mail_address_invalid`, `mail_refused`, `mail_key_rejected`, `mail_key_reused`; RateLimitedError
   * `mail_rate_limited`; TransientError `mail_unavailable`, `mail_timeout`, `outbox_unwritable`; CancelledError.
   */
  send(outgoing: OutgoingMail): Promise<{ providerId: string | null }>;
}

export interface MailerConfig {
  resend?: { apiKey: string; baseUrl?: string };
  /** `smtp[s]://[user:password@]host[:port]`; only where `resend` is not set. */
  smtpUrl?: string;
  outboxDir: string;
  /** `Name <address>` */
  from: string;
  /** For the whole of one sending; default 15 seconds at Resend, 25 over SMTP, whose servers may let strangers wait. */
  timeoutMs?: number;
}

/** Resend or a mail server where one is set; otherwise every mail becomes a file in `outboxDir`, whose name is the providerId. */
export function createMailer(config: MailerConfig): Mailer {
  const { provider, deliver } = chooseTransport({ ...config, from: cleanLine(config.from) });
  return {
    provider,
    send: async (outgoing) => {
      assertRecipient(outgoing.to);
      const mail = { ...outgoing.mail, subject: cleanLine(outgoing.mail.subject) };
      return deliver({ ...outgoing, mail });
    },
  };
}

function chooseTransport(config: MailerConfig): { provider: Mailer['provider']; deliver: Mailer['send'] } {
  const { resend, smtpUrl, from, timeoutMs } = config;
  if (resend) {
    const settings = { ...resend, from, timeoutMs: timeoutMs ?? 15_000 };
    return { provider: 'resend', deliver: (outgoing) => sendWithResend(settings, outgoing) };
  }
  if (smtpUrl !== undefined) {
    const settings = { url: smtpUrl, from, timeoutMs: timeoutMs ?? 25_000 };
    return { provider: 'smtp', deliver: (outgoing) => sendWithSmtp(settings, outgoing) };
  }
  return { provider: 'outbox', deliver: (outgoing) => writeMail(config, outgoing) };
}

async function writeMail({ outboxDir, from }: MailerConfig, { to, mail, idempotencyKey, signal }: OutgoingMail) {
  const { subject, html, text } = mail;
  await writeOnce({ outboxDir, idempotencyKey, signal, content: { to, from, subject, html, text } });
  return { providerId: outboxName(idempotencyKey) };
}
