import { cleanLine } from '../content/clean-text.ts';
import { outboxName, writeOnce } from '../outbox.ts';
import { assertRecipient } from './assert-recipient.ts';
import type { Mail } from './render-mail.ts';
import { sendWithResend } from './send-with-resend.ts';

export interface OutgoingMail {
  /** One bare address. */
  to: string;
  mail: Mail;
  /** One key, one mail: at Resend for 24 hours, in the outbox for ever. */
  idempotencyKey: string;
  signal: AbortSignal;
}

export interface Mailer {
  provider: 'resend' | 'outbox';
  /**
   * Throws PermanentError `mail_address_invalid`, `mail_refused`, `mail_key_rejected`, `mail_key_reused`; RateLimitedError
   * `mail_rate_limited`; TransientError `mail_unavailable`, `mail_timeout`, `outbox_unwritable`; CancelledError.
   */
  send(outgoing: OutgoingMail): Promise<{ providerId: string | null }>;
}

export interface MailerConfig {
  resend?: { apiKey: string; baseUrl?: string; from: string };
  outboxDir: string;
  /** `Name <address>` */
  from: string;
  /** For the whole call to Resend; default 15 seconds. */
  timeoutMs?: number;
}

/** Resend where a key is set; otherwise every mail becomes a file in `outboxDir`, whose name is the providerId. */
export function createMailer(config: MailerConfig): Mailer {
  const { resend, timeoutMs = 15_000 } = config;
  const deliver = resend
    ? (outgoing: OutgoingMail) => sendWithResend({ ...resend, from: cleanLine(resend.from), timeoutMs }, outgoing)
    : (outgoing: OutgoingMail) => writeMail({ ...config, from: cleanLine(config.from) }, outgoing);
  return {
    provider: resend ? 'resend' : 'outbox',
    send: async (outgoing) => {
      assertRecipient(outgoing.to);
      const mail = { ...outgoing.mail, subject: cleanLine(outgoing.mail.subject) };
      return deliver({ ...outgoing, mail });
    },
  };
}

async function writeMail({ outboxDir, from }: MailerConfig, { to, mail, idempotencyKey, signal }: OutgoingMail) {
  const { subject, html, text } = mail;
  await writeOnce({ outboxDir, idempotencyKey, signal, content: { to, from, subject, html, text } });
  return { providerId: outboxName(idempotencyKey) };
}
