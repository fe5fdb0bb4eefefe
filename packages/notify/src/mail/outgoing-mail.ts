import type { Mail } from './render-mail.ts';

export interface OutgoingMail {
  /** One bare address. */
  to: string;
  mail: Mail;
  /** One key, one mail: at Resend for 24 hours, in the outbox for ever; over SMTP one Message-ID. */
  idempotencyKey: string;
  signal: AbortSignal;
}
