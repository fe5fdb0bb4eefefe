import { createKernel, frameSlackBytes, type Kernel } from '../motion/kernel.ts';
import { layOutFrame, type Picture } from '../motion/plane-layout.ts';
import type { MediaFiles, Segment } from '../timeline.ts';
import type { BackdropSource, ReadyBackdrop } from './backdrop-source.ts';
import { drawTransition } from './draw-transition.ts';
import { framesInFlight } from './frame-stream.ts';
import type { DrawSprite } from '../type/draw-sprite.ts';
import { createOverlayTrack } from './overlay-track.ts';
import { prepareBackdrop } from './prepare-backdrop.ts';
import { spriteArenaBytes } from './sprite-planes.ts';
import { toYuv } from './to-yuv.ts';

export interface DrawRequest {
  segment: Segment;
  media: MediaFiles;
  /** Draws overlays; `drawSprite` by default. */
  drawOverlay?: DrawSprite;
  signal: AbortSignal;
}

export interface DrawnSegment {
  /**
   * Raw 4:2:0 planes of a frame. Frames are drawn in order, each once, the next one not before the last is there; the
   * bytes stay as they are while `framesInFlight` - 1 further ones are drawn.
   */
  draw: (frame: number) => Promise<Uint8Array>;
  /** After this no frame may be requested, and no frame's bytes read. */
  close: () => void;
}

/** Opens a segment for drawing: its pictures decoded, its own kernel with all the memory it will need. */
export async function drawSegment(request: DrawRequest): Promise<DrawnSegment> {
  const { canvas, overlays, profile } = request.segment;
  const backdrops = await prepareBackdrops(request);
  const frameBytes = layOutFrame(canvas.width, canvas.height).bytes;
  const framesBytes = (framesInFlight + 1) * (frameBytes + frameSlackBytes + 16);
  const bytes = backdrops.reduce((sum, one) => sum + one.bytes + 16, framesBytes + spriteArenaBytes(canvas));
  const kernel = createKernel({ bytes, width: canvas.width, sharp: profile === 'master' });
  const ring = Array.from({ length: framesInFlight + 1 }, () => {
    const at = kernel.allocate(frameBytes + frameSlackBytes);
    return layOutFrame(canvas.width, canvas.height, at).picture;
  });
  const scratch = ring.pop() as Picture;
  const [own, before] = backdrops.map((backdrop) => backdrop.open(kernel)) as [BackdropSource, BackdropSource?];
  const track = createOverlayTrack({ ...request, kernel, canvas, overlays });
  const drawFrame = async (frame: number): Promise<Uint8Array> => {
    const target = ring[frame % ring.length] as Picture;
    await drawBackdrop({ segment: request.segment, frame, kernel, own, before, scratch, target });
    await track.draw(frame, target);
    const { at } = target.planes[0];
    return kernel.memory.subarray(at, at + frameBytes);
  };
  let drawing: Promise<unknown> = Promise.resolve();
  return {
    draw(frame) {
      const drawn = drawFrame(frame);
      drawing = drawn.catch(() => undefined);
      return drawn;
    },
    close() {
      own.close();
      before?.close();
      // A frame that is being drawn would be drawn into the memory of the next segment.
      void drawing.then(() => kernel.close());
    },
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
