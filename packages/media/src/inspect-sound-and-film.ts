import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { PermanentError } from '@bom/domain';
import { probeMedia, runFfmpeg } from '@bom/ffmpeg';
import type { MediaProbe, MediaStream } from '@bom/ffmpeg';
import { isCutOff } from './is-cut-off.ts';
import { measureAudio } from './decode-audio.ts';
import type { MediaKind, MediaLimits } from './media-types.ts';
import { readMp3Length } from './read-mp3-length.ts';

interface Inspection {
  path: string;
  demuxer: string;
  name: string;
  limits: Readonly<Record<MediaKind, MediaLimits>>;
  signal: AbortSignal;
}

export interface FoundStreams {
  kind: 'audio' | 'video';
  durationMs: number;
  width?: number;
  height?: number;
}

const soundCodecs = /^(mp3|mp3float|aac|flac|alac|vorbis|opus|pcm_\w+)$/;
const pictureCodecs = /^(h264|hevc|vp8|vp9|av1|mpeg4|prores|mjpeg)$/;
const coverCodecs = /^(mjpeg|png|gif|bmp|webp)$/;
const maxFramePixels = 40_000_000;

/**
 * Which of the two it is, decided by the streams, and how long it really is. Throws PermanentError `media_corrupt`,
 * `media_empty`, `media_too_long`, `media_unsupported`.
 */
export async function inspectSoundAndFilm(o: Inspection): Promise<FoundStreams> {
  const probe = await orCorrupt(o, () =>
    probeMedia(o.path, { format: o.demuxer, signal: o.signal, timeoutMs: 20_000 }),
  );
  const picture = probe.streams.find((stream) => stream.kind === 'video' && !isCover(stream));
  return picture?.video === undefined ? await inspectSound(o, probe) : await inspectFilm(o, probe);
}

/** Cover art is a video stream to ffmpeg: a picture's codec and no frame rate. */
function isCover({ codec, video }: MediaStream): boolean {
  return coverCodecs.test(codec) && (video?.fps ?? 0) === 0;
}

async function inspectSound(o: Inspection, probe: MediaProbe): Promise<FoundStreams> {
  const sound = probe.streams.find(({ kind }) => kind === 'audio');
  if (!sound) throw empty(o.name);
  if (!soundCodecs.test(sound.codec)) throw unsupported(o.name, sound.codec);
  if (await isCutOff(o)) throw corrupt(o.name);
  const { maxDurationMs } = o.limits.audio;
  const statedMs = await readStatedLength(o, Math.max(probe.durationMs, sound.durationMs));
  if (statedMs > maxDurationMs) throw tooLong(o.name, maxDurationMs);
  const durationMs = await measureSound(o, statedMs);
  if (durationMs === 0) throw empty(o.name);
  if (durationMs > maxDurationMs) throw tooLong(o.name, maxDurationMs);
  // Encoders pad by less than a tenth of a second; a file that was cut off lacks more.
  if (durationMs < statedMs * 0.98 - 150) throw corrupt(o.name);
  return { kind: 'audio', durationMs };
}

/** 0 where the container states none: ffmpeg guesses it from the bit rate then. */
async function readStatedLength({ path, demuxer }: Inspection, containerMs: number): Promise<number> {
  if (demuxer === 'aac') return 0;
  return demuxer === 'mp3' ? ((await readMp3Length(path)) ?? 0) : containerMs;
}

/** Where every sample that the header states comes out, what did not decode is padding (zeros after an MP3, say). */
async function measureSound(o: Inspection, statedMs: number): Promise<number> {
  const measure = { ...o, maxMs: o.limits.audio.maxDurationMs + 1000 };
  try {
    return await measureAudio(measure);
  } catch (error) {
    if (!(error instanceof PermanentError) || error.code !== 'ffmpeg_failed') throw error;
    if (o.demuxer !== 'mp3' || statedMs === 0) throw corrupt(o.name, error);
    const durationMs = await orCorrupt(o, () => measureAudio({ ...measure, tolerant: true }));
    // An MP3 states its encoder's delay and padding too, about 50 ms that are not played.
    if (durationMs < statedMs - 100) throw corrupt(o.name, error);
    return durationMs;
  }
}

