import type { Canvas, Encoder, EncoderProfile } from '../timeline.ts';

interface EncoderOptions {
  /** x264 by default. */
  encoder?: Encoder;
  /** x264's threads; 1 by default. Other counts give other bytes, so a film keeps to one. */
  threads?: number;
}

interface Quality {
  /** x264's preset: how long it looks for savings. */
  preset: string;
  /** Constant rate factor of x264; also the quantiser asked of hardware. */
  crf: number;
  /** Further words to x264. */
  x264?: string;
}

/**
 * `standard` is veryfast: beyond it, slower presets save bytes but no visible error on moving stills, and the
 * platforms encode anew anyway. Frames that x264 looks ahead at, and reference B-frames, are memory: without them a
 * 1080x1920 encoder takes 154 MB in place of 207, and at crf 19 moving stills come out as with veryfast's own at crf
 * 20 (48.05 dB and 593 KiB beside 48.04 dB and 608 KiB for five seconds).
 */
const qualities: Record<EncoderProfile, Quality> = {
  preview: { preset: 'ultrafast', crf: 28 },
  draft: { preset: 'superfast', crf: 24 },
  standard: { preset: 'veryfast', crf: 19, x264: 'b-pyramid=none:rc-lookahead=5' },
  master: { preset: 'slow', crf: 14 },
};

const gopSeconds = 2;
/** Ticks per frame; the same in all segments, or their join would round timestamps. */
const ticksPerFrame = 512;
const color = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'];

/** Input options for raw frames of a canvas. */
export function rawFrameArguments(canvas: Canvas): string[] {
  const size = ['-pix_fmt', 'yuv420p', '-video_size', `${canvas.width}x${canvas.height}`];
  return [...size, '-framerate', String(canvas.fps), ...color];
}

/**
 * Output options of one segment. One thread: the same frames then give the same bytes, and segments run side by side
 * instead. Fixed, closed GOPs without scene cuts, a constant number of B-frames and a fixed timescale, so that
 * segments join by copying; no timestamps or versions in the file.
 */
export function encoderArguments(profile: EncoderProfile, canvas: Canvas, options: EncoderOptions = {}): string[] {
  const { encoder = 'libx264', threads = 1 } = options;
  const gop = String(Math.round(canvas.fps * gopSeconds));
  return [
    ['-c:v', encoder, ...codecWords[encoder]({ ...qualities[profile], threads }).split(' ')],
    ['-g', gop, '-keyint_min', gop, '-bf', '2', '-flags:v', '+cgop+bitexact'],
    color,
    ['-fps_mode', 'passthrough', '-an', '-map_metadata', '-1', '-fflags', '+bitexact'],
    ['-video_track_timescale', String(canvas.fps * ticksPerFrame), '-f', 'mp4'],
  ].flat();
}

/** What each encoder wants to hear for a quality; vaapi and qsv take NV12 surfaces. */
const codecWords: Record<Encoder, (quality: Quality & { threads: number }) => string> = {
  libx264: ({ preset, crf, x264, threads }) =>
    `-preset ${preset} -crf ${crf} -pix_fmt yuv420p -threads ${threads} -sc_threshold 0${x264 ? ` -x264-params ${x264}` : ''}`,
  h264_nvenc: ({ crf }) => `-preset p5 -rc constqp -qp ${crf} -pix_fmt yuv420p -no-scenecut 1`,
  h264_qsv: ({ crf }) => `-preset medium -global_quality ${crf} -vf format=nv12`,
  h264_vaapi: ({ crf }) => `-vaapi_device /dev/dri/renderD128 -qp ${crf} -vf format=nv12,hwupload`,
  h264_videotoolbox: ({ crf }) => `-q:v ${100 - 2 * crf} -pix_fmt yuv420p -allow_sw 0`,
};
