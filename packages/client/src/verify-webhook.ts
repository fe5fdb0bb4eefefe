import type { components } from './schema.ts';

/**
 * What the studio sends to webhook endpoints and callbacks: `{type, timestamp, data}`, with `data` as its `type` says. A
 * newer studio may send types that this client does not know.
 */
export type WebhookEvent = components['schemas']['WebhookEvent'];

export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

interface Delivery {
  /** `whsec_…`; during a rotation both, since either may have signed. */
  secret: string | readonly string[];
  headers: Headers | Record<string, string | readonly string[] | undefined>;
  /** The very bytes as they came, before any parsing. */
  body: string | Uint8Array;
  /** How far the clocks may be apart, and so how long a recorded delivery could be sent again. */
  toleranceSeconds?: number;
}

/**
 * Verifies a delivery as Standard Webhooks says (HMAC-SHA256 over id, time and body, compared in constant time by the
 * platform's own crypto) and gives the event. Remember `webhook-id`: a delivery may come more than once.
 *
 * @throws WebhookVerificationError where headers are missing, the time is off, or no signature matches
 */
export async function verifyWebhook({
  secret,
  headers,
  body,
  toleranceSeconds = 300,
}: Delivery): Promise<WebhookEvent> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    readHeader(headers, name),
  );
  if (!id || !timestamp || !signatures) throw new WebhookVerificationError('A header of the signature is missing.');
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(Date.now() / 1000 - seconds) <= toleranceSeconds)) {
    throw new WebhookVerificationError('The delivery is too old or from the future.');
  }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const secrets = typeof secret === 'string' ? [secret] : secret;
  const matches = await Promise.all(secrets.map((each) => isSigned(signed, { secret: each, signatures })));
  if (!matches.includes(true)) throw new WebhookVerificationError('No signature matches.');
  return JSON.parse(new TextDecoder().decode(bytes)) as WebhookEvent;
}

function readHeader(headers: Delivery['headers'], name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return (typeof entry === 'string' ? entry : entry?.[0]) ?? null;
}

/** The header lists signatures as `v1,<base64>`, parted by spaces. */
async function isSigned(
  signed: Uint8Array<ArrayBuffer>,
  { secret, signatures }: { secret: string; signatures: string },
): Promise<boolean> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const keyBytes = fromBase64(secret.replace(/^whsec_/, ''));
  if (!keyBytes) throw new WebhookVerificationError('The secret is not one: it begins with whsec_.');
  const key = await crypto.subtle.importKey('raw', keyBytes, algorithm, false, ['verify']);
  const given = signatures.split(' ').flatMap((part) => {
    const [version, value] = part.split(',');
    return version === 'v1' && value ? (fromBase64(value) ?? []) : [];
  });
  const verdicts = await Promise.all(given.map((signature) => crypto.subtle.verify('HMAC', key, signature, signed)));
  return verdicts.includes(true);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
