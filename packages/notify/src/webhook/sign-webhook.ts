import { createHmac } from 'node:crypto';
import { PermanentError } from '@bom/domain';

export interface WebhookToSign {
  /** `whsec_<base64>`; two while one replaces the other, none for an unsigned delivery. */
  secrets: string[];
  /** The same on each try, the receiver's idempotency key; without dots, which separate what is signed. */
  id: string;
  /** Of this try. */
  timestamp: Date;
  /** The very text that is sent. */
  body: string;
}

/**
 * Headers of Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md). Throws
 * PermanentError `webhook_id_invalid`, `webhook_secret_invalid`.
 */
export function signWebhook({ secrets, id, timestamp, body }: WebhookToSign): Record<string, string> {
  if (!/^[\w-]{1,256}$/u.test(id)) {
    throw new PermanentError('webhook_id_invalid', 'A webhook id has letters, digits, "-" and "_" only.');
  }
  const seconds = String(Math.floor(timestamp.getTime() / 1000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': seconds };
  if (secrets.length === 0) return headers;
  const signed = `${id}.${seconds}.${body}`;
  const signatures = secrets.map((secret) => createHmac('sha256', readKey(secret)).update(signed).digest('base64'));
  return { ...headers, 'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' ') };
}

function readKey(secret: string): Buffer {
  const encoded = secret.replace(/^whsec_/u, '');
  // Buffer.from skips what is not base64: a key that both ends read differently would fail every delivery in silence.
  if (!/^(?=.)([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u.test(encoded)) {
    throw new PermanentError('webhook_secret_invalid', "The endpoint's secret is not whsec_ with base64; rotate it.");
  }
  return Buffer.from(encoded, 'base64');
}
