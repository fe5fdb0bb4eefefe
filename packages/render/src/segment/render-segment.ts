import { stat } from 'node:fs/promises';
import { CancelledError, TransientError } from '@bom/domain';
import { probeMedia, runFfmpeg } from '@bom/ffmpeg';
import { createKernel, frameSlackBytes, type Kernel } from '../motion/kernel.ts';
import { layOutFrame, type Picture } from '../motion/plane-layout.ts';
import type { MediaFiles, Segment } from '../timeline/timeline.ts';
import type { BackdropSource, ReadyBackdrop } from './backdrop-source.ts';
import { drawTransition } from './draw-transition.ts';
import { encoderArguments, rawFrameArguments, type Encoder } from './encoder-arguments.ts';
import { createFrameStream, framesInFlight } from './frame-stream.ts';
import { createOverlayTrack, type DrawSprite } from './overlay-track.ts';
import { prepareBackdrop } from './prepare-backdrop.ts';
import { spriteArenaBytes } from './sprite-planes.ts';
import { toYuv } from './to-yuv.ts';

export interface SegmentRequest {
  segment: Segment;
  media: MediaFiles;
  /** Absolute path of the .mp4 to write. */
  out: string;
  drawSprite: DrawSprite;
  signal: AbortSignal;
  /** After each frame: how many are drawn, of how many. */
  onFrame?: (done: number, total: number) => void;
  /** From `detectEncoder`; x264 by default. */
  encoder?: Encoder;
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
  const film = await openSegment(request);
  const stream = createFrameStream({
    frames,
    frameBytes: film.frameBytes,
    async draw(frame) {
      const bytes = await film.draw(frame);
      request.onFrame?.(frame + 1, frames);
      return bytes;
    },
  });
  try {
    await runFfmpeg({
      inputs: [{ stream, format: 'rawvideo', options: rawFrameArguments(canvas) }],
      outputs: [{ path: out, options: encoderArguments(segment.profile, canvas, request.encoder) }],
      signal,
      timeoutMs: baseTimeoutMs + frames * msPerFrame,
    });
  } finally {
    film.close();
  }
  return verifySegment(out, { frames, signal });
}

/**
 * Gets a segment's pictures ready ahead of its turn, so that decoding them costs no waiting. Failures are left for
 * `renderSegment` to report.
 */
export async function prefetchSegment(request: {
  segment: Segment;
  media: MediaFiles;
  signal: AbortSignal;
}): Promise<void> {
  await prepareBackdrops(request).catch(() => undefined);
}

interface OpenSegment {
  frameBytes: number;
  draw: (frame: number) => Promise<Uint8Array>;
  close: () => void;
}

async function openSegment(request: SegmentRequest): Promise<OpenSegment> {
  const { canvas, overlays } = request.segment;
  const backdrops = await prepareBackdrops(request);
  const frameBytes = layOutFrame(canvas.width, canvas.height).bytes;
  const framesBytes = (framesInFlight + 1) * (frameBytes + frameSlackBytes + 16);
  const bytes = backdrops.reduce((sum, one) => sum + one.bytes + 16, framesBytes + spriteArenaBytes(canvas));
  const kernel = createKernel({ bytes, width: canvas.width });
  const ring = Array.from({ length: framesInFlight + 1 }, () => {
    const at = kernel.allocate(frameBytes + frameSlackBytes);
    return layOutFrame(canvas.width, canvas.height, at).picture;
  });
  const scratch = ring.pop() as Picture;
  const [own, before] = backdrops.map((backdrop) => backdrop.open(kernel)) as [BackdropSource, BackdropSource?];
  const track = createOverlayTrack({ ...request, kernel, canvas, overlays });
  return {
    frameBytes,
    async draw(frame) {
      const target = ring[frame % ring.length] as Picture;
      await drawBackdrop({ segment: request.segment, frame, kernel, own, before, scratch, target });
      await track.draw(frame, target);
      const { at } = target.planes[0];
      return kernel.memory.subarray(at, at + frameBytes);
    },
    close: () => [own, before].forEach((source) => source?.close()),
  };
}

/** The segment's own backdrop, and the one before it where that goes on beneath a transition. */
function prepareBackdrops(request: {
  segment: Segment;
  media: MediaFiles;
  signal: AbortSignal;
}): Promise<ReadyBackdrop[]> {
  const { segment, media, signal } = request;
  const { canvas, frames, transition } = segment;
  const shared = { canvas, media, signal };
  const wanted = [{ ...shared, backdrop: segment.backdrop, firstFrame: 0, askedFrames: frames, sceneFrames: frames }];
  if (transition !== undefined) {
    const { from, fromFrame, fromFrames } = transition;
    wanted.push({
      ...shared,
      backdrop: from,
      firstFrame: fromFrame,
      askedFrames: transition.frames,
      sceneFrames: fromFrames,
    });
  }
  return Promise.all(wanted.map(prepareBackdrop));
}

async function drawBackdrop(job: {
  segment: Segment;
  frame: number;
  kernel: Kernel;
  own: BackdropSource;
  before: BackdropSource | undefined;
  scratch: Picture;
  target: Picture;
}): Promise<void> {
  const { segment, frame, kernel, target } = job;
  const { transition } = segment;
  const after = await job.own.at(frame);
  if (transition === undefined || job.before === undefined || frame >= transition.frames) {
    kernel.resample(after.picture, after.view, target);
    return;
  }
  drawTransition({
    kernel,
    after,
    target,
    scratch: job.scratch,
    kind: transition.kind,
    share: (frame + 1) / (transition.frames + 1),
    color: toYuv(transition.color),
    before: await job.before.at(transition.fromFrame + frame),
  });
}

/** Exit code 0 proves nothing: a full disk can leave a short file behind. */
async function verifySegment(
  out: string,
  plan: { frames: number; signal: AbortSignal },
): Promise<{ frames: number; bytes: number }> {
  const probe = await probeMedia(out, { format: 'mov', signal: plan.signal, timeoutMs: 20_000 });
  const frames = probe.streams[0]?.frames ?? 0;
  if (frames !== plan.frames) {
    throw new TransientError('segment_incomplete', `The segment has ${frames} frames instead of ${plan.frames}.`);
  }
  return { frames, bytes: (await stat(out)).size };
}
