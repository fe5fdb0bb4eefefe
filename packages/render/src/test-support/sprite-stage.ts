import { createCanvas, ImageData } from '@napi-rs/canvas';
import { type BrandColors, defaultBrandColors, type Format, formatSizes } from '@bom/domain';
import type { Sprite } from '../sprite.ts';
import type { Canvas, MediaFiles, SpriteSpec } from '../timeline.ts';
import { drawSprite } from '../type/draw-sprite.ts';
import { safeArea } from '../type/safe-area.ts';

/** What the tests of drawn type share: specs with their gaps filled, and a look at where pixels are. */
export const colors: BrandColors = defaultBrandColors;
export const none = new Map<string, string>();
export const formats = ['vertical', 'square', 'horizontal'] as const;
export const styles = ['karaoke', 'word', 'line'] as const;
export const positions = ['top', 'middle', 'bottom'] as const;
type Caption = Extract<SpriteSpec, { kind: 'caption' }>;

export const canvasOf = (format: Format): Canvas => ({ ...formatSizes[format], fps: 30 });
/** Sizes follow the frame, so a third of it shows the same in a ninth of the time. */
export const trialOf = (format: Format): Canvas => {
  const { width, height } = formatSizes[format];
  return { width: width / 3, height: height / 3, fps: 30 };
};

export function caption(lines: string[], options: Partial<Caption> & { active?: number } = {}): Caption {
  const { active = 0, ...rest } = options;
  let at = 0;
  const state = (index: number) => (index === active ? 'active' : index < active ? 'after' : 'before');
  const set = lines.map((line) => ({ words: line.split(' ').map((text) => ({ text, state: state(at++) }) as const) }));
  return {
    kind: 'caption',
    lines: set,
    style: 'karaoke',
    position: 'bottom',
    rtl: false,
    font: 'Inter',
    colors,
    ...rest,
  };
}

export const title = (text: string, role: 'hook' | 'on-screen' = 'hook'): SpriteSpec => ({
  kind: 'title',
  text,
  role,
  rtl: false,
  font: 'Inter',
  colors,
});

export function endCard(options: Partial<Extract<SpriteSpec, { kind: 'end-card' }>> = {}): SpriteSpec {
  return {
    kind: 'end-card',
    name: 'Bom Bakery',
    text: 'Order now',
    url: 'https://www.bom.example/',
    rtl: false,
    font: 'Inter',
    colors,
    ...options,
  };
}

/** All layers of an overlay as one, the way they lie over each other in a frame. */
export async function drawFlat(spec: SpriteSpec, canvas: Canvas, media: MediaFiles): Promise<Sprite> {
  const layers = await drawSprite(spec, canvas, media);
  const x = Math.min(...layers.map((layer) => layer.x));
  const y = Math.min(...layers.map((layer) => layer.y));
  const width = Math.max(...layers.map((layer) => layer.x + layer.width)) - x;
  const height = Math.max(...layers.map((layer) => layer.y + layer.height)) - y;
  const context = createCanvas(width, height).getContext('2d');
  for (const layer of layers) {
    const own = createCanvas(layer.width, layer.height);
    own.getContext('2d').putImageData(new ImageData(layer.rgba, layer.width, layer.height), 0, 0);
    context.drawImage(own, layer.x - x, layer.y - y);
  }
  return { x, y, width, height, rgba: context.getImageData(0, 0, width, height).data };
}

/** Bounds in the frame of what is clearly seen; the last traces of a shadow are not. */
export function seenBounds({ x, y, width, height, rgba }: Sprite) {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let at = 0; at < width * height; at++) {
    if ((rgba[at * 4 + 3] ?? 0) < 150) continue;
    left = Math.min(left, at % width);
    right = Math.max(right, at % width);
    top = Math.min(top, Math.floor(at / width));
    bottom = Math.floor(at / width);
  }
  expect(right).toBeGreaterThanOrEqual(0);
  return { left: x + left, top: y + top, right: x + right + 1, bottom: y + bottom + 1 };
}

export function expectSafe(sprite: Sprite, { width, height }: Canvas) {
  expect(sprite.x).toBeGreaterThanOrEqual(0);
  expect(sprite.y).toBeGreaterThanOrEqual(0);
  expect(sprite.x + sprite.width).toBeLessThanOrEqual(width);
  expect(sprite.y + sprite.height).toBeLessThanOrEqual(height);
  expect(sprite.rgba).toHaveLength(sprite.width * sprite.height * 4);
  const safe = safeArea({ width, height });
  const seen = seenBounds(sprite);
  expect(seen.left).toBeGreaterThanOrEqual(Math.floor(safe.x));
  expect(seen.top).toBeGreaterThanOrEqual(Math.floor(safe.y));
  expect(seen.right).toBeLessThanOrEqual(Math.ceil(safe.x + safe.width));
  expect(seen.bottom).toBeLessThanOrEqual(Math.ceil(safe.y + safe.height));
}
