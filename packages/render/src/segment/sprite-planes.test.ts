import { createKernel } from '../motion/kernel.ts';
import { layOutFrame } from '../motion/plane-layout.ts';
import { blendSprite, createSpriteArena, spriteArenaBytes, type SpritePlanes } from './sprite-planes.ts';
import type { Sprite } from '../sprite.ts';
import { toYuv } from './to-yuv.ts';

const canvas = { width: 64, height: 48, fps: 30 };

function open() {
  const { bytes } = layOutFrame(canvas.width, canvas.height);
  const kernel = createKernel({ bytes: bytes + 128 + spriteArenaBytes(canvas), width: canvas.width });
  const frame = layOutFrame(canvas.width, canvas.height, kernel.allocate(bytes + 32)).picture;
  const arena = createSpriteArena(kernel, canvas);
  const at = (x: number, y: number): number[] =>
    frame.planes.map((plane, index) => {
      const [column, row] = index === 0 ? [x, y] : [x >> 1, y >> 1];
      return kernel.memory[plane.at + row * plane.stride + column] as number;
    });
  return { kernel, frame, arena, at };
}

function solid(
  place: { x: number; y: number; width: number; height: number },
  rgba: [number, number, number, number],
): Sprite {
  const length = place.width * place.height * 4;
  return { ...place, rgba: Uint8ClampedArray.from({ length }, (_, index) => rgba[index % 4] as number) };
}

describe('a sprite in the kernel', () => {
  it('covers exactly its own pixels with exactly its colour', () => {
    const { kernel, frame, arena, at } = open();
    kernel.fill(frame, [40, 90, 200]);
    const planes = arena.place(solid({ x: 8, y: 6, width: 20, height: 10 }, [15, 118, 110, 255])) as SpritePlanes;
    blendSprite(kernel, planes, { frame, share: 1 });
    expect(at(12, 10)).toEqual(toYuv('#0f766e'));
    expect(at(27, 15)[0]).toBe(98);
    for (const [x, y] of [
      [7, 10],
      [28, 10],
      [12, 5],
      [12, 16],
    ] as const)
      expect(at(x, y)[0]).toBe(40);
    expect(at(40, 30)).toEqual([40, 90, 200]);
  });

  it('mixes by its alpha and by the share it is shown with', () => {
    const { kernel, frame, arena, at } = open();
    const planes = arena.place(solid({ x: 0, y: 0, width: 64, height: 48 }, [255, 255, 255, 128])) as SpritePlanes;
    for (const share of [0, 0.25, 0.5, 1]) {
      kernel.fill(frame, [16, 100, 150]);
      blendSprite(kernel, planes, { frame, share });
      const mixed = (from: number, to: number): number => from + (to - from) * (128 / 255) * share;
      const [y, u, v] = at(30, 20) as [number, number, number];
      expect(Math.abs(y - mixed(16, 235))).toBeLessThanOrEqual(1);
      expect(Math.abs(u - mixed(100, 128))).toBeLessThanOrEqual(1);
      expect(Math.abs(v - mixed(150, 128))).toBeLessThanOrEqual(1);
    }
  });

  it('keeps the colour of a soft edge free of what lies under full transparency', () => {
    const { kernel, frame, arena, at } = open();
    const sprite = solid({ x: 10, y: 10, width: 10, height: 10 }, [255, 0, 0, 255]);
    // Transparent green all around, as some editors leave it.
    for (let index = 0; index < 100; index += 1) {
      if (index % 10 < 5) sprite.rgba.set([0, 255, 0, 0], index * 4);
    }
    kernel.fill(frame, [63, 102, 240]);
    blendSprite(kernel, arena.place(sprite) as SpritePlanes, { frame, share: 1 });
    for (let x = 8; x < 24; x += 2) {
      at(x, 14).forEach((value, index) =>
        expect(Math.abs(value - ([63, 102, 240][index] as number))).toBeLessThanOrEqual(1),
      );
    }
  });

  it.each([
    ['odd places and sizes', { x: 3, y: 5, width: 7, height: 9 }],
    ['fractions of a pixel', { x: 2.6, y: 5.4, width: 7, height: 9 }],
    ['the lower right corner', { x: 57, y: 43, width: 7, height: 5 }],
    ['what sticks out at the upper left', { x: -4, y: -3, width: 9, height: 9 }],
    ['what sticks out at the lower right', { x: 60, y: 44, width: 30, height: 30 }],
  ])('draws %s', (_, place) => {
    const { kernel, frame, arena, at } = open();
    kernel.fill(frame, [16, 128, 128]);
    blendSprite(kernel, arena.place(solid(place, [255, 255, 255, 255])) as SpritePlanes, { frame, share: 1 });
    const [left, top] = [Math.round(place.x), Math.round(place.y)];
    for (let y = 0; y < canvas.height; y += 1) {
      for (let x = 0; x < canvas.width; x += 1) {
        const inside = x >= left && x < left + place.width && y >= top && y < top + place.height;
        expect(at(x, y)[0]).toBe(inside ? 235 : 16);
      }
    }
  });

  it('is nothing when it lies outside the frame', () => {
    const { arena } = open();
    expect(arena.place(solid({ x: 500, y: 5, width: 9, height: 9 }, [255, 0, 0, 255]))).toBeNull();
  });

  it('says when there is no room, and has it again once cleared', () => {
    const { arena } = open();
    const full = solid({ x: 0, y: 0, width: 64, height: 48 }, [1, 2, 3, 255]);
    let placed = 0;
    while (arena.place(full) !== false) placed += 1;
    expect(placed).toBe(2);
    arena.clear();
    expect(arena.place(full)).not.toBe(false);
  });
});
