import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Brush } from './brushes.ts';
import { withAlpha } from './oklch.ts';
import { createRandom } from './random.ts';

/** Lays the hour's colour over the scene, then lets the lights shine, darkens the rim and adds grain against banding. */
export function finishPicture(brush: Brush, width: number, height: number): void {
  const { ctx, palette } = brush;
  ctx.resetTransform();
  ctx.globalCompositeOperation = 'multiply';
  ctx.fillStyle = withAlpha(palette.grade.color, palette.grade.alpha);
  ctx.fillRect(0, 0, width, height);
  ctx.globalCompositeOperation = 'screen';
  for (const light of brush.lights) drawLight(ctx, light);
  drawLight(ctx, {
    x: width * 0.08,
    y: height * 0.02,
    radius: Math.max(width, height) * 0.62,
    color: palette.sun,
    alpha: palette.dark ? 0.1 : 0.24,
  });
  ctx.globalCompositeOperation = 'multiply';
  drawVignette(brush, width, height);
  ctx.globalCompositeOperation = 'overlay';
  ctx.globalAlpha = 0.055;
  ctx.fillStyle = ctx.createPattern(grainTile(), 'repeat') ?? '#808080';
  ctx.fillRect(0, 0, width, height);
  ctx.globalAlpha = 1;
  ctx.globalCompositeOperation = 'source-over';
}

function drawLight(
  ctx: SKRSContext2D,
  light: { x: number; y: number; radius: number; color: string; alpha: number },
): void {
  const paint = ctx.createRadialGradient(light.x, light.y, 0, light.x, light.y, light.radius);
  paint.addColorStop(0, withAlpha(light.color, light.alpha));
  paint.addColorStop(0.35, withAlpha(light.color, light.alpha * 0.36));
  paint.addColorStop(1, withAlpha(light.color, 0));
  ctx.fillStyle = paint;
  ctx.fillRect(light.x - light.radius, light.y - light.radius, light.radius * 2, light.radius * 2);
}

function drawVignette({ ctx, palette }: Brush, width: number, height: number): void {
  const dark = palette.secondary(0.2);
  const rim = ctx.createRadialGradient(
    width / 2,
    height * 0.42,
    Math.min(width, height) * 0.45,
    width / 2,
    height * 0.46,
    Math.hypot(width, height) * 0.6,
  );
  rim.addColorStop(0, withAlpha(dark, 0));
  rim.addColorStop(1, withAlpha(dark, 0.2));
  ctx.fillStyle = rim;
  ctx.fillRect(0, 0, width, height);
  const floor = ctx.createLinearGradient(0, height * 0.62, 0, height);
  floor.addColorStop(0, withAlpha(dark, 0));
  floor.addColorStop(1, withAlpha(dark, 0.26));
  ctx.fillStyle = floor;
  ctx.fillRect(0, height * 0.62, width, height * 0.38);
}

let tile: Canvas | undefined;

/** Grey noise, made once a process; the same in every process. */
function grainTile(): Canvas {
  if (tile) return tile;
  const side = 256;
  const canvas = createCanvas(side, side);
  const ctx = canvas.getContext('2d');
  const pixels = ctx.createImageData(side, side);
  const random = createRandom('grain');
  for (let index = 0; index < pixels.data.length; index += 4) {
    const value = 128 + (random.next() + random.next() - 1) * 120;
    pixels.data[index] = pixels.data[index + 1] = pixels.data[index + 2] = value;
    pixels.data[index + 3] = 255;
  }
  ctx.putImageData(pixels, 0, 0);
  tile = canvas;
  return canvas;
}
