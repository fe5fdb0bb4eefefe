import { stat } from 'node:fs/promises';
import { CancelledError, TransientError } from '@bom/domain';
import { runFfmpeg } from '@bom/ffmpeg';
import { readMp4 } from '../mp4/read-mp4.ts';
import { layOutFrame } from '../motion/plane-layout.ts';
import { drawSegment, type DrawRequest } from './draw-segment.ts';
import { encoderArguments, rawFrameArguments } from './encoder-arguments.ts';
import { createFrameStream } from './frame-stream.ts';

export interface SegmentRequest extends DrawRequest {
  /** Absolute path of the .mp4 to write. */
  out: string;
  /** After each frame: how many are drawn, of how many. */
  onFrame?: (done: number, total: number) => void;
  /** x264's threads; 1 by default. Other counts give other bytes, so a film keeps to one. */
  encoding?: { threads?: number };
}

/** Far beyond what a frame takes on a loaded machine. */
const msPerFrame = 1000;
const baseTimeoutMs = 60_000;

/**
 * Draws a segment's frames and encodes them, one thread, same segment same bytes. Resolves once the file holds every
 * frame of the plan. Throws what pictures, clips and ffmpeg throw; TransientError `segment_incomplete`.
 */
export async function renderSegment(request: SegmentRequest): Promise<{ frames: number; bytes: number }> {
  const { segment, out, signal } = request;
  const { canvas, frames } = segment;
  if (signal.aborted) throw new CancelledError('The segment was cancelled.');
  const encoding = { ...request.encoding, ...(segment.encoder ? { encoder: segment.encoder } : {}) };
  // The encoder loads its libraries while the pictures are decoded.
  const opening = drawSegment(request);
  // The first request for a frame gets the failure; until then it is not unhandled.
  opening.catch(() => undefined);
  const stream = createFrameStream({
    frames,
    frameBytes: layOutFrame(canvas.width, canvas.height).bytes,
    async draw(frame) {
      const film = await opening;
      const bytes = await film.draw(frame);
      request.onFrame?.(frame + 1, frames);
      return bytes;
    },
  });
  try {
    await runFfmpeg({
      inputs: [{ stream, format: 'rawvideo', options: rawFrameArguments(canvas) }],
      outputs: [{ path: out, options: encoderArguments(segment.profile, canvas, encoding) }],
      signal,
      timeoutMs: baseTimeoutMs + frames * msPerFrame,
    });
  } finally {
    await opening.then(
      (film) => film.close(),
      () => undefined,
    );
  }
  return verifySegment(out, frames);
}

/** Exit code 0 proves nothing: a full disk can leave a short file behind. */
async function verifySegment(out: string, planned: number): Promise<{ frames: number; bytes: number }> {
  const frames = await readMp4(out).then(
    ({ video }) => video?.packets ?? 0,
    () => 0,
  );
  if (frames !== planned) {
    throw new TransientError('segment_incomplete', `The segment has ${frames} frames instead of ${planned}.`);
  }
  return { frames, bytes: (await stat(out)).size };
}
