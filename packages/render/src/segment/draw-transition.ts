import type { Kernel, PixelRect } from '../motion/kernel.ts';
import type { Picture } from '../motion/plane-layout.ts';
import { ease } from '../motion/view-at.ts';
import type { TransitionKind } from '../timeline.ts';

export interface Shown {
  picture: Picture;
  view: PixelRect;
}

export interface TransitionFrame {
  kernel: Kernel;
  kind: Exclude<TransitionKind, 'cut'>;
  /** How far: above 0 at the first frame, below 1 at the last. */
  share: number;
  /** Y, U, V to dip to. */
  color: [number, number, number];
  before: Shown;
  after: Shown;
  scratch: Picture;
  target: Picture;
}

/** In a slide the covered picture gives way a little. */
const parallax = 0.25;
const zoomIn = 0.9;
const zoomSettle = 0.25;

/** Draws one frame of the earlier backdrop going over into the later one. */
export function drawTransition(frame: TransitionFrame): void {
  switch (frame.kind) {
    case 'crossfade':
      return drawCrossfade(frame);
    case 'slide':
      return drawMove(frame, parallax);
    case 'push':
      return drawMove(frame, 1);
    case 'zoom-through':
      return drawZoomThrough(frame);
    case 'dip':
      return drawDip(frame);
  }
}

function drawCrossfade({ kernel, share, before, after, scratch, target }: TransitionFrame): void {
  kernel.resample(before.picture, before.view, target);
  kernel.resample(after.picture, after.view, scratch);
  kernel.blend({ under: target, over: scratch, target, share });
}

/**
 * The later picture comes in from the right; the earlier one moves by `give` of its way. Sub-pixel, seam included.
 */
function drawMove({ kernel, share, before, after, scratch, target }: TransitionFrame, give: number): void {
  const moved = ease('sine', share) * target.width;
  const edge = target.width - moved;
  kernel.resample(before.picture, shiftView(before.view, moved * give, target.width), target);
  kernel.resample(after.picture, shiftView(after.view, -edge, target.width), scratch);
  kernel.wipe(scratch, target, edge);
}

/** Flies into the earlier picture; the later one comes up near and settles. */
function drawZoomThrough(frame: TransitionFrame): void {
  const { kernel, share, before, after, scratch, target } = frame;
  const settle = (1 - share) ** 3;
  kernel.resample(before.picture, zoomView(before.view, 1 + zoomIn * share ** 2), target);
  kernel.resample(after.picture, zoomView(after.view, 1 + zoomSettle * settle), scratch);
  const fade = ease('sine', Math.min(1, Math.max(0, (share - 0.3) / 0.4)));
  kernel.blend({ under: target, over: scratch, target, share: fade });
}

function drawDip({ kernel, share, color, before, after, scratch, target }: TransitionFrame): void {
  const shown = share < 0.5 ? before : after;
  kernel.resample(shown.picture, shown.view, target);
  kernel.fill(scratch, color);
  kernel.blend({ under: target, over: scratch, target, share: ease('sine', 1 - Math.abs(2 * share - 1)) });
}

/** What a picture shows once it has moved to the left by `px` of the frame; beyond its edge that edge goes on. */
function shiftView(view: PixelRect, px: number, frameWidth: number): PixelRect {
  return { ...view, x: view.x + (px * view.width) / frameWidth };
}

function zoomView(view: PixelRect, factor: number): PixelRect {
  const width = view.width / factor;
  const height = view.height / factor;
  return { x: view.x + (view.width - width) / 2, y: view.y + (view.height - height) / 2, width, height };
}
