import type { SKRSContext2D } from '@napi-rs/canvas';
import { shiftLightness, withAlpha } from './oklch.ts';
import type { Palette } from './palette.ts';
import type { Random } from './random.ts';

export type Point = readonly [number, number];
/** Points as pairs, or as one row of numbers: x, y, x, y. */
export type Outline = readonly Point[] | readonly number[];
export type Draw = (brush: Brush) => void;

/** A light that shines after the hour's colour has been laid over the scene. */
interface Light {
  x: number;
  y: number;
  radius: number;
  color: string;
  alpha: number;
}

interface FillOptions {
  alpha?: number;
  /** Depth of the built-in shading; 0 is flat. */
  relief?: number;
}

/**
 * Draws shaded shapes in the scene's own units: (0, 0) is the middle of the subject, 1 is half its size, y = 1 is where
 * it stands. Every fill is lit from the upper left, so that flat shapes have volume and agree with each other.
 */
export class Brush {
  readonly ctx: SKRSContext2D;
  readonly palette: Palette;
  readonly random: Random;
  readonly lights: Light[] = [];

  constructor(options: { ctx: SKRSContext2D; palette: Palette; random: Random }) {
    this.ctx = options.ctx;
    this.palette = options.palette;
    this.random = options.random;
  }

  rect(
    [x, y, width, height]: readonly [number, number, number, number],
    color: string,
    options: FillOptions & { radius?: number } = {},
  ): void {
    this.fill(
      () => this.ctx.roundRect(x, y, width, height, options.radius ?? 0),
      color,
      [x, y, width, height],
      options,
    );
  }

  circle(x: number, y: number, radius: number, color: string, options: FillOptions = {}): void {
    this.ellipse([x, y, radius, radius], color, options);
  }

  ellipse(
    [x, y, radiusX, radiusY]: readonly [number, number, number, number],
    color: string,
    options: FillOptions & { turn?: number } = {},
  ): void {
    const box = [x - radiusX, y - radiusY, radiusX * 2, radiusY * 2] as const;
    this.fill(() => this.ctx.ellipse(x, y, radiusX, radiusY, options.turn ?? 0, 0, Math.PI * 2), color, box, options);
  }

