import { createReadStream } from 'node:fs';
import { addAbortSignal, Readable } from 'node:stream';
import type { ObjectBody } from './storage.ts';

/** The body as a stream that dies with the signal. */
export function openSource(body: ObjectBody, signal: AbortSignal | undefined): Readable {
  const source = toReadable(body);
  // Its error comes out where the stream is read; until then it must not end the process.
  source.on('error', () => undefined);
  if (signal) addAbortSignal(signal, source);
  return source;
}

function toReadable(body: ObjectBody): Readable {
  if (body instanceof Readable) return body;
  if (Buffer.isBuffer(body)) return Readable.from(body.length === 0 ? [] : [body], { objectMode: false });
  return createReadStream(body.path, { highWaterMark: 1_048_576 });
}
