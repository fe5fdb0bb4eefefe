import type { PixelRect } from '../motion/kernel.ts';
import { layOutPicture } from '../motion/plane-layout.ts';
import { viewAt } from '../motion/view-at.ts';
import { cardMotion, drawCard } from '../still/draw-card.ts';
import { prepareStill, type PreparedStill } from '../still/prepare-still.ts';
import { createStillCache } from '../still/still-cache.ts';
import type { Backdrop, Canvas, MediaFiles, MotionPath } from '../timeline.ts';
import { pathOf, type BackdropRequest, type ReadyBackdrop } from './backdrop-source.ts';
import { openClip } from './open-clip.ts';

const cacheBytes = 18 * 1024 * 1024;
let stills: ReturnType<typeof createStillCache<PreparedStill>> | undefined;

/** Prepares a backdrop; the still's planes are kept for the neighbour that shows the same one. */
export async function prepareBackdrop(request: BackdropRequest): Promise<ReadyBackdrop> {
  if (request.backdrop.kind === 'clip') return openClip({ ...request, backdrop: request.backdrop });
  const still = await preparedStill(request.backdrop, request.canvas, request.media);
  const motion = motionOf(request.backdrop);
  const { bytes } = layOutPicture(still.width, still.height);
  return {
    bytes,
    open(kernel) {
      const start = kernel.allocate(bytes);
      kernel.memory.set(still.data, start);
      const { picture } = layOutPicture(still.width, still.height, start);
      return {
        at: (frame) =>
          Promise.resolve({ picture, view: pixelView({ still, motion, frame, frames: request.sceneFrames }) }),
        close: () => undefined,
      };
    },
  };
}

function preparedStill(
  backdrop: Exclude<Backdrop, { kind: 'clip' }>,
  canvas: Canvas,
  media: MediaFiles,
): Promise<PreparedStill> {
  stills ??= createStillCache<PreparedStill>(cacheBytes);
  // Speed plays no part in how a still is prepared, nor does the file's place on this machine.
  const key = JSON.stringify([backdrop, canvas.width, canvas.height]);
  return stills.get(key, async () => {
    if (backdrop.kind === 'card') return drawCard({ ...backdrop, canvas });
    const { blur, dim } = backdrop;
    const effects = { ...(blur === undefined ? {} : { blur }), ...(dim === undefined ? {} : { dim }) };
    return prepareStill({ path: pathOf(backdrop.media, media), canvas, motion: backdrop.path, ...effects });
  });
}

function motionOf(backdrop: Exclude<Backdrop, { kind: 'clip' }>): MotionPath {
  return backdrop.kind === 'card' ? cardMotion(backdrop.variant) : backdrop.path;
}

function pixelView(scene: { still: PreparedStill; motion: MotionPath; frame: number; frames: number }): PixelRect {
  const { still } = scene;
  const view = viewAt(scene.motion, scene.frame, scene.frames);
  const scaleX = still.width / still.window.width;
  const scaleY = still.height / still.window.height;
  return {
    x: (view.x - still.window.x) * scaleX,
    y: (view.y - still.window.y) * scaleY,
    width: view.width * scaleX,
    height: view.height * scaleY,
  };
}
