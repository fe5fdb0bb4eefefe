import { viewAt } from '../motion/view-at.ts';
import { decodePicture } from '../still/decoded-picture.ts';
import { decoding } from '../still/open-picture.ts';
import type { Backdrop } from '../timeline.ts';
import { probeBytes, probeHeight, probeWidth } from './frame-log.ts';

/** Full HD with the room that zooms need: what is finer than its pixels is gone from the film as well. */
const longestSide = 2400;
/** Steps of limited-range luma to one of grey. */
const lumaPerGrey = 219 / 255;

/** A source picture in grey, from which can be told what a film of it must show. */
export interface StillLight {
  width: number;
  height: number;
  grey: Uint8Array;
}

/** A still at a frame of the segment that shows it. */
export interface StillMoment {
  backdrop: Extract<Backdrop, { kind: 'still' }>;
  frame: number;
  frames: number;
}

/** Throws like `openPicture`. */
export async function readStillLight(path: string): Promise<StillLight> {
  const { image } = await decodePicture(path);
  const { data, info } = await decoding(
    image()
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const grey = info.channels === 1 ? data : data.filter((_, at) => at % info.channels === 0);
  return { width: info.width, height: info.height, grey };
}

/**
 * The luma of the frame at the probe's points, as it would be with nothing drawn above it; steps above black. (Measured on
 * gradients of 5 to 200 steps and on noise: the change between two of them is that of the encoded film within a third,
 * once it is above 0.1.)
 */
export function probeStill(
  { width, height, grey }: StillLight,
  { backdrop, frame, frames }: StillMoment,
): Float32Array {
  const view = viewAt(backdrop.path, frame, frames);
  const scale = lumaPerGrey * (1 - (backdrop.dim ?? 0));
  const points = new Float32Array(probeBytes);
  for (let row = 0; row < probeHeight; row++) {
    const y = within((view.y + (view.height * (row + 0.5)) / probeHeight) * height - 0.5, height - 1);
    for (let column = 0; column < probeWidth; column++) {
      const x = within((view.x + (view.width * (column + 0.5)) / probeWidth) * width - 0.5, width - 1);
      points[row * probeWidth + column] = scale * sample({ grey, width }, x, y);
    }
  }
  return points;
}

/** Between the four pixels around a place; those beyond the last row or column weigh nothing. */
function sample({ grey, width }: Pick<StillLight, 'grey' | 'width'>, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const pixel = (right: number, below: number) => grey[(top + below) * width + left + right] ?? 0;
  const [across, down] = [x - left, y - top];
  const upper = pixel(0, 0) * (1 - across) + pixel(1, 0) * across;
  return down === 0 ? upper : upper * (1 - down) + (pixel(0, 1) * (1 - across) + pixel(1, 1) * across) * down;
}

function within(value: number, highest: number): number {
  return Math.min(highest, Math.max(0, value));
}
