import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CancelledError, PermanentError, RateLimitedError, StudioError, TransientError } from '@bom/domain';
import { parseRetryAfter } from '@bom/provider';
import { safeRequest } from '@bom/runtime';
import type { AddressLookup, SafeResponse } from '@bom/runtime';
import { inspectMedia } from './inspect-media.ts';
import type { MediaFacts } from './inspect-media.ts';
import { acceptedInWords, defaultLimits } from './media-types.ts';
import type { MediaKind, MediaLimits } from './media-types.ts';

export interface FetchMediaOptions {
  url: string;
  accept: readonly MediaKind[];
  /** Where the file goes, under a name made here. Made when missing. */
  dir: string;
  signal: AbortSignal;
  /** `host:port` entries that may be private and on any port. */
  allowPrivate?: readonly string[];
  limits?: Partial<Readonly<Record<MediaKind, MediaLimits>>>;
  /** Ten seconds to the headers, then a minute and a second for each megabyte allowed, at 10 kB/s or more. */
  timeouts?: { headersMs: number; totalMs: number; minBytesPerSecond: number };
  lookup?: AddressLookup;
}

export interface LocalMedia extends MediaFacts {
  path: string;
  /** Of the bytes as they came, in hexadecimal. */
  sha256: string;
}

/**
 * Fetches a file that somebody else's address names, streams it to disk under limits and inspects it. The file is there only
 * when this returns. Throws what safeRequest and inspectMedia throw, PermanentError or TransientError `media_unavailable` for a
 * status that is not 200, and RateLimitedError for 429.
 */
export async function fetchMedia(o: FetchMediaOptions): Promise<LocalMedia> {
  const name = nameSource(o.url);
  const limits = { ...defaultLimits, ...o.limits };
  const path = join(o.dir, randomUUID());
  await mkdir(o.dir, { recursive: true });
  try {
    const sha256 = await download({
      ...o,
      maxBytes: Math.max(...o.accept.map((kind) => limits[kind].maxBytes)),
      path,
      name,
    });
    const facts = await inspectMedia({ path, accept: o.accept, signal: o.signal, name, limits });
    return { path, sha256, ...facts };
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof StudioError) throw error;
    if (o.signal.aborted) throw new CancelledError(undefined, { cause: error });
    throw new TransientError('media_not_saved', `The file ${name} could not be saved.`, { cause: error });
  }
}

async function download(o: FetchMediaOptions & { maxBytes: number; path: string; name: string }): Promise<string> {
  const timeouts = o.timeouts ?? { headersMs: 10_000, totalMs: 60_000 + o.maxBytes / 1000, minBytesPerSecond: 10_000 };
  const response = await safeRequest({
    url: o.url,
    headers: { accept: o.accept.map((kind) => `${kind}/*`).join(', ') },
    signal: o.signal,
    headersTimeoutMs: timeouts.headersMs,
    totalTimeoutMs: timeouts.totalMs,
    minBytesPerSecond: timeouts.minBytesPerSecond,
    maxBytes: o.maxBytes,
    maxRedirects: 3,
    allowPrivate: o.allowPrivate ?? [],
    ...(o.lookup ? { lookup: o.lookup } : {}),
  });
  if (response.status !== 200) {
    response.body.destroy();
    throw statusError(response, o);
  }
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(response.body, hashing, createWriteStream(o.path, { flags: 'wx', mode: 0o600 }));
  return hash.digest('hex');
}

function statusError(
  { status, headers }: SafeResponse,
  o: { name: string; accept: readonly MediaKind[] },
): StudioError {
  const message = `The server answered ${status} instead of the file ${o.name}; its address must give ${o.accept.map((kind) => acceptedInWords[kind]).join(', or ')}.`;
  const options = { details: { status }, retryAfterMs: parseRetryAfter(headers['retry-after']) };
  if (status === 429) return new RateLimitedError('media_unavailable', message, options);
  if (status >= 500 || status === 408 || status === 425)
    return new TransientError('media_unavailable', message, options);
  return new PermanentError('media_unavailable', message, options);
}

/** `photo.jpg (example.com)`: what its owner knows it by, without the query, which may hold a secret. */
export function nameSource(url: string): string {
  if (!URL.canParse(url)) return 'of an unreadable address';
  const { hostname, pathname } = new URL(url);
  const last = pathname.split('/').findLast((part) => part !== '') ?? '';
  const printable = decodeName(last)
    .replaceAll(/[^\p{L}\p{N} ._()-]/gu, '_')
    .slice(0, 80);
  return printable === '' ? `at ${hostname}` : `${printable} (${hostname})`;
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