  /** A closed shape of straight edges. */
  polygon(outline: Outline, color: string, options: FillOptions = {}): void {
    const points = pointsOf(outline);
    this.fill(() => this.#tracePolygon(points), color, boxOf(points), options);
  }

  /** A closed shape that runs smoothly through the points (Catmull-Rom). */
  blob(outline: Outline, color: string, options: FillOptions = {}): void {
    const points = pointsOf(outline);
    this.fill(() => this.#traceSmooth(points, true), color, boxOf(points), options);
  }

  /** A closed shape with rounded corners of the given radius. */
  soft(outline: Outline, radius: number, color: string, options: FillOptions = {}): void {
    const points = pointsOf(outline);
    this.fill(() => this.#traceRounded(points, radius), color, boxOf(points), options);
  }

  /** Any closed outline; `box` is where its shading runs. */
  fill(
    trace: () => void,
    color: string,
    box: readonly [number, number, number, number],
    options: FillOptions = {},
  ): void {
    const { ctx } = this;
    ctx.globalAlpha = options.alpha ?? 1;
    ctx.beginPath();
    trace();
    ctx.fillStyle = this.#shade(color, box, options.relief ?? 1);
    ctx.fill();
    ctx.globalAlpha = 1;
  }

  /** A line through the points, straight or smooth, with round ends. */
  line(
    outline: Outline,
    width: number,
    color: string,
    options: { smooth?: boolean; alpha?: number; butt?: boolean } = {},
  ): void {
    const { ctx } = this;
    const points = pointsOf(outline);
    ctx.globalAlpha = options.alpha ?? 1;
    ctx.beginPath();
    if (options.smooth) this.#traceSmooth(points, false);
    else for (const [x, y] of points) ctx.lineTo(x, y);
    ctx.lineWidth = width;
    ctx.lineCap = options.butt ? 'butt' : 'round';
    ctx.lineJoin = 'round';
    ctx.strokeStyle = color;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }

  ring(x: number, y: number, radius: number, width: number, color: string, alpha = 1): void {
    this.arc([x, y, radius], [0, Math.PI * 2], width, color, alpha);
  }

  arc(
    [x, y, radius]: readonly [number, number, number],
    [from, to]: readonly [number, number],
    width: number,
    color: string,
    alpha = 1,
  ): void {
    const { ctx } = this;
    ctx.globalAlpha = alpha;
    ctx.beginPath();
    ctx.arc(x, y, radius, from, to);
    ctx.lineWidth = width;
    ctx.lineCap = 'round';
    ctx.strokeStyle = color;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }

  /** The soft dark pool under something that stands. */
  shadow(x: number, y: number, radiusX: number, alpha = 0.34, flatness = 0.16): void {
    this.at({ x, y, scaleY: flatness }, () => {
      const dark = this.palette.secondary(0.12);
      this.#radial(0, 0, radiusX, [
        [0, withAlpha(dark, alpha)],
        [0.55, withAlpha(dark, alpha * 0.62)],
        [1, withAlpha(dark, 0)],
      ]);
    });
  }

  /** A soft patch of light, drawn now. */
  haze(x: number, y: number, radius: number, color: string, alpha: number): void {
    this.#radial(x, y, radius, [
      [0, withAlpha(color, alpha)],
      [0.5, withAlpha(color, alpha * 0.4)],
      [1, withAlpha(color, 0)],
    ]);
  }

  /** A lamp, a screen, a window: glows at the end, over the hour's colour. Coordinates as of now. */
  glow(x: number, y: number, radius: number, color: string, alpha = 0.5): void {
    const { a, b, c, d, e, f } = this.ctx.getTransform();
    this.lights.push({ x: a * x + c * y + e, y: b * x + d * y + f, radius: radius * Math.hypot(a, b), color, alpha });
  }

  /** Draws in a place of its own: moved, scaled, turned. */
  at(
    place: { x?: number; y?: number; scale?: number; scaleX?: number; scaleY?: number; turn?: number },
    draw: () => void,
  ): void {
    const { ctx } = this;
    const scale = place.scale ?? 1;
    ctx.save();
    ctx.translate(place.x ?? 0, place.y ?? 0);
    if (place.turn) ctx.rotate(place.turn);
    ctx.scale(scale * (place.scaleX ?? 1), scale * (place.scaleY ?? 1));
    draw();
    ctx.restore();
  }

  /** Draws only inside an outline. */
  inside(trace: () => void, draw: () => void): void {
    this.ctx.save();
    this.ctx.beginPath();
    trace();
    this.ctx.clip();
    draw();
    this.ctx.restore();
  }

  insideRect([x, y, width, height]: readonly [number, number, number, number], radius: number, draw: () => void): void {
    this.inside(() => this.ctx.roundRect(x, y, width, height, radius), draw);
  }

  /** A plain two-colour fill from top to bottom. */
  gradient([x, y, width, height]: readonly [number, number, number, number], stops: readonly string[]): void {
    const paint = this.ctx.createLinearGradient(0, y, 0, y + height);
    stops.forEach((color, index) => paint.addColorStop(index / Math.max(1, stops.length - 1), color));
    this.ctx.fillStyle = paint;
    this.ctx.fillRect(x, y, width, height);
  }

  #shade(
    color: string,
    [x, y, width, height]: readonly [number, number, number, number],
    relief: number,
  ): string | ReturnType<SKRSContext2D['createLinearGradient']> {
    if (relief === 0 || color.length !== 7) return color;
    const paint = this.ctx.createLinearGradient(x, y, x + width * 0.7, y + height);
    paint.addColorStop(0, shiftLightness(color, 0.045 * relief));
    paint.addColorStop(0.45, color);
    paint.addColorStop(1, shiftLightness(color, -0.075 * relief));
    return paint;
  }

  #radial(x: number, y: number, radius: number, stops: readonly (readonly [number, string])[]): void {
    const paint = this.ctx.createRadialGradient(x, y, 0, x, y, radius);
    for (const [offset, color] of stops) paint.addColorStop(offset, color);
    this.ctx.fillStyle = paint;
    this.ctx.fillRect(x - radius, y - radius, radius * 2, radius * 2);
  }

  #tracePolygon(points: readonly Point[]): void {
    points.forEach(([x, y], index) => (index === 0 ? this.ctx.moveTo(x, y) : this.ctx.lineTo(x, y)));
    this.ctx.closePath();
  }

  #traceRounded(points: readonly Point[], radius: number): void {
    const last = points.at(-1);
    const first = points[0];
    if (!last || !first) return;
    this.ctx.moveTo((last[0] + first[0]) / 2, (last[1] + first[1]) / 2);
    points.forEach(([x, y], index) => {
      const [nextX, nextY] = points[(index + 1) % points.length] ?? first;
      this.ctx.arcTo(x, y, nextX, nextY, radius);
    });
    this.ctx.closePath();
  }

  #traceSmooth(points: readonly Point[], closed: boolean): void {
    const count = points.length;
    const pointAt = (index: number): Point =>
      points[closed ? (index + count) % count : Math.min(count - 1, Math.max(0, index))] ?? [0, 0];
    this.ctx.moveTo(...pointAt(0));
    for (let index = 0; index < (closed ? count : count - 1); index += 1) {
      const [before, from, to, after] = [pointAt(index - 1), pointAt(index), pointAt(index + 1), pointAt(index + 2)];
      this.ctx.bezierCurveTo(
        from[0] + (to[0] - before[0]) / 6,
        from[1] + (to[1] - before[1]) / 6,
        to[0] - (after[0] - from[0]) / 6,
        to[1] - (after[1] - from[1]) / 6,
        to[0],
        to[1],
      );
    }
    if (closed) this.ctx.closePath();
  }
}

function pointsOf(outline: Outline): readonly Point[] {
  return outline.flatMap((value, index): Point[] => {
    if (typeof value !== 'number') return [value];
    const next = outline[index + 1];
    return index % 2 === 0 && typeof next === 'number' ? [[value, next]] : [];
  });
}

function boxOf(points: readonly Point[]): [number, number, number, number] {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}
