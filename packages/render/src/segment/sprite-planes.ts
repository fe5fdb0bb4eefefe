import type { Kernel } from '../motion/kernel.ts';
import { roundUp, type Picture, type Plane } from '../motion/plane-layout.ts';
import type { Canvas } from '../timeline.ts';
import type { Sprite } from '../sprite.ts';

/** A sprite as the kernel blends it; one that lies outside the frame is null. */
export interface SpritePlanes {
  x: number;
  y: number;
  width: number;
  height: number;
  stride: number;
  chromaStride: number;
  luma: number;
  alpha: number;
  u: number;
  v: number;
  chromaAlpha: number;
}

export interface SpriteArena {
  /** Puts a sprite into the kernel's memory. False: no room left; `clear` and place again what is still shown. */
  place: (sprite: Sprite) => SpritePlanes | null | false;
  clear: () => void;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Full frames of sprites that are kept at once. */
const arenaFrames = 2;
const bytesPerPixel = 3;
/** Even: of so many rows at a time the pixels come into the kernel's memory. */
const stripRows = 64;

/** Kernel memory that the arena and its staging area take for a canvas. */
export function spriteArenaBytes(canvas: Canvas): number {
  return stagingSize(canvas) + arenaSize(canvas) + 64;
}

export function createSpriteArena(kernel: Kernel, canvas: Canvas): SpriteArena {
  const staging = kernel.allocate(stagingSize(canvas));
  const size = arenaSize(canvas);
  const start = kernel.allocate(size);
  let used = 0;
  return {
    place(sprite) {
      const box = visibleBox(sprite, canvas);
      if (box === null) return null;
      const planes = layOutSprite(box, start + used);
      if (planes.end - start > size) return false;
      used = planes.end - start;
      kernel.memory.fill(0, planes.luma, planes.end);
      for (let row = 0; row < box.height; row += stripRows) {
        const height = Math.min(stripRows, box.height - row);
        stage({ kernel, sprite, box: { ...box, y: box.y + row, height }, at: staging });
        const { stride, chromaStride } = planes;
        const [luma, alpha] = [planes.luma, planes.alpha].map((at) => at + row * stride) as [number, number];
        const chroma = [planes.u, planes.v, planes.chromaAlpha].map((at) => at + (row / 2) * chromaStride);
        kernel.raw.rgbaToSprite(staging, box.width, height, luma, alpha, stride, ...chroma, chromaStride);
      }
      return planes;
    },
    clear: () => {
      used = 0;
    },
  };
}

/** Lays a sprite over a frame with its opacity times `share`, 0..1. */
export function blendSprite(
  kernel: Kernel,
  sprite: SpritePlanes,
  { frame, share }: { frame: Picture; share: number },
): void {
  const factor = Math.round(Math.min(1, Math.max(0, share)) * 32_767);
  if (factor === 0) return;
  const { blendSpritePlane } = kernel.raw;
  const [y, u, v] = frame.planes;
  const at = (plane: Plane, x: number, row: number): number => plane.at + row * plane.stride + x;
  const halfX = sprite.x / 2;
  const halfY = sprite.y / 2;
  const half = sprite.height / 2;
  blendSpritePlane(
    sprite.luma,
    sprite.alpha,
    sprite.stride,
    sprite.height,
    at(y, sprite.x, sprite.y),
    y.stride,
    factor,
  );
  blendSpritePlane(sprite.u, sprite.chromaAlpha, sprite.chromaStride, half, at(u, halfX, halfY), u.stride, factor);
  blendSpritePlane(sprite.v, sprite.chromaAlpha, sprite.chromaStride, half, at(v, halfX, halfY), v.stride, factor);
}

function stagingSize(canvas: Canvas): number {
  return canvas.width * stripRows * 4;
}

function arenaSize(canvas: Canvas): number {
  return roundUp(canvas.width, 32) * canvas.height * bytesPerPixel * arenaFrames;
}

/**
 * The even-aligned box of the frame that a sprite lies in. Empty margins are not looked for: sprites come cut to their
 * bounds.
 */
function visibleBox(sprite: Sprite, canvas: Canvas): Box | null {
  const x = Math.round(sprite.x);
  const y = Math.round(sprite.y);
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  const right = Math.min(canvas.width, x + sprite.width) - 1;
  const bottom = Math.min(canvas.height, y + sprite.height) - 1;
  if (right < left || bottom < top) return null;
  const even = { x: left - (left % 2), y: top - (top % 2) };
  // One chroma sample further: its filter reaches the last visible column.
  const width = Math.min(canvas.width, roundUp(right + 2, 2)) - even.x;
  return { ...even, width, height: Math.min(canvas.height, roundUp(bottom + 1, 2)) - even.y };
}

function layOutSprite(box: Box, at: number): SpritePlanes & { end: number } {
  const stride = roundUp(box.width, 16);
  const chromaStride = roundUp(box.width / 2, 16);
  const luma = stride * box.height;
  const chroma = (chromaStride * box.height) / 2;
  const u = at + 2 * luma;
  return {
    ...box,
    stride,
    chromaStride,
    luma: at,
    alpha: at + luma,
    u,
    v: u + chroma,
    chromaAlpha: u + 2 * chroma,
    end: roundUp(u + 3 * chroma, 16),
  };
}

/** Copies what is visible in a box, row by row, into its cleared staging area. */
function stage({ kernel, sprite, box, at }: { kernel: Kernel; sprite: Sprite; box: Box; at: number }): void {
  const x = Math.round(sprite.x);
  const y = Math.round(sprite.y);
  kernel.memory.fill(0, at, at + box.width * box.height * 4);
  const from = Math.max(0, box.x - x);
  const to = Math.min(sprite.width, box.x + box.width - x);
  for (let j = 0; j < box.height; j += 1) {
    const row = box.y + j - y;
    if (row < 0 || row >= sprite.height || to <= from) continue;
    const pixels = sprite.rgba.subarray((row * sprite.width + from) * 4, (row * sprite.width + to) * 4);
    kernel.memory.set(pixels, at + (j * box.width + (x + from - box.x)) * 4);
  }
}
