import type { BrandColors } from '@bom/domain';
import type { Canvas, MotionPath } from '../timeline/timeline.ts';
import type { PreparedStill } from './prepare-still.ts';
import { toPreparedPicture } from './prepared-picture.ts';

/** Drawn larger than the frame, so that it can be moved like any still. */
const scale = 1.2;

interface Glow {
  x: number;
  y: number;
  radius: number;
  color: Rgb;
  strength: number;
}
type Rgb = [number, number, number];

/**
 * A card in the brand's colours: a gradient between the two main ones with soft lights in it, dithered against banding.
 * Each variant lies differently. The text drawn on it keeps its contrast: the lights stay faint.
 */
export function drawCard(card: { colors: BrandColors; variant: number; canvas: Canvas }): PreparedStill {
  const { colors, variant, canvas } = card;
  const width = 2 * Math.round((canvas.width * scale) / 2);
  const height = 2 * Math.round((canvas.height * scale) / 2);
  const rgb = paint({ width, height, ...look(colors, variant) });
  return { ...toPreparedPicture(rgb, width, height), window: { x: 0, y: 0, width: 1, height: 1 } };
}

/** How a card moves: barely, so that it lives without drawing the eye from its text. */
export function cardMotion(variant: number): MotionPath {
  const whole = { x: 0, y: 0, width: 1, height: 1 };
  const close = { x: 0.035, y: 0.035, width: 0.93, height: 0.93 };
  const nearer = variant % 2 === 0;
  return {
    preset: nearer ? 'zoom-in' : 'zoom-out',
    from: nearer ? whole : close,
    to: nearer ? close : whole,
    easing: 'smooth',
  };
}

function look(colors: BrandColors, variant: number): { angle: number; from: Rgb; to: Rgb; glows: Glow[] } {
  const primary = parseColor(colors.primary);
  const secondary = parseColor(colors.secondary);
  const accent = parseColor(colors.accent);
  const turn = (share: number): number => (((variant * 0.618034 + share) % 1) + 1) % 1;
  const flip = variant % 3 === 1;
  return {
    angle: (0.15 + 0.2 * turn(0.3)) * Math.PI,
    from: flip ? secondary : primary,
    to: flip ? primary : secondary,
    glows: [
      { x: 0.15 + 0.7 * turn(0.1), y: 0.1 + 0.25 * turn(0.5), radius: 0.55, color: primary, strength: 0.35 },
      { x: 0.1 + 0.8 * turn(0.7), y: 0.7 + 0.25 * turn(0.2), radius: 0.5, color: secondary, strength: 0.4 },
      { x: turn(0.4), y: 0.55 + 0.4 * turn(0.9), radius: 0.28, color: accent, strength: 0.1 },
    ],
  };
}

function paint(card: { width: number; height: number; angle: number; from: Rgb; to: Rgb; glows: Glow[] }): Uint8Array {
  const { width, height, from, to, glows } = card;
  const rgb = new Uint8Array(width * height * 3);
  const unit = Math.max(width, height);
  const dx = Math.cos(card.angle) / width;
  const dy = Math.sin(card.angle) / height;
  const span = Math.abs(Math.cos(card.angle)) + Math.abs(Math.sin(card.angle));
  // A Gaussian is the product of one along x and one along y, so exp() is needed per column and per row only.
  const columns = glows.map((glow) => gaussian({ length: width, center: glow.x * width, radius: glow.radius * unit }));
  const rows = glows.map((glow) => gaussian({ length: height, center: glow.y * height, radius: glow.radius * unit }));
  let noise = 0x2545f491;
  let at = 0;
  for (let j = 0; j < height; j += 1) {
    for (let i = 0; i < width; i += 1) {
      const share = (i * dx + j * dy) / span;
      let red = from[0] + (to[0] - from[0]) * share;
      let green = from[1] + (to[1] - from[1]) * share;
      let blue = from[2] + (to[2] - from[2]) * share;
      for (let g = 0; g < glows.length; g += 1) {
        const { color, strength } = glows[g] as Glow;
        const light = strength * (columns[g] as Float64Array)[i]! * (rows[g] as Float64Array)[j]!;
        red += (color[0] - red) * light;
        green += (color[1] - green) * light;
        blue += (color[2] - blue) * light;
      }
      noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
      const dither = (noise >>> 8) / 0x1000000;
      rgb[at] = red + dither;
      rgb[at + 1] = green + dither;
      rgb[at + 2] = blue + dither;
      at += 3;
    }
  }
  return rgb;
}

function gaussian(curve: { length: number; center: number; radius: number }): Float64Array {
  return Float64Array.from({ length: curve.length }, (_, index) =>
    Math.exp(-(((index - curve.center) / curve.radius) ** 2)),
  );
}

/** `#rrggbb` -> 0..254.99, so that a dither of less than one never wraps round. */
function parseColor(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255].map((part) => Math.min(part, 254.99)) as Rgb;
}
