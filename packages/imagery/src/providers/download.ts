import { lookup as resolveHost, type LookupAddress } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { PermanentError, TransientError } from '@bom/domain';
import { answeredFailure, callService, readLimited, type Service } from '@bom/provider';
import { imageService } from './image-service.ts';

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
export function downloadImage(address: string, options: DownloadOptions): Promise<Buffer> {
  const service = { ...imageService(options.provider), name: `${options.provider}'s file server` };
  return callService({ service, timeoutMs, ...options }, (signal) =>
    download(service, address, { ...options, signal }),
  );
}

async function download(service: Service, address: string, options: DownloadOptions): Promise<Buffer> {
  let url = parseAddress(address, options);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const answer = await open(url, options);
    const status = answer.statusCode ?? 0;
    const next = status >= 300 && status < 400 ? answer.headers.location : undefined;
    if (next === undefined) return await readBody(answer, service, options);
    answer.destroy();
    url = parseAddress(new URL(next, url).href, options);
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

function open(url: URL, options: DownloadOptions): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const guard = isAllowed(url, options) ? {} : { lookup: lookupPublic };
  return new Promise((resolve, reject) => {
    request(url, { signal: options.signal, ...guard }, resolve)
      .on('error', reject)
      .end();
  });
}

function readBody(answer: IncomingMessage, service: Service, { provider, scene }: DownloadOptions): Promise<Buffer> {
  const status = answer.statusCode ?? 0;
  if (status !== 200) {
    answer.destroy();
    const headers = {
      get: (name: string) => (name === 'retry-after' ? (answer.headers['retry-after'] ?? null) : null),
    };
    throw answeredFailure(service, { status, headers, reason: '', scene });
  }
  const tooLarge = () =>
    new TransientError('image_invalid', `${provider} sent a picture of more than 40 MB.`, { scene });
  return readLimited(answer, { maxBytes, tooLarge });
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
