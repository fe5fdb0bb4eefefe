import type { LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { CancelledError, PermanentError, StudioError, TransientError } from '@bom/domain';
import { abortReason, errorCode } from '../error-code.ts';
import { limitBody } from './limit-body.ts';
import { parsePublicUrl, resolvePublic } from './public-url.ts';
import type { AddressLookup } from './public-url.ts';

export interface SafeRequest {
  url: string;
  method?: string;
  /** `host`, `accept-encoding` and `content-length` are set here and can't be overridden. */
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  signal?: AbortSignal;
  /** From the call to the response's headers, name lookup and connecting included; anew for each redirect. */
  headersTimeoutMs: number;
  /** From the call to the last byte of the body, redirects included. */
  totalTimeoutMs: number;
  maxBytes: number;
  /** A body that arrives slower than this over five seconds (half of totalTimeoutMs if less) is given up. */
  minBytesPerSecond?: number;
  /** 0: a redirect is returned like any other response. */
  maxRedirects?: number;
  /** `host:port` entries that may be private and on any port. */
  allowPrivate?: readonly string[];
  lookup?: AddressLookup;
}

export interface SafeResponse {
  status: number;
  headers: IncomingHttpHeaders;
  /**
   * Ends after at most maxBytes. Read it or destroy it. Fails with PermanentError `fetch_too_large` or `fetch_encoded`,
   * TransientError `fetch_truncated`, `fetch_too_slow` or `fetch_timeout`, or CancelledError.
   */
  body: Readable;
  /** Where the response came from, after redirects. */
  url: string;
}

const keptAcrossOrigins = new Set(['accept', 'accept-language', 'range', 'user-agent']);

/**
 * The one way out to addresses that others chose. Resolves at the response's headers, whatever the status; what is wrong
 * with the body comes out of the body. The connection goes only to addresses that were judged public for this very request.
 * Throws PermanentError `url_not_allowed`, `fetch_host_not_found`, `fetch_too_many_redirects`; TransientError
 * `fetch_dns_failed`, `fetch_timeout`, `fetch_failed`; CancelledError.
 */
export async function safeRequest(options: SafeRequest): Promise<SafeResponse> {
  const deadline = startDeadline(options);
  try {
    const { response, url } = await followRedirects(options, deadline);
    const body = limitBody({ response, url, stop: deadline.stop, ...pickLimits(options) });
    body.once('close', deadline.clear);
    return { status: response.statusCode ?? 0, headers: response.headers, body, url: url.href };
  } catch (error) {
    deadline.clear();
    throw error;
  }
}

/** The first `maxBytes` of a body; the rest is not read. */
export async function readLimited(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let left = maxBytes;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks);
}

interface Deadline {
  /** Aborts, with the error to throw as its reason. */
  stop: AbortSignal;
  clear: () => void;
}

function startDeadline({ url, signal, totalTimeoutMs }: SafeRequest): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(timeoutError(url, totalTimeoutMs)), totalTimeoutMs);
  const onAbort = () => controller.abort(new CancelledError(undefined, { cause: signal?.reason }));
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const clear = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
  return { stop: controller.signal, clear };
}

interface Hop {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
}

async function followRedirects(options: SafeRequest, { stop }: Deadline) {
  const { maxRedirects = 0 } = options;
  let hop: Hop = {
    url: options.url,
    method: options.method ?? 'GET',
    headers: lowerCaseNames(options.headers),
    body: options.body,
  };
  for (let redirects = 0; ; redirects += 1) {
    const { response, url } = await sendOnce({ hop, options, stop });
    const next = maxRedirects > 0 ? nextHop({ hop, response, from: url }) : undefined;
    if (!next) return { response, url };
    response.destroy();
    if (redirects >= maxRedirects) {
      throw new PermanentError(
        'fetch_too_many_redirects',
        `${new URL(options.url).host} redirects more than ${maxRedirects} times.`,
      );
    }
    hop = next;
  }
}

async function sendOnce({ hop, options, stop }: { hop: Hop; options: SafeRequest; stop: AbortSignal }) {
  const url = parsePublicUrl(hop.url, options);
  const limit = new AbortController();
  const timer = setTimeout(
    () => limit.abort(timeoutError(hop.url, options.headersTimeoutMs)),
    options.headersTimeoutMs,
  );
  const either = AbortSignal.any([stop, limit.signal]);
  try {
    const addresses = await orAbort(resolvePublic(url, options), either);
    const response = await openRequest({ hop, url, addresses, signal: either });
    return { response, url };
  } finally {
    clearTimeout(timer);
  }
}

function openRequest(o: {
  hop: Hop;
  url: URL;
  addresses: LookupAddress[];
  signal: AbortSignal;
}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (o.url.protocol === 'https:' ? requestHttps : requestHttp)(o.url, {
      method: o.hop.method,
      headers: { 'user-agent': 'BomStudio/1.0', ...o.hop.headers, 'accept-encoding': 'identity' },
      agent: false,
      lookup: answerWith(o.addresses),
    });
    const onAbort = () => request.destroy(abortReason(o.signal));
    o.signal.addEventListener('abort', onAbort, { once: true });
    const settle = () => o.signal.removeEventListener('abort', onAbort);
    request.once('response', (response) => {
      settle();
      resolve(response);
    });
    // Stays attached: a socket may fail once more after the response was handed over.
    request.on('error', (error) => {
      settle();
      reject(toFetchError(error, o.url));
    });
    request.end(o.hop.body);
  });
}

/** The judged addresses instead of a second lookup, which could be told something else. */
function answerWith(addresses: LookupAddress[]): LookupFunction {
  return (_hostname, options, done) => {
    const first = addresses[0];
    if (options.all === true) done(null, addresses);
    else if (first) done(null, first.address, first.family);
  };
}

/** The request that a redirect asks for, as browsers make it; undefined when the response is no redirect. */
function nextHop({ hop, response, from }: { hop: Hop; response: IncomingMessage; from: URL }): Hop | undefined {
  const status = response.statusCode ?? 0;
  const location = response.headers.location;
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  if (!URL.canParse(location, from)) {
    throw new PermanentError('url_not_allowed', `${from.host} redirects to something that is not a URL.`);
  }
  const url = new URL(location, from);
  const becomesGet = status === 303 || (status <= 302 && hop.method === 'POST');
  const kept = Object.entries(hop.headers).filter(
    ([name]) =>
      (url.origin === from.origin || keptAcrossOrigins.has(name)) && !(becomesGet && name.startsWith('content-')),
  );
  return {
    url: url.href,
    method: becomesGet ? 'GET' : hop.method,
    headers: Object.fromEntries(kept),
    body: becomesGet ? undefined : hop.body,
  };
}

function lowerCaseNames(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(
    entries.filter(([name]) => !['host', 'content-length', 'transfer-encoding'].includes(name)),
  );
}

function pickLimits({ maxBytes, minBytesPerSecond, totalTimeoutMs }: SafeRequest) {
  return { maxBytes, minBytesPerSecond: minBytesPerSecond ?? 0, windowMs: Math.min(5000, totalTimeoutMs / 2) };
}

function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortReason(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function timeoutError(url: string, limitMs: number): TransientError {
  const host = URL.canParse(url) ? new URL(url).host : 'The server';
  return new TransientError('fetch_timeout', `${host} did not answer fully within ${limitMs / 1000} seconds.`);
}

function toFetchError(error: Error, url: URL): StudioError {
  if (error instanceof StudioError) return error;
  const code = errorCode(error) ?? 'unknown';
  return new TransientError('fetch_failed', `The connection to ${url.host} failed (${code}).`, { cause: error });
}
