import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ApiConfig } from '../deps.ts';
import { HttpProblem } from '../http/http-problem.ts';

const toleranceSeconds = 300;

/**
 * Lets a delivery through whose `X-Webhook-Secret` is the secret, or that is signed with it as Standard Webhooks says,
 * at most five minutes ago or ahead. Throws HttpProblem `invalid_signature`, `not_configured`.
 */
export function verifyN8n(
  { n8nSecret, isProduction }: Pick<ApiConfig, 'n8nSecret' | 'isProduction'>,
  { body, header }: { body: Buffer; header: (name: string) => string | undefined },
): void {
  if (!n8nSecret) {
    if (!isProduction) return;
    throw new HttpProblem('not_configured', 'N8N_WEBHOOK_SECRET is not set, so events can not be trusted.');
  }
  const given = header('x-webhook-secret');
  if (given !== undefined && isSame(given, n8nSecret)) return;
  if (isSigned(body, header, n8nSecret)) return;
  throw new HttpProblem(
    'invalid_signature',
    'Send the secret as X-Webhook-Secret, or sign the body as Standard Webhooks says, within five minutes.',
  );
}

function isSigned(body: Buffer, header: (name: string) => string | undefined, secret: string): boolean {
  const id = header('webhook-id');
  const timestamp = header('webhook-timestamp') ?? '';
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (!id || !/^\d{1,12}$/.test(timestamp) || age > toleranceSeconds) return false;
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const expected = `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`;
  // Several while a secret is being replaced.
  return (header('webhook-signature') ?? '').split(' ').some((signature) => isSame(signature, expected));
}

/** `whsec_` is followed by base64, as the libraries of Standard Webhooks have it; other secrets are the key themselves. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
}

/** Both are hashed first, so that lengths don't matter and don't show. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
