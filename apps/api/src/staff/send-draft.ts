import { formatSchema, storedFilmsSchema } from '@bom/domain';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../http/http-problem.ts';
import { sendObject } from '../routes/files.ts';
import type { VideoFacts } from './read-film.ts';

interface Asked {
  video: VideoFacts;
  request: Request;
  response: Response;
}

const captionKeys = z.object({ vtt: z.string() });

/** A draft's files come from the page's own address wherever they are stored: its policy lets none in from elsewhere. */
export async function sendFilm({ storage }: ApiDeps, { video, request, response }: Asked): Promise<void> {
  const format = formatSchema.safeParse(request.params['format']);
  const film = format.success ? storedFilmsSchema.parse(video.formats)[format.data] : undefined;
  await sendObject(storage, { key: keyOr404(film?.key), contentType: 'video/mp4', request, response });
}

export async function sendPoster({ storage }: ApiDeps, { video, request, response }: Asked): Promise<void> {
  await sendObject(storage, { key: keyOr404(video.posterKey), contentType: 'image/jpeg', request, response });
}

export async function sendCaptions({ storage }: ApiDeps, { video, request, response }: Asked): Promise<void> {
  const captions = captionKeys.safeParse(video.captions);
  const key = keyOr404(captions.data?.vtt);
  await sendObject(storage, { key, contentType: 'text/vtt; charset=utf-8', request, response });
}

function keyOr404(key: string | null | undefined): string {
  if (!key) throw notFound();
  return key;
}
