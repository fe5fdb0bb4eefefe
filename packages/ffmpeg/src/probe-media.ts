import { PermanentError } from '@bom/domain';
import { z } from 'zod';
import { fileUrl, pinFormat } from './ffmpeg-arguments.ts';
import { runFfprobe, type ProbeLimits } from './run-ffprobe.ts';

export interface MediaStream {
  index: number;
  kind: 'video' | 'audio' | 'other';
  codec: string;
  startMs: number;
  /** 0 where the container doesn't say. */
  durationMs: number;
  /** As the container's header counts them, which may lie; null where it doesn't. */
  frames: number | null;
  video?: {
    width: number;
    height: number;
    /** Degrees clockwise that a player turns the picture by: 0, 90, 180, 270. */
    rotation: number;
    fps: number;
    pixelFormat: string;
    colorSpace: string | null;
    colorPrimaries: string | null;
    colorTransfer: string | null;
    colorRange: string | null;
  };
  audio?: { sampleRate: number; channels: number };
}

export interface MediaProbe {
  /** ffmpeg's names of the container, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string;
  durationMs: number;
  sizeBytes: number;
  streams: MediaStream[];
}

const numeric = z.coerce.number().catch(0);
const streamSchema = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().default('unknown'),
  width: z.number().optional(),
  height: z.number().optional(),
  pix_fmt: z.string().default('unknown'),
  avg_frame_rate: z.string().default('0/0'),
  sample_rate: numeric.default(0),
  channels: z.number().default(0),
  start_time: numeric.default(0),
  duration: numeric.default(0),
  nb_frames: z.coerce.number().optional().catch(undefined),
  color_space: z.string().optional(),
  color_primaries: z.string().optional(),
  color_transfer: z.string().optional(),
  color_range: z.string().optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});
const probeSchema = z.object({
  format: z.object({ format_name: z.string(), duration: numeric.default(0), size: numeric.default(0) }),
  streams: z.array(streamSchema).default([]),
});

/** What a media file holds, read from its headers. Throws like `runFfmpeg`, and `PermanentError` media_unreadable. */
export async function probeMedia(path: string, limits: ProbeLimits): Promise<MediaProbe> {
  const text = await runFfprobe(probeArguments(path, limits.format), limits);
  const parsed = probeSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new PermanentError('media_unreadable', 'The media file has no readable streams; supply another file.', {
      cause: parsed.error,
    });
  }
  const { format, streams } = parsed.data;
  return {
    format: format.format_name,
    durationMs: format.duration * 1000,
    sizeBytes: format.size,
    streams: streams.map(toMediaStream),
  };
}

/** Pure: ffprobe's words for the headers of one local file. */
export function probeArguments(path: string, format?: string): string[] {
  const pinned = format === undefined ? [] : pinFormat(format);
  return [
    ['-v', 'error', '-protocol_whitelist', 'file', ...pinned],
    ['-show_format', '-show_streams', '-of', 'json'],
    ['-i', fileUrl(path)],
  ].flat();
}

function toMediaStream(stream: z.infer<typeof streamSchema>): MediaStream {
  const kind = stream.codec_type === 'video' || stream.codec_type === 'audio' ? stream.codec_type : 'other';
  return {
    index: stream.index,
    kind,
    codec: stream.codec_name,
    startMs: stream.start_time * 1000,
    durationMs: stream.duration * 1000,
    frames: stream.nb_frames ?? null,
    ...(kind === 'video' ? { video: videoFacts(stream) } : {}),
    ...(kind === 'audio' ? { audio: { sampleRate: stream.sample_rate, channels: stream.channels } } : {}),
  };
}

function videoFacts(stream: z.infer<typeof streamSchema>): NonNullable<MediaStream['video']> {
  const counterClockwise = stream.side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  return {
    width: stream.width ?? 0,
    height: stream.height ?? 0,
    rotation: ((-Math.round(counterClockwise) % 360) + 360) % 360,
    fps: parseRatio(stream.avg_frame_rate),
    pixelFormat: stream.pix_fmt,
    colorSpace: stream.color_space ?? null,
    colorPrimaries: stream.color_primaries ?? null,
    colorTransfer: stream.color_transfer ?? null,
    colorRange: stream.color_range ?? null,
  };
}

function parseRatio(text: string): number {
  const [over, under] = text.split('/').map(Number);
  return over !== undefined && under !== undefined && under > 0 ? over / under : 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
