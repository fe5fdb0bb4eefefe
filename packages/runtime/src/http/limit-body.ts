import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { PermanentError, StudioError, TransientError } from '@bom/domain';
import { abortReason } from '../error-code.ts';

interface BodyLimits {
  response: IncomingMessage;
  url: URL;
  /** Aborts with the error that the body fails with. */
  stop: AbortSignal;
  maxBytes: number;
  /** 0: any speed. */
  minBytesPerSecond: number;
  windowMs: number;
}

/** The response's body under limits; destroying it (or its failing) closes the connection. */
export function limitBody(limits: BodyLimits): Readable {
  const { response, url, stop } = limits;
  const meter = { windowBytes: 0 };
  const body = new Transform({ transform: countBytes(limits, meter) });
  // A body that nobody reads may still fail; that must not end the process.
  body.on('error', () => undefined);
  const onStop = () => body.destroy(abortReason(stop));
  const stopWatching = watchSpeed({ limits, meter, body });
  body.once('close', () => {
    stop.removeEventListener('abort', onStop);
    stopWatching();
    response.destroy();
  });
  response.once('error', (error) => body.destroy(toBodyError(error, url)));
  stop.addEventListener('abort', onStop, { once: true });
  const refusal = refuseByHeaders(limits);
  if (stop.aborted) onStop();
  else if (refusal) body.destroy(refusal);
  else response.pipe(body);
  return body;
}

function refuseByHeaders({ response, url, maxBytes }: BodyLimits): StudioError | undefined {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== '') {
    return new PermanentError(
      'fetch_encoded',
      `${url.host} sent a compressed body (${encoding.slice(0, 40)}) though none was asked for.`,
    );
  }
  const length = Number(response.headers['content-length'] ?? 0);
  return length > maxBytes ? tooLarge(url, maxBytes) : undefined;
}

function countBytes({ url, maxBytes }: BodyLimits, meter: { windowBytes: number }) {
  let total = 0;
  return (chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null, data?: Buffer) => void) => {
    total += chunk.length;
    meter.windowBytes += chunk.length;
    if (total > maxBytes) done(tooLarge(url, maxBytes));
    else done(null, chunk);
  };
}

function watchSpeed(o: { limits: BodyLimits; meter: { windowBytes: number }; body: Transform }): () => void {
  const { minBytesPerSecond, windowMs, url } = o.limits;
  if (minBytesPerSecond === 0) return () => undefined;
  const timer = setInterval(() => {
    // A reader that is slow itself is not the server's fault.
    const heldBack = o.body.writableNeedDrain || o.body.readableLength > 0;
    if (!heldBack && o.meter.windowBytes < (minBytesPerSecond * windowMs) / 1000) {
      o.body.destroy(
        new TransientError('fetch_too_slow', `${url.host} sends less than ${minBytesPerSecond} bytes a second.`),
      );
    }
    o.meter.windowBytes = 0;
  }, windowMs);
  return () => clearInterval(timer);
}

function tooLarge(url: URL, maxBytes: number): PermanentError {
  return new PermanentError(
    'fetch_too_large',
    `The file from ${url.host} is larger than ${formatMegabytes(maxBytes)} MB.`,
  );
}

function formatMegabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 1_000_000 ? 3 : 0);
}

function toBodyError(error: Error, url: URL): StudioError {
  if (error instanceof StudioError) return error;
  return new TransientError(
    'fetch_truncated',
    `The connection to ${url.host} broke off before the file was complete.`,
    {
      cause: error,
    },
  );
}
