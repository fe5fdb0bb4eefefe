import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Sprite } from '../sprite.ts';
import type { Canvas } from '../timeline.ts';
import type { Rect } from './safe-area.ts';

/**
 * Draws in px of the frame and gives back what was touched, cut to its bounds and to the frame. `around` is where
 * drawing happens, shadows included; outside it nothing is kept.
 */
export function drawCropped(around: Rect, canvas: Canvas, draw: (context: SKRSContext2D) => void): Sprite {
  const left = Math.max(0, Math.floor(around.x));
  const top = Math.max(0, Math.floor(around.y));
  const width = Math.max(1, Math.min(canvas.width, Math.ceil(around.x + around.width)) - left);
  const height = Math.max(1, Math.min(canvas.height, Math.ceil(around.y + around.height)) - top);
  const context = createCanvas(width, height).getContext('2d');
  context.translate(-left, -top);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.lineJoin = 'round';
  draw(context);
  const { data } = context.getImageData(0, 0, width, height);
  const box = touchedBox(data, width, height);
  return {
    x: left + box.x,
    y: top + box.y,
    width: box.width,
    height: box.height,
    rgba: crop(data, width, box),
  };
}

/** A sprite of nothing is one clear pixel. */
function touchedBox(data: Uint8ClampedArray, width: number, height: number): Rect {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((pixels[y * width + x] ?? 0) >>> 24 === 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return { x: 0, y: 0, width: 1, height: 1 };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function crop(data: Uint8ClampedArray, width: number, box: Rect): Uint8ClampedArray {
  const cropped = new Uint8ClampedArray(box.width * box.height * 4);
  for (let row = 0; row < box.height; row++) {
    const from = ((box.y + row) * width + box.x) * 4;
    cropped.set(data.subarray(from, from + box.width * 4), row * box.width * 4);
  }
  return cropped;
}
