import { addAbortSignal, Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import type { ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { PermanentError } from '@bom/domain';
import { inSpan } from '@bom/runtime';
import { contentDisposition } from './content-disposition.ts';
import { assertKeyPrefix, assertObjectKey } from './object-key.ts';
import { openSource } from './open-source.ts';
import { openBucket } from './s3-client.ts';
import type { Bucket, S3StorageOptions } from './s3-client.ts';
import { upload } from './s3-upload.ts';
import { saveAs } from './save-stream.ts';
import { assertLifetime } from './signed-link.ts';
import { usualRenewalMs } from './storage.ts';
import type { ListedObject, ObjectInfo, SignUrlOptions, Storage } from './storage.ts';
import { guard, httpStatus, objectNotFound } from './storage-errors.ts';

/**
 * Objects in one bucket of S3 or of a server that speaks its protocol. `ifAbsent` is settled by a conditional put where the
 * server has it (AWS), else by asking first, which leaves a race that content-hash keys make harmless.
 */
export function createS3Storage(o: S3StorageOptions): Storage {
  const bucket = openBucket(o);
  return {
    driver: 's3',
    put: (options) =>
      inSpan({ name: 's3 put', kind: 'client', attributes: { key: options.key } }, () =>
        guard(() => putObject(bucket, options), options.signal),
      ),
    open: (key, options = {}) => guard(() => openObject(bucket, key, options), options.signal),
    download: (options) => guard(() => downloadObject(bucket, options), options.signal),
    head: (key) => guard(() => headObject(bucket, key)),
    renew: (key, ifOlderThanMs) => guard(() => renewObject(bucket, key, ifOlderThanMs)),
    delete: (key) => guard(() => deleteObject(bucket, key)),
    list: (prefix) => listObjects(bucket, prefix),
    signUrl: (options) => guard(() => signUrl(bucket, options)),
    check: () => guard(() => checkBucket(bucket)),
    sweepUploads: (olderThanMs) => guard(() => sweepUploads(bucket, olderThanMs)),
  };
}

async function putObject(bucket: Bucket, o: Parameters<Storage['put']>[0]) {
  const source = openSource(o.body, o.signal);
  try {
    assertObjectKey(o.key);
    // Asked first where it saves an upload; the condition on the upload itself settles a race.
    const present = o.ifAbsent === true ? await renewObject(bucket, o.key) : null;
    if (present) return { bytes: present.bytes, existed: true };
    return { bytes: await upload(bucket, source, o), existed: false };
  } catch (error) {
    if (o.ifAbsent !== true || httpStatus(error) !== 412) throw source.errored ?? error;
    const winner = await headObject(bucket, o.key);
    if (!winner) throw error;
    return { bytes: winner.bytes, existed: true };
  } finally {
    source.destroy();
  }
}

async function openObject(bucket: Bucket, key: string, o: NonNullable<Parameters<Storage['open']>[1]>) {
  assertObjectKey(key);
  const request = { Bucket: bucket.name, Key: key, ...(o.range ? { Range: writeRange(o.range) } : {}) };
  const options = o.signal ? { abortSignal: o.signal } : {};
  const found = await bucket.client.send(new GetObjectCommand(request), options).catch((error: unknown) => {
    if (httpStatus(error) === 416) {
      throw new PermanentError('range_not_satisfiable', `${key} has no bytes from ${o.range?.start ?? 0} on.`, {
        cause: error,
      });
    }
    throw isMissing(error) ? objectNotFound(key) : error;
  });
  if (!(found.Body instanceof Readable)) throw objectNotFound(key);
  if (o.signal) addAbortSignal(o.signal, found.Body);
  const wholeBytes = Number(/\/(\d+)$/.exec(found.ContentRange ?? '')?.[1] ?? found.ContentLength ?? 0);
  return { stream: found.Body, info: toInfo(key, { ...found, ContentLength: wholeBytes }) };
}

function writeRange({ start, end }: { start: number; end?: number }): string {
  return `bytes=${start}-${end ?? ''}`;
}

async function downloadObject(bucket: Bucket, o: Parameters<Storage['download']>[0]): Promise<void> {
  const { stream } = await openObject(bucket, o.key, o.signal ? { signal: o.signal } : {});
  await saveAs({ source: stream, path: o.path, signal: o.signal });
}

async function headObject(bucket: Bucket, key: string): Promise<ObjectInfo | null> {
  assertObjectKey(key);
  try {
    return toInfo(key, await bucket.client.send(new HeadObjectCommand({ Bucket: bucket.name, Key: key })));
  } catch (error) {
    // A HEAD has no body: a missing bucket looks the same here. check() tells.
    if (isMissing(error)) return null;
    throw error;
  }
}

/** S3 has no other way to make an object younger than to copy it onto itself, with its description given anew. */
async function renewObject(bucket: Bucket, key: string, ifOlderThanMs = usualRenewalMs): Promise<ObjectInfo | null> {
  const info = await headObject(bucket, key);
  if (!info || Date.now() - info.modifiedAt.getTime() < ifOlderThanMs) return info;
  const copy = new CopyObjectCommand({
    Bucket: bucket.name,
    Key: key,
    CopySource: `${bucket.name}/${key}`,
    MetadataDirective: 'REPLACE',
    ContentType: info.contentType,
  });
  try {
    const { CopyObjectResult: copied } = await bucket.client.send(copy);
    return { ...info, modifiedAt: copied?.LastModified ?? new Date() };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

interface Description {
  ContentLength?: number | undefined;
  ContentType?: string | undefined;
  LastModified?: Date | undefined;
}

function toInfo(key: string, found: Description): ObjectInfo {
  return {
    key,
    bytes: found.ContentLength ?? 0,
    contentType: found.ContentType ?? 'application/octet-stream',
    modifiedAt: found.LastModified ?? new Date(0),
  };
}

async function deleteObject(bucket: Bucket, key: string): Promise<void> {
  assertObjectKey(key);
  try {
    // One by one: DeleteObjects wants a Content-MD5 on some servers.
    await bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key }));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function* listObjects(bucket: Bucket, prefix: string): AsyncIterable<ListedObject> {
  assertKeyPrefix(prefix);
  let token: string | undefined;
  do {
    const page = new ListObjectsV2Command({
      Bucket: bucket.name,
      Prefix: prefix,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const found = await guard(() => bucket.client.send(page));
    for (const object of found.Contents ?? []) {
      if (object.Key === undefined) continue;
      yield { key: object.Key, bytes: object.Size ?? 0, modifiedAt: object.LastModified ?? new Date(0) };
    }
    token = found.IsTruncated === true ? found.NextContinuationToken : undefined;
  } while (token !== undefined);
}

async function signUrl(bucket: Bucket, o: SignUrlOptions): Promise<string> {
  assertObjectKey(o.key);
  const command = new GetObjectCommand({
    Bucket: bucket.name,
    Key: o.key,
    ...(o.filename === undefined ? {} : { ResponseContentDisposition: contentDisposition(o.filename) }),
    ...(o.contentType === undefined ? {} : { ResponseContentType: o.contentType }),
  });
  return await getSignedUrl(bucket.linkClient, command, { expiresIn: assertLifetime(o.expiresInSeconds) });
}

/** HeadBucket answers a missing bucket with a bare 404, which is a misconfiguration here and nothing passing. */
async function checkBucket(bucket: Bucket): Promise<void> {
  try {
    await bucket.client.send(new HeadBucketCommand({ Bucket: bucket.name }));
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new PermanentError(
      'storage_no_bucket',
      `The bucket ${bucket.name} does not exist; create it or correct its name.`,
      { cause: error },
    );
  }
}

async function sweepUploads(bucket: Bucket, olderThanMs: number): Promise<number> {
  let swept = 0;
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (marker) {
    const page: ListMultipartUploadsCommandOutput = await bucket.client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket.name, ...marker }),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || !Initiated) continue;
      if (Date.now() - Initiated.getTime() <= olderThanMs) continue;
      await bucket.client.send(new AbortMultipartUploadCommand({ Bucket: bucket.name, Key, UploadId }));
      swept += 1;
    }
    marker = nextMarker(page);
  }
  return swept;
}

function nextMarker({ IsTruncated, NextKeyMarker, NextUploadIdMarker }: ListMultipartUploadsCommandOutput) {
  if (IsTruncated !== true || NextKeyMarker === undefined) return undefined;
  return {
    KeyMarker: NextKeyMarker,
    ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }),
  };
}

function isMissing(error: unknown): boolean {
  return httpStatus(error) === 404 && !(isNativeError(error) && error.name === 'NoSuchBucket');
}
