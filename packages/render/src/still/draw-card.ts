import { setImmediate } from 'node:timers/promises';
import type { BrandColors } from '@bom/domain';
import type { Canvas, MotionPath } from '../timeline.ts';
import type { PreparedStill } from './prepare-still.ts';
import { toPreparedPicture } from './prepared-picture.ts';

/** Drawn larger than the frame, so that it can be moved like any still. */
const scale = 1.2;

/** A light without an edge, or a disc with one; place and radius as fractions of the card, strength 0..1. */
interface Shape {
  x: number;
  y: number;
  radius: number;
  color: Rgb;
  strength: number;
}
type Rgb = [number, number, number];

/**
 * A card in the brand's colours: a gradient between the two main ones, soft lights, and two faint discs that reach
 * over its edges; dithered against banding. Each variant lies differently. All stays faint, so that text keeps its
 * contrast.
 */
export async function drawCard(card: { colors: BrandColors; variant: number; canvas: Canvas }): Promise<PreparedStill> {
  const { colors, variant, canvas } = card;
  const width = 2 * Math.round((canvas.width * scale) / 2);
  const height = 2 * Math.round((canvas.height * scale) / 2);
  const rgb = await paint({ width, height, ...look(colors, variant) });
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

interface Look {
  angle: number;
  from: Rgb;
  to: Rgb;
  glows: Shape[];
  discs: Shape[];
}

function look(colors: BrandColors, variant: number): Look {
  const primary = parseColor(colors.primary);
  const secondary = parseColor(colors.secondary);
  // Steps of the golden ratio spread the variants evenly.
  const turn = (share: number): number => (variant * 0.618034 + share) % 1;
  const flip = variant % 3 === 1;
  const [from, to] = flip ? [secondary, primary] : [primary, secondary];
  const side = variant % 2 === 0 ? 1 : 0;
  return {
    angle: (0.15 + 0.2 * turn(0.3)) * Math.PI,
    from,
    to,
    glows: [
      {
        x: 0.15 + 0.7 * turn(0.1),
        y: 0.05 + 0.25 * turn(0.5),
        radius: 0.45,
        color: mix(primary, white, 0.25),
        strength: 0.4,
      },
      {
        x: 0.1 + 0.8 * turn(0.7),
        y: 0.75 + 0.25 * turn(0.2),
        radius: 0.5,
        color: mix(secondary, black, 0.2),
        strength: 0.45,
      },
    ],
    discs: [
      { x: side, y: 0.08 + 0.2 * turn(0.9), radius: 0.24, color: parseColor(colors.accent), strength: 0.16 },
      { x: 1 - side, y: 0.72 + 0.2 * turn(0.6), radius: 0.36, color: white, strength: 0.05 },
    ],
  };
}

const white: Rgb = [254.99, 254.99, 254.99];
const black: Rgb = [0, 0, 0];

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((part, index) => part + ((b[index] as number) - part) * share) as Rgb;
}

/** Rows painted before the event loop gets its turn: some milliseconds. */
const rowsAtOnce = 64;

async function paint(card: Look & { width: number; height: number }): Promise<Uint8Array> {
  const { width, height } = card;
  const rgb = new Uint8Array(width * height * 3);
  const unit = Math.max(width, height);
  // A Gaussian is the product of one along x and one along y, so exp() is needed per column and per row only.
  const lights = card.glows.map((glow) => ({
    color: glow.color,
    columns: gaussian({ length: width, center: glow.x * width, radius: glow.radius * unit }),
    rows: gaussian({ length: height, center: glow.y * height, radius: glow.radius * unit }).map(
      (one) => one * glow.strength,
    ),
  }));
  const discs = card.discs.map((disc) => ({
    color: disc.color,
    strength: disc.strength,
    radius: disc.radius * unit,
    x: disc.x * width,
    y: disc.y * height,
  }));
  const span = Math.abs(Math.cos(card.angle)) + Math.abs(Math.sin(card.angle));
  const across = Math.cos(card.angle) / width / span;
  const down = Math.sin(card.angle) / height / span;
  const noise = { state: 0x2545f491 };
  for (let row = 0; row < height; row += 1) {
    paintRow({ ...card, rgb, row, lights, discs, across, start: row * down, noise });
    if (row % rowsAtOnce === 0) await setImmediate();
  }
  return rgb;
}

function paintRow(job: {
  rgb: Uint8Array;
  width: number;
  row: number;
  from: Rgb;
  to: Rgb;
  lights: { color: Rgb; columns: Float64Array; rows: Float64Array }[];
  discs: { color: Rgb; strength: number; radius: number; x: number; y: number }[];
  across: number;
  start: number;
  noise: { state: number };
}): void {
  const { rgb, width, row, from, to, lights, discs } = job;
  let at = row * width * 3;
  let { state } = job.noise;
  for (let i = 0; i < width; i += 1) {
    const share = job.start + i * job.across;
    let red = from[0] + (to[0] - from[0]) * share;
    let green = from[1] + (to[1] - from[1]) * share;
    let blue = from[2] + (to[2] - from[2]) * share;
    for (const { color, columns, rows } of lights) {
      const light = columns[i]! * rows[row]!;
      red += (color[0] - red) * light;
      green += (color[1] - green) * light;
      blue += (color[2] - blue) * light;
    }
    for (const { color, strength, radius, x, y } of discs) {
      const inside = radius - Math.sqrt((i - x) ** 2 + (row - y) ** 2) + 0.5;
      if (inside <= 0) continue;
      const light = strength * Math.min(1, inside);
      red += (color[0] - red) * light;
      green += (color[1] - green) * light;
      blue += (color[2] - blue) * light;
    }
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const dither = (state >>> 8) / 0x1000000;
    rgb[at] = red + dither;
    rgb[at + 1] = green + dither;
    rgb[at + 2] = blue + dither;
    at += 3;
  }
  job.noise.state = state;
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
