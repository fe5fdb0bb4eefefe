export type MediaKind = 'image' | 'audio' | 'video';

interface MediaType {
  /** What a file of this type may turn out to be; its streams decide between audio and video. */
  kinds: readonly MediaKind[];
  mimeType: string;
  /** The only ffmpeg demuxer that may read it; for pictures the name that sharp gives the format. */
  reader: string;
}

const image = (mimeType: string, reader: string): MediaType => ({ kinds: ['image'], mimeType, reader });
const audio = (mimeType: string, reader: string): MediaType => ({ kinds: ['audio'], mimeType, reader });
const film = (mimeType: string, reader: string): MediaType => ({ kinds: ['video', 'audio'], mimeType, reader });

/**
 * Everything that is let in, by the extension that file-type gives its content. None of these demuxers opens another file:
 * playlists (HLS, DASH, ffconcat, SDP) never reach ffmpeg.
 */
const mediaTypes: Readonly<Record<string, MediaType>> = {
  jpg: image('image/jpeg', 'jpeg'),
  png: image('image/png', 'png'),
  apng: image('image/png', 'png'),
  webp: image('image/webp', 'webp'),
  gif: image('image/gif', 'gif'),
  avif: image('image/avif', 'heif'),
  mp3: audio('audio/mpeg', 'mp3'),
  wav: audio('audio/wav', 'wav'),
  flac: audio('audio/flac', 'flac'),
  ogg: audio('audio/ogg', 'ogg'),
  oga: audio('audio/ogg', 'ogg'),
  opus: audio('audio/ogg', 'ogg'),
  aac: audio('audio/aac', 'aac'),
  m4a: audio('audio/mp4', 'mov'),
  mp4: film('video/mp4', 'mov'),
  m4v: film('video/mp4', 'mov'),
  mov: film('video/quicktime', 'mov'),
  webm: film('video/webm', 'matroska'),
  mkv: film('video/x-matroska', 'matroska'),
};

export function findMediaType(extension: string | undefined): MediaType | undefined {
  return extension !== undefined && Object.hasOwn(mediaTypes, extension) ? mediaTypes[extension] : undefined;
}

/** In words, for people who sent something else. */
export const acceptedInWords: Readonly<Record<MediaKind, string>> = {
  image: 'a JPEG, PNG, WebP, GIF or AVIF picture',
  audio: 'an MP3, WAV, FLAC, Ogg, AAC or M4A recording',
  video: 'an MP4, MOV, WebM or MKV film',
};

export interface MediaLimits {
  maxBytes: number;
  /** Pictures have none. */
  maxDurationMs: number;
}

/** Megabytes and minutes of the promises to clients (security matrix M8). */
export const defaultLimits: Readonly<Record<MediaKind, MediaLimits>> = {
  image: { maxBytes: 25_000_000, maxDurationMs: Infinity },
  audio: { maxBytes: 100_000_000, maxDurationMs: 30 * 60_000 },
  video: { maxBytes: 500_000_000, maxDurationMs: 10 * 60_000 },
};
