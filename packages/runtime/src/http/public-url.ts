import { lookup as dnsLookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { PermanentError, TransientError } from '@bom/domain';
import { errorCode } from '../error-code.ts';
import { isPublicAddress } from './public-address.ts';

/** Every address of a host name. */
export type AddressLookup = (hostname: string) => Promise<LookupAddress[]>;

export interface PublicUrlOptions {
  /** `host:port` entries, as the URL spells them once normalised, that may be private and on any port. */
  allowPrivate?: readonly string[];
  /** The system's resolver when not given. */
  lookup?: AddressLookup;
}

const maxUrlLength = 2048;

/**
 * The URL when a request to it may leave now: http or https, no credentials, at most 2048 characters, port 80 or 443, every
 * address of its host public. For judging an endpoint when it is saved; safeRequest judges anew at each request.
 * Throws PermanentError `url_not_allowed` or `fetch_host_not_found`, TransientError `fetch_dns_failed`.
 */
export async function assertPublicUrl(text: string, options: PublicUrlOptions = {}): Promise<URL> {
  const url = parsePublicUrl(text, options);
  await resolvePublic(url, options);
  return url;
}

/** Everything about the URL that can be judged without the network. */
export function parsePublicUrl(text: string, { allowPrivate = [] }: PublicUrlOptions): URL {
  if (text.length > maxUrlLength) throw refuse(`The address is longer than ${maxUrlLength} characters.`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw refuse('The address is not a URL; it must start with https:// or http://.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse(`Addresses starting with ${url.protocol} are not fetched; use https:// or http://.`);
  }
  if (url.username !== '' || url.password !== '') throw refuse('The address must not hold a user name or password.');
  if (!isAllowListed(url, allowPrivate) && url.port !== '' && !['80', '443'].includes(url.port)) {
    throw refuse(`The address of ${url.hostname} asks for port ${url.port}; only 80 and 443 are used.`);
  }
  return url;
}

/** The addresses to connect to: a connection made to these and no others can't be rebound. */
export async function resolvePublic(url: URL, options: PublicUrlOptions): Promise<LookupAddress[]> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(hostname);
  const addresses = family === 0 ? await lookUp(hostname, options.lookup) : [{ address: hostname, family }];
  if (isAllowListed(url, options.allowPrivate ?? [])) return addresses;
  // One private address among public ones is enough to refuse: which one is used is not ours to choose.
  if (!addresses.every(({ address }) => isPublicAddress(address))) {
    throw refuse(`${url.hostname} is not an address on the public internet.`);
  }
  return addresses;
}

async function lookUp(hostname: string, lookup: AddressLookup = systemLookup): Promise<LookupAddress[]> {
  try {
    const addresses = await lookup(hostname);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    if (errorCode(error) !== 'ENOTFOUND') {
      throw new TransientError('fetch_dns_failed', `The name ${hostname} could not be looked up.`, { cause: error });
    }
  }
  throw new PermanentError('fetch_host_not_found', `There is no host named ${hostname}; check the address.`);
}

function systemLookup(hostname: string): Promise<LookupAddress[]> {
  return dnsLookup(hostname, { all: true });
}

function isAllowListed(url: URL, allowPrivate: readonly string[]): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return allowPrivate.includes(`${url.hostname}:${port}`);
}

function refuse(message: string): PermanentError {
  return new PermanentError('url_not_allowed', message);
}
