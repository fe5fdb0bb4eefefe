import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CancelledError, PermanentError } from '@bom/domain';
import { inspectImage } from './inspect-image.ts';
import { inspectSoundAndFilm } from './inspect-sound-and-film.ts';
import { acceptedInWords, defaultLimits, findMediaType } from './media-types.ts';
import type { MediaKind, MediaLimits } from './media-types.ts';
import { sniffMedia } from './sniff-media.ts';

export interface InspectOptions {
  path: string;
  accept: readonly MediaKind[];
  signal: AbortSignal;
  /** How messages call the file; its own name when not given. */
  name?: string;
  limits?: Partial<Readonly<Record<MediaKind, MediaLimits>>>;
}

export interface MediaFacts {
  kind: MediaKind;
  mimeType: string;
  bytes: number;
  /** As displayed, with rotation applied; pictures and films have them. */
  width?: number;
  height?: number;
  /** Counted in decoded samples for sound; films' as their container says. */
  durationMs?: number;
}

/**
 * What a local file is, by its content alone; its name and what the sender called it count for nothing. It was decoded, whole
 * (films: start and end), under limits. Throws PermanentError `media_not_an_image`, `media_not_audio`, `media_not_a_video`,
 * `media_not_accepted`, `media_corrupt`, `media_empty`, `media_too_large`, `media_too_long`, `media_unsupported`,
 * `image_too_large`; whatever running ffmpeg throws; CancelledError.
 */
export async function inspectMedia(o: InspectOptions): Promise<MediaFacts> {
  if (o.signal.aborted) throw new CancelledError();
  const name = o.name ?? basename(o.path);
  const limits = { ...defaultLimits, ...o.limits };
  const { size: bytes } = await stat(o.path);
  if (bytes === 0) throw new PermanentError('media_empty', `The file ${name} is empty; supply another.`);
  const sniffed = await sniffMedia(o.path);
  const type = findMediaType(sniffed.extension);
  if (!type?.kinds.some((kind) => o.accept.includes(kind))) throw notAccepted(name, sniffed.inWords, o.accept);
  const found = type.kinds.includes('image')
    ? { kind: 'image' as const, ...(await inspectImage({ path: o.path, format: type.reader, name })) }
    : await inspectSoundAndFilm({ path: o.path, demuxer: type.reader, name, limits, signal: o.signal });
  if (!o.accept.includes(found.kind))
    throw notAccepted(name, found.kind === 'audio' ? 'sound only' : 'a film', o.accept);
  const { maxBytes } = limits[found.kind];
  if (bytes > maxBytes)
    throw new PermanentError(
      'media_too_large',
      `The file ${name} is larger than ${maxBytes / 1_000_000} MB; shrink it.`,
    );
  const mimeType = found.kind === 'audio' ? type.mimeType.replace('video/', 'audio/') : type.mimeType;
  return { mimeType, bytes, ...found };
}

const notAcceptedCodes: Readonly<Record<MediaKind, string>> = {
  image: 'media_not_an_image',
  audio: 'media_not_audio',
  video: 'media_not_a_video',
};

function notAccepted(name: string, inWords: string, accept: readonly MediaKind[]): PermanentError {
  const [only, ...others] = accept;
  const code = only !== undefined && others.length === 0 ? notAcceptedCodes[only] : 'media_not_accepted';
  const wanted = accept.map((kind) => acceptedInWords[kind]).join(', or ');
  return new PermanentError(code, `The file ${name} is ${inWords}; supply ${wanted}.`);
}
