import { lookup as resolveHost, type LookupAddress } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { PermanentError, TransientError } from '@bom/domain';
import { connectionFailure, failureOf, retryAfterOf } from './failures.ts';

const maxBytes = 40 * 1024 * 1024;
const maxRedirects = 3;
const timeoutMs = 60_000;

export interface DownloadOptions {
  provider: string;
  scene: number | null;
  signal: AbortSignal;
  allowPrivate: readonly string[];
}

/**
 * Fetches a result whose address a provider gave us. Only https to public addresses, judged when connecting and again at
 * each redirect, unless `host:port` is listed in `allowPrivate`; at most 40 MB and a minute.
 */
export async function downloadImage(address: string, options: DownloadOptions): Promise<Buffer> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]);
  let url = parseAddress(address, options);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    try {
      const answer = await open(url, signal, options);
      const status = answer.statusCode ?? 0;
      const next = status >= 300 && status < 400 ? answer.headers.location : undefined;
      if (next === undefined) return await readBody(answer, status, options);
      answer.destroy();
      url = parseAddress(new URL(next, url).href, options);
    } catch (error) {
      // Node hides why a signal fired; a timeout shall be told apart from a broken line.
      const cause: unknown = signal.aborted ? signal.reason : error;
      throw connectionFailure(cause, { ...options, provider: `${options.provider}'s file server` });
    }
  }
  throw new PermanentError('image_address_rejected', `${options.provider} redirects its picture in a circle.`, {
    scene: options.scene,
  });
}

function parseAddress(address: string, options: DownloadOptions): URL {
  const reject = (why: string): PermanentError =>
    new PermanentError(
      'image_address_rejected',
      `${options.provider} gave a picture address that is not allowed: ${why}.`,
      { scene: options.scene },
    );
  if (!URL.canParse(address)) throw reject('it is not a URL');
  const url = new URL(address);
  if (isAllowed(url, options)) return url;
  if (url.protocol !== 'https:') throw reject('only https is');
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  if (isIP(host) && isPrivate(host)) throw reject('it is on a private network');
  return url;
}

function isAllowed(url: URL, { allowPrivate }: DownloadOptions): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return /^https?:$/.test(url.protocol) && allowPrivate.includes(`${url.hostname}:${port}`);
}

function open(url: URL, signal: AbortSignal, options: DownloadOptions): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const guard = isAllowed(url, options) ? {} : { lookup: lookupPublic };
  return new Promise((resolve, reject) => {
    request(url, { signal, ...guard }, resolve)
      .on('error', reject)
      .end();
  });
}

async function readBody(answer: IncomingMessage, status: number, options: DownloadOptions): Promise<Buffer> {
  if (status !== 200) {
    answer.destroy();
    const header = answer.headers['retry-after'];
    const retryAfterMs = retryAfterOf({ get: (name) => (name === 'retry-after' ? (header ?? null) : null) });
    throw failureOf({
      provider: `${options.provider}'s file server`,
      status,
      reason: '',
      retryAfterMs,
      scene: options.scene,
    });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new TransientError('image_invalid', `${options.provider} sent a picture of more than 40 MB.`, {
        scene: options.scene,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Resolves a name and keeps public addresses only, so that a name that points inwards never connects. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolveHost(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const open = error ? [] : found.filter(({ address }) => !isPrivate(address));
    const first = open[0];
    if (error) callback(error, '', 4);
    else if (!first) callback(new Error(`${hostname} is on a private network`), '', 4);
    else if (options.all) callback(null, open);
    else callback(null, first.address, first.family);
  });
};

/** IANA special-purpose registries (RFC 6890 and successors). */
const privateRanges = new BlockList();
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
const special6 = [
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];
for (const [ranges, family] of [
  [special4, 'ipv4'],
  [special6, 'ipv6'],
] as const) {
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    privateRanges.addSubnet(network, Number(prefix), family);
  }
}

/** True for addresses that are not on the public internet. */
export function isPrivate(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  if (/^::ffff:/i.test(plain)) return true;
  return privateRanges.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
