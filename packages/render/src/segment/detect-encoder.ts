import { runFfmpeg } from '@bom/ffmpeg';
import type { Canvas, Encoder } from '../timeline.ts';
import { encoderArguments, rawFrameArguments } from './encoder-arguments.ts';
import { createFrameStream } from './frame-stream.ts';

/** `x264` is software; `auto` takes the first hardware that works; a name asks for that one. */
export type EncoderChoice = 'x264' | 'auto' | 'nvenc' | 'qsv' | 'vaapi' | 'videotoolbox';

const hardware = {
  nvenc: 'h264_nvenc',
  qsv: 'h264_qsv',
  vaapi: 'h264_vaapi',
  videotoolbox: 'h264_videotoolbox',
} as const satisfies Record<Exclude<EncoderChoice, 'x264' | 'auto'>, Encoder>;

const trialCanvas: Canvas = { width: 320, height: 320, fps: 30 };
const trialFrames = 8;

/**
 * The encoder to render with. Each one is tried on a few frames, because ffmpeg may list an encoder that this machine
 * can't run. `fallback` says in a sentence why the requested one is not used; it belongs in the start-up log and in
 * the film's warnings.
 */
export async function detectEncoder(
  choice: EncoderChoice,
  signal: AbortSignal,
): Promise<{ encoder: Encoder; fallback?: string }> {
  if (choice === 'x264') return { encoder: 'libx264' };
  const asked: Encoder[] = choice === 'auto' ? Object.values(hardware) : [hardware[choice]];
  for (const encoder of asked) if (await works(encoder, signal)) return { encoder };
  return {
    encoder: 'libx264',
    fallback: `No picture could be encoded with ${asked.join(', ')} on this machine; x264 is used instead.`,
  };
}

async function works(encoder: Encoder, signal: AbortSignal): Promise<boolean> {
  const frameBytes = (trialCanvas.width * trialCanvas.height * 3) / 2;
  const frame = new Uint8Array(frameBytes).fill(128);
  const stream = createFrameStream({ frames: trialFrames, frameBytes, draw: () => Promise.resolve(frame) });
  return runFfmpeg({
    inputs: [{ stream, format: 'rawvideo', options: rawFrameArguments(trialCanvas) }],
    outputs: [{ path: '-', options: trialArguments(encoder) }],
    signal,
    timeoutMs: 20_000,
  }).then(
    () => true,
    (error: unknown) => {
      if (signal.aborted) throw error;
      return false;
    },
  );
}

/** The null muxer writes nothing, and knows no timescale. */
function trialArguments(encoder: Encoder): string[] {
  const options = encoderArguments('standard', trialCanvas, { encoder });
  return [...options.slice(0, options.indexOf('-video_track_timescale')), '-f', 'null'];
}
