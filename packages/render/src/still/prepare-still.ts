import type { Canvas, MotionPath, View } from '../timeline.ts';
import { decodePicture, grayToRgb } from './decoded-picture.ts';
import { decoding } from './open-picture.ts';
import { toPreparedPicture, type PreparedPicture } from './prepared-picture.ts';

export interface StillRequest {
  path: string;
  canvas: Canvas;
  motion: MotionPath;
  /** Gaussian, as a fraction of the canvas's width. */
  blur?: number;
  /** 0 leaves the picture as it is, 1 makes it black. */
  dim?: number;
}

/** A still at the size its motion needs, and the part of the whole picture it holds. */
export interface PreparedStill extends PreparedPicture {
  window: View;
}

/**
 * Source px per output px at the widest view (measured: least pulsing of sharpness), and the bounds at other zooms.
 */
const bestRatio = 1.2;
const largestRatio = 1.35;
const smallestRatio = 0.85;

/**
 * Decodes, crops and scales (Lanczos) a still once, so that the kernel's ratio of source px to output px stays within
 * 0.85 to 1.35 along the path. Throws like `openPicture`.
 */
export async function prepareStill(request: StillRequest): Promise<PreparedStill> {
  const { canvas, motion } = request;
  const { image, width, height } = await decodePicture(request.path);
  const crop = cropFor(motion, { width, height });
  const ratio = ratioFor(motion);
  const widest = Math.max(motion.from.width, motion.to.width) * width;
  const tallest = Math.max(motion.from.height, motion.to.height) * height;
  const size = {
    width: evenSize((crop.width / widest) * canvas.width * ratio),
    height: evenSize((crop.height / tallest) * canvas.height * ratio),
  };
  let pipeline = image()
    .extract(crop)
    .resize({ ...size, fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad: false });
  if (request.blur !== undefined && request.blur > 0)
    pipeline = pipeline.blur(Math.max(0.3, request.blur * size.width));
  if (request.dim !== undefined && request.dim > 0) pipeline = pipeline.linear(1 - Math.min(1, request.dim), 0);
  const { data, info } = await decoding(pipeline.removeAlpha().raw().toBuffer({ resolveWithObject: true }));
  const rgb = info.channels === 3 ? data : grayToRgb(data);
  return {
    ...toPreparedPicture(rgb, size.width, size.height),
    window: { x: crop.left / width, y: crop.top / height, width: crop.width / width, height: crop.height / height },
  };
}

/** Whole pixels around everything that the path shows. */
function cropFor(
  { from, to }: MotionPath,
  size: { width: number; height: number },
): { left: number; top: number; width: number; height: number } {
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) * size.width) - 2);
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) * size.height) - 2);
  const right = Math.min(size.width, Math.ceil(Math.max(from.x + from.width, to.x + to.width) * size.width) + 2);
  const bottom = Math.min(size.height, Math.ceil(Math.max(from.y + from.height, to.y + to.height) * size.height) + 2);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

function ratioFor({ from, to }: MotionPath): number {
  const zoom = Math.max(from.width / to.width, to.width / from.width);
  return Math.min(largestRatio, Math.max(bestRatio, smallestRatio * zoom));
}

function evenSize(px: number): number {
  return Math.max(4, 2 * Math.round(px / 2));
}
