import type { Readable } from 'node:stream';

export interface ListedObject {
  key: string;
  bytes: number;
  modifiedAt: Date;
}

export interface ObjectInfo extends ListedObject {
  contentType: string;
}

export type ObjectBody = Buffer | Readable | { path: string };

export interface SignUrlOptions {
  key: string;
  /** At most 604800: seven days, S3's own limit. */
  expiresInSeconds: number;
  /** The file is saved under this name; shown in place when not given. */
  filename?: string;
  contentType?: string;
}

/**
 * Objects under keys such as `films/ab12.mp4`: segments of letters, digits, `.`, `_` and `-`, none starting with a dot.
 * Every call throws PermanentError `storage_key_invalid`, `storage_denied` or `storage_no_bucket`, TransientError
 * `storage_unavailable` or `storage_full`, RateLimitedError `storage_unavailable` where S3 is away, so that work waits
 * for it, and CancelledError after its signal.
 */
export interface Storage {
  driver: 'disk' | 's3';
  /**
   * Stores an object whole or not at all: a reader never sees a part of it. With `ifAbsent` an existing object stays as it
   * is (`existed: true`, `bytes` are its own) and is renewed. A stream is read to its end or destroyed.
   */
  put(o: {
    key: string;
    body: ObjectBody;
    contentType: string;
    ifAbsent?: boolean;
    signal?: AbortSignal;
  }): Promise<{ bytes: number; existed: boolean }>;
  /**
   * `range` counts bytes from 0, `end` included, and is cut at the object's end; `info.bytes` is the whole object's size.
   * Throws PermanentError `object_not_found` or `range_not_satisfiable`. The stream must be read or destroyed.
   */
  open(
    key: string,
    o?: { signal?: AbortSignal; range?: { start: number; end?: number } },
  ): Promise<{ stream: Readable; info: ObjectInfo }>;
  /** To a local file, which appears only when it is complete. Throws PermanentError `object_not_found`. */
  download(o: { key: string; path: string; signal?: AbortSignal }): Promise<void>;
  head(key: string): Promise<ObjectInfo | null>;
  /**
   * As `head`, for an object that is used again: one that is older than `ifOlderThanMs` (an hour where not given) counts as
   * made now, so that whoever removes old objects leaves it.
   */
  renew(key: string, ifOlderThanMs?: number): Promise<ObjectInfo | null>;
  /** Deleting what is not there succeeds. */
  delete(key: string): Promise<void>;
  /** Every object whose key starts with the prefix, in the order of the keys' bytes. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** A link that reads the object without any other right. It is made without asking whether the object exists. */
  signUrl(o: SignUrlOptions): Promise<string>;
  /** Throws where objects can't be stored now. */
  check(): Promise<void>;
  /** Removes what interrupted uploads left behind, when older than this; returns how many there were. */
  sweepUploads(olderThanMs: number): Promise<number>;
}

/** What is used by many within an hour is renewed once. */
export const usualRenewalMs = 3_600_000;