async function inspectFilm(o: Inspection, probe: MediaProbe): Promise<FoundStreams> {
  const picture = probe.streams.find((stream) => stream.kind === 'video' && !isCover(stream));
  if (!picture?.video) throw empty(o.name);
  // A film's own sound is never played, so its codec doesn't matter.
  if (!pictureCodecs.test(picture.codec)) throw unsupported(o.name, picture.codec);
  const { width, height, rotation } = picture.video;
  if (width * height > maxFramePixels) throw unsupported(o.name, `${width} x ${height} pixels`);
  const { maxDurationMs } = o.limits.video;
  if (probe.durationMs > maxDurationMs) throw tooLong(o.name, maxDurationMs);
  const durationMs = await orCorrupt(o, () => (probe.durationMs > 0 ? checkEnds(o, probe) : measureFilm(o)));
  if (durationMs > maxDurationMs) throw tooLong(o.name, maxDurationMs);
  const upright = rotation % 180 === 0;
  return {
    kind: 'video',
    durationMs,
    width: upright ? width : height,
    height: upright ? height : width,
  };
}

async function checkEnds(o: Inspection, { durationMs }: MediaProbe): Promise<number> {
  const start = await decodePart(o, ['-t', '1']);
  if (start.frames === 0) throw empty(o.name);
  // A film that was cut off has a whole header and no end.
  const end = await decodePart(o, ['-sseof', '-2']);
  if (end.frames === 0) throw corrupt(o.name);
  return durationMs;
}

/** A film that was written as a stream (a browser's recording) states no length: all of it is decoded. */
async function measureFilm(o: Inspection): Promise<number> {
  const whole = await decodePart(o, ['-t', String(o.limits.video.maxDurationMs / 1000 + 1)]);
  if (whole.frames === 0) throw empty(o.name);
  return whole.endMs;
}

/** Frames that decode within a part of the film, and where the last one ends. */
async function decodePart(o: Inspection, part: string[]): Promise<{ frames: number; endMs: number }> {
  const frameBytes = 16 * 16;
  let bytes = 0;
  let endMs = 0;
  const counter = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  await runFfmpeg({
    inputs: [{ path: o.path, format: o.demuxer, options: ['-max_pixels', String(maxFramePixels), ...part] }],
    outputs: [
      { stream: counter, options: ['-map', '0:V:0', '-vf', 'scale=16:16', '-pix_fmt', 'gray', '-f', 'rawvideo'] },
    ],
    signal: o.signal,
    timeoutMs: 60_000,
    noProgressMs: 20_000,
    onProgress: ({ timeMs }) => (endMs = timeMs),
  });
  await finished(counter);
  return { frames: Math.floor(bytes / frameBytes), endMs };
}

/** ffmpeg's own verdict on a file means that the file is damaged; everything else (cancelled, timeout) stays what it is. */
async function orCorrupt<T>(o: Inspection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PermanentError && ['ffmpeg_failed', 'media_unreadable'].includes(error.code))
      throw corrupt(o.name, error);
    throw error;
  }
}

function corrupt(name: string, cause?: unknown): PermanentError {
  return new PermanentError('media_corrupt', `The file ${name} is damaged or incomplete; supply it again.`, { cause });
}

function empty(name: string): PermanentError {
  return new PermanentError('media_empty', `The file ${name} has nothing to play; supply another.`);
}

function tooLong(name: string, maxDurationMs: number): PermanentError {
  return new PermanentError(
    'media_too_long',
    `The file ${name} is longer than ${Math.round(maxDurationMs / 60_000)} minutes; shorten it.`,
  );
}

function unsupported(name: string, what: string): PermanentError {
  return new PermanentError(
    'media_unsupported',
    `The file ${name} uses ${what}, which is not supported; convert it and supply it again.`,
  );
}
