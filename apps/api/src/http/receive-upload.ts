import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { Request } from 'express';
import { HttpProblem } from './http-problem.ts';

/** Streams an upload to a file: the multipart field `file`, or the raw body. Names and types it claims are ignored. */
export async function receiveUpload(
  request: Request,
  { path, maxBytes }: { path: string; maxBytes: number },
): Promise<void> {
  if (Number(request.get('content-length') ?? 0) > maxBytes + 64 * 1024) throw tooLarge(maxBytes);
  const multipart = /^multipart\/form-data/i.test(request.get('content-type') ?? '');
  if (multipart) await receiveMultipart(request, { path, maxBytes });
  else await store(request, { path, maxBytes });
}

async function receiveMultipart(request: Request, target: { path: string; maxBytes: number }): Promise<void> {
  const form = openForm(request);
  let storing: Promise<void> | undefined;
  form.on('file', (name, file) => {
    if (name === 'file' && !storing) storing = store(file, target);
    else file.resume();
    // Awaited below; a failure before that must not count as unhandled.
    storing?.catch(() => form.destroy());
  });
  await pipeline(request, form).catch((error: unknown) => {
    if (!storing) throw malformed(error);
  });
  if (!storing) throw new HttpProblem('invalid_body', 'The form has no file field named "file".');
  await storing;
}

function openForm(request: Request) {
  try {
    return busboy({ headers: request.headers, limits: { files: 1, fields: 10, parts: 12 } });
  } catch (error) {
    throw malformed(error);
  }
}

async function store(source: Readable, { path, maxBytes }: { path: string; maxBytes: number }): Promise<void> {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > maxBytes ? tooLarge(maxBytes) : null, chunk);
    },
  });
  await pipeline(source, limit, createWriteStream(path));
  if (bytes === 0) throw new HttpProblem('invalid_body', 'The upload is empty.');
}

function tooLarge(maxBytes: number): HttpProblem {
  return new HttpProblem('body_too_large', `The file is larger than ${Math.round(maxBytes / 1024 / 1024)} MiB.`);
}

function malformed(error: unknown): HttpProblem {
  const reason = error instanceof Error ? error.message : 'unreadable';
  return new HttpProblem('invalid_body', `The multipart body can not be read: ${reason}.`);
}
