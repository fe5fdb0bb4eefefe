import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import type { Request, Response } from 'express';
import { PermanentError } from '@bom/domain';
import type { DiskStorage, Storage } from '@bom/storage';
import { HttpProblem, notFound } from '../http/http-problem.ts';

/** Serves the disk storage's signed, expiring links, ranges included, as S3 would. */
export function fileRoutes(storage: DiskStorage): Router {
  const router = Router();
  router.get('/*path', async (request, response) => {
    const { key, filename, contentType } = verify(storage, request);
    await sendObject(storage, { key, filename, contentType, request, response });
  });
  return router;
}

interface Sending {
  key: string;
  filename?: string | undefined;
  contentType?: string | undefined;
  request: Request;
  response: Response;
}

/** Answers with an object, or with the range of it that is asked for. */
export async function sendObject(
  storage: Pick<Storage, 'head' | 'open'>,
  { key, filename, contentType, request, response }: Sending,
): Promise<void> {
  const info = await storage.head(key);
  if (!info) throw notFound();
  const range = parseRange(request.get('range'), info.bytes);
  if (range === 'unsatisfiable') {
    response.status(416).setHeader('Content-Range', `bytes */${info.bytes}`).end();
    return;
  }
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Content-Type', contentType ?? info.contentType);
  response.setHeader('Cache-Control', 'private, max-age=300');
  if (filename) response.attachment(filename);
  const { start, end } = range ?? { start: 0, end: info.bytes - 1 };
  response.setHeader('Content-Length', String(end - start + 1));
  if (range) response.status(206).setHeader('Content-Range', `bytes ${start}-${end}/${info.bytes}`);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const { stream } = await storage.open(key, range ? { range } : {});
  // A reader that goes away in the middle is no error of ours.
  await pipeline(stream, response).catch(() => response.destroy());
}

function verify(storage: DiskStorage, request: Request) {
  try {
    return storage.verifySignedUrl(request.originalUrl);
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    throw new HttpProblem('forbidden', 'This link is not valid any more; ask for the resource again to get a new one.');
  }
}

/** One range of bytes, as players ask for; anything odder is answered whole. */
export function parseRange(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const isSuffix = match[1] === '';
  const start = isSuffix ? Math.max(0, bytes - Number(match[2])) : Number(match[1]);
  const end = isSuffix || match[2] === '' ? bytes - 1 : Math.min(Number(match[2]), bytes - 1);
  return start >= bytes || start > end ? 'unsatisfiable' : { start, end };
}
