import { isNativeError } from 'node:util/types';
import { CancelledError, PermanentError, RateLimitedError, StudioError, TransientError } from '@bom/domain';
import { errorCode } from '@bom/runtime';

/** Any failure of a file system or of S3 as one of the domain's errors. */
export function toStorageError(error: unknown, signal?: AbortSignal): StudioError {
  if (error instanceof StudioError) return error;
  if (signal?.aborted === true) return new CancelledError(undefined, { cause: error });
  const code = errorCode(error) ?? '';
  const name = isNativeError(error) ? error.name : '';
  const status = httpStatus(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new TransientError('storage_full', 'The disk of the storage is full; make room.', { cause: error });
  }
  if (code === 'ENOENT') {
    return new PermanentError('file_not_found', 'The local file to read or its folder does not exist.', {
      cause: error,
    });
  }
  if (['EISDIR', 'ENOTDIR', 'EEXIST'].includes(code)) {
    return new PermanentError(
      'storage_key_invalid',
      'The key is a folder of other keys, or has another key for a folder.',
      { cause: error },
    );
  }
  if (name === 'NoSuchBucket') {
    return new PermanentError('storage_no_bucket', 'The bucket does not exist; create it or correct its name.', {
      cause: error,
    });
  }
  if (status === 401 || status === 403 || code === 'EACCES' || name === 'CredentialsProviderError') {
    return new PermanentError('storage_denied', 'The storage refuses access; check its keys and their rights.', {
      cause: error,
    });
  }
  const message = `The storage does not work now (${name} ${code || status || ''}).`;
  if (isAway({ status, code, attempts: metadataOf(error, 'attempts') })) {
    return new RateLimitedError('storage_unavailable', message, { cause: error, retryAfterMs: awayRetryMs });
  }
  return new TransientError('storage_unavailable', message, { cause: error });
}

/** A storage that is away for minutes is no fault of the work: it waits, as for a rate limit, and burns no tries. */
const awayRetryMs = 5_000;
const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** As S3 is that can't be reached, by the SDK's own repeated tries too, or has trouble of its own; no file system is. */
function isAway({ status, code, attempts }: { status: number; code: string; attempts: number }): boolean {
  return status >= 500 || status === 429 || awayCodes.has(code) || (status === 0 && attempts > 1);
}

export function objectNotFound(key: string): PermanentError {
  return new PermanentError('object_not_found', `There is no object ${key} in the storage.`);
}

/** The status of an SDK's error; 0 when it has none. */
export function httpStatus(error: unknown): number {
  return metadataOf(error, 'httpStatusCode');
}

function metadataOf(error: unknown, name: 'httpStatusCode' | 'attempts'): number {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return 0;
  const value = (error.$metadata as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'number' ? value : 0;
}

/** Runs the work and throws what it throws as one of the domain's errors. */
export async function guard<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStorageError(error, signal);
  }
}
