import type { Brush, Point } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Stage } from '../stage.ts';

/** Sky, sun or moon, stars and clouds. */
export function drawSky(brush: Brush, stage: Stage, horizon: number): void {
  const { palette, random } = brush;
  brush.gradient([stage.left, stage.top, stage.width, horizon - stage.top + 0.1], palette.sky);
  const sunX = random.between(stage.left * 0.72, stage.right * 0.72);
  const high = palette.mood === 'noon' || palette.mood === 'night';
  const sunY = high ? stage.top * 0.62 : horizon - random.between(0.35, 0.8);
  if (palette.mood === 'night') drawStars(brush, stage, horizon);
  drawSun(brush, sunX, sunY);
  const clouds = palette.mood === 'night' ? 2 : 4;
  for (let index = 0; index < clouds; index += 1) {
    const x = stage.left + (stage.width * (index + random.between(0.1, 0.9))) / clouds;
    drawCloud(brush, x, random.between(stage.top * 0.92, horizon - 0.85), random.between(0.22, 0.5));
  }
}

export function drawCloud(brush: Brush, x: number, y: number, size: number): void {
  const { palette, random } = brush;
  const color = palette.dark ? mixColors(palette.sky[1], palette.sky[2], 0.5) : palette.neutral(0.985);
  brush.at({ x, y, scale: size }, () => {
    const puffs = 4;
    brush.rect([-1, -0.16, 2, 0.32], color, { radius: 0.16, alpha: palette.dark ? 0.4 : 0.75, relief: 0.3 });
    for (let index = 0; index < puffs; index += 1) {
      const radius = random.between(0.22, 0.42);
      brush.circle(-0.6 + index * 0.4, -radius * 0.4, radius, color, { alpha: palette.dark ? 0.35 : 0.7, relief: 0.3 });
    }
  });
}

function drawSun(brush: Brush, x: number, y: number): void {
  const { palette } = brush;
  const radius = palette.mood === 'night' ? 0.2 : palette.mood === 'noon' ? 0.2 : 0.34;
  brush.haze(x, y, radius * 5, palette.sun, palette.mood === 'night' ? 0.32 : 0.6);
  brush.circle(x, y, radius * 1.5, palette.sun, { alpha: 0.2, relief: 0 });
  brush.circle(x, y, radius, palette.sun, { relief: 0.3 });
  if (palette.mood === 'night') {
    const crater = palette.neutral(0.88);
    brush.circle(x - radius * 0.3, y - radius * 0.2, radius * 0.2, crater, { relief: 0, alpha: 0.7 });
    brush.circle(x + radius * 0.25, y + radius * 0.3, radius * 0.28, crater, { relief: 0, alpha: 0.6 });
  }
}

function drawStars(brush: Brush, stage: Stage, horizon: number): void {
  const { random, palette } = brush;
  for (let index = 0; index < 70; index += 1) {
    const x = random.between(stage.left, stage.right);
    const y = stage.top + (horizon - stage.top) * random.next() ** 1.5;
    brush.circle(x, y, random.between(0.003, 0.011), palette.neutral(0.97), {
      relief: 0,
      alpha: random.between(0.3, 0.95),
    });
  }
}

/** A ridge of hills from edge to edge, filled down to the bottom. */
export function drawRidge(
  brush: Brush,
  stage: Stage,
  options: { y: number; swing: number; color: string; bumps?: number; relief?: number },
): void {
  const { random } = brush;
  const bumps = options.bumps ?? 4;
  const points: Point[] = [[stage.left - 0.6, stage.bottom + 0.4]];
  for (let index = 0; index <= bumps; index += 1) {
    const x = stage.left - 0.3 + ((stage.width + 0.6) * index) / bumps;
    points.push([x, options.y + random.between(-options.swing, options.swing)]);
  }
  points.push([stage.right + 0.6, stage.bottom + 0.4]);
  brush.blob(points, options.color, { relief: options.relief ?? 0.6 });
}
