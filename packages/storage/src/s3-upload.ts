import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isNativeError } from 'node:util/types';
import { AbortMultipartUploadCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Bucket } from './s3-client.ts';
import type { Storage } from './storage.ts';

/** S3's smallest part: three in flight, each gathered and then copied, hold about 30 MB. An object may have 10,000 (50 GB). */
const partBytes = 5 * 1024 * 1024;

/** Sends the stream in parts that never wait in memory for each other, and returns its length in bytes. */
export async function upload(bucket: Bucket, source: Readable, o: Parameters<Storage['put']>[0]): Promise<number> {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const params = { Bucket: bucket.name, Key: o.key, Body: counter, ContentType: o.contentType };
  const work = new Upload({
    client: watchParts(bucket.client, { signal: o.signal, onFailure: (error) => counter.destroy(error) }),
    partSize: partBytes,
    queueSize: 3,
    params: o.ifAbsent === true ? { ...params, IfNoneMatch: '*' } : params,
  });
  // Both settle before anything is returned: Upload gives its parts up by itself, but Upload.abort() would not wait for it.
  const [uploaded, fed] = await Promise.allSettled([work.done(), pipeline(source, counter)]);
  if (uploaded.status === 'rejected') throw uploaded.reason;
  if (fed.status === 'rejected') throw fed.reason;
  return bytes;
}

/**
 * The client with every request ended by the signal, but the one that gives an upload up; and with the news of a failed
 * request, after which Upload would otherwise send all the other parts.
 */
function watchParts(
  client: S3Client,
  o: { signal: AbortSignal | undefined; onFailure: (error: Error) => void },
): S3Client {
  const options = o.signal ? { abortSignal: o.signal } : {};
  const send = async (command: Parameters<S3Client['send']>[0]) => {
    if (command instanceof AbortMultipartUploadCommand) return await client.send(command);
    try {
      return await client.send(command, options);
    } catch (error) {
      o.onFailure(isNativeError(error) ? error : new Error(String(error)));
      throw error;
    }
  };
  return Object.assign(Object.create(client), { send });
}
