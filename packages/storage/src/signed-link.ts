import { createHmac, timingSafeEqual } from 'node:crypto';
import { PermanentError } from '@bom/domain';
import { assertObjectKey } from './object-key.ts';
import type { SignUrlOptions } from './storage.ts';

export interface VerifiedLink {
  key: string;
  filename?: string;
  contentType?: string;
}

interface LinkOptions {
  publicUrl: string;
  signingSecret: string;
}

const maxLifetimeSeconds = 604_800;
const folder = '/files/';

/** `{publicUrl}/files/<key>?expires=<unix seconds>[&filename=...][&type=...]&signature=<HMAC-SHA256, base64url>` */
export function signLink(o: SignUrlOptions, { publicUrl, signingSecret }: LinkOptions, now = new Date()): string {
  assertObjectKey(o.key);
  const expires = String(Math.floor(now.getTime() / 1000) + assertLifetime(o.expiresInSeconds));
  const query = new URLSearchParams({ expires });
  if (o.filename !== undefined) query.set('filename', o.filename);
  if (o.contentType !== undefined) query.set('type', o.contentType);
  query.set('signature', computeSignature(o.key, query, signingSecret).toString('base64url'));
  return `${publicUrl.replace(/\/+$/, '')}${folder}${o.key}?${query.toString()}`;
}

/** Throws PermanentError `link_invalid` or `link_expired`. `pathAndQuery` may begin with folders of a proxy. */
export function verifyLink(pathAndQuery: string, signingSecret: string, now = new Date()): VerifiedLink {
  const mark = pathAndQuery.indexOf('?');
  const path = mark < 0 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : pathAndQuery.slice(mark + 1));
  const start = path.indexOf(folder);
  const key = start < 0 ? '' : path.slice(start + folder.length);
  const given = Buffer.from(query.get('signature') ?? '', 'base64url');
  const expected = computeSignature(key, query, signingSecret);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new PermanentError('link_invalid', 'This link is not valid; ask for a new one.');
  }
  if (now.getTime() >= Number(query.get('expires')) * 1000) {
    throw new PermanentError('link_expired', 'This link is no longer valid; ask for a new one.');
  }
  const filename = query.get('filename');
  const contentType = query.get('type');
  return { key, ...(filename === null ? {} : { filename }), ...(contentType === null ? {} : { contentType }) };
}

export function assertLifetime(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= maxLifetimeSeconds) return seconds;
  throw new PermanentError(
    'link_lifetime_invalid',
    `A link lasts from 1 to ${maxLifetimeSeconds} whole seconds, not ${seconds}.`,
  );
}

function computeSignature(key: string, query: URLSearchParams, signingSecret: string): Buffer {
  // As JSON, so that no two different links have the same text to sign.
  const signed = JSON.stringify([key, query.get('expires'), query.get('filename'), query.get('type')]);
  return createHmac('sha256', signingSecret).update(signed).digest();
}
