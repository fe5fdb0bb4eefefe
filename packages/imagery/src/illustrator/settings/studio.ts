import type { Brush, Point } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Setting, Stage } from '../stage.ts';
import { drawCornerLeaves, drawFlowerBed, drawPottedPlant } from './plants.ts';
import { drawRidge, drawSky } from './sky.ts';

export const studioSettings: Setting[] = [
  { name: 'podium', place: 'stage', back: drawPodium, front: (brush, stage) => drawCornerLeaves(brush, stage, 0.9) },
  { name: 'rays', place: 'stage', back: drawRays, front: (brush, stage) => drawCornerLeaves(brush, stage, 0.7) },
  { name: 'arches', place: 'stage', back: drawArches },
  { name: 'ribbons', place: 'stage', back: drawRibbons, front: drawFlowerBed },
  { name: 'dunes', place: 'stage', back: drawDunes, front: (brush, stage) => drawCornerLeaves(brush, stage, 0.9) },
];

function drawPodium(brush: Brush, stage: Stage): void {
  const { palette } = brush;
  drawBackdrop(brush, stage);
  const disc = palette.accent(palette.dark ? 0.6 : 0.82);
  brush.circle(0, -0.12, 1.16, mixColors(disc, palette.sky[1], 0.6), { relief: 0.5 });
  brush.circle(0, -0.12, 0.9, mixColors(disc, palette.sky[1], 0.25), { relief: 0.7 });
  drawFloor(brush, stage, 0.72);
  const step = palette.primary(palette.dark ? 0.46 : 0.68);
  brush.at({ y: 1.75, scaleY: 0.3 }, () => {
    for (const radius of [2.9, 2.4, 1.9]) brush.ring(0, 0, radius, 0.04, palette.sky[2], 0.3);
    brush.haze(0, 0, 2.6, palette.sun, palette.dark ? 0.2 : 0.35);
  });
  drawDrum(brush, { y: 1.24, radius: 1.28, height: 0.3, color: mixColors(step, palette.secondary(0.4), 0.35) });
  drawDrum(brush, { y: 0.98, radius: 0.98, height: 0.24, color: step });
  drawSpheres(brush, stage);
}

/** A flat cylinder whose upper face has its middle at y. */
function drawDrum(brush: Brush, drum: { y: number; radius: number; height: number; color: string }): void {
  const { y, radius, height, color } = drum;
  const tilt = radius * 0.14;
  brush.shadow(0.08, y + height, radius * 1.2, 0.4);
  brush.rect([-radius, y, radius * 2, height], mixColors(color, brush.palette.secondary(0.2), 0.3), { relief: 1.6 });
  brush.ellipse([0, y + height, radius, tilt], mixColors(color, brush.palette.secondary(0.2), 0.34), { relief: 1.4 });
  brush.ellipse([0, y, radius, tilt], mixColors(color, '#ffffff', 0.16), { relief: 0.8 });
}

function drawSpheres(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  for (let index = 0; index < 6; index += 1) {
    const side = index % 2 ? 1 : -1;
    const x = side * random.between(0.85, Math.max(1, stage.right * 0.95));
    const y = random.between(stage.top * 0.9, 0.3);
    const radius = random.between(0.05, 0.14);
    drawSphere(
      brush,
      x,
      y,
      radius,
      random.pick([palette.accent, palette.primary, palette.secondary])(random.between(0.5, 0.75)),
    );
  }
}

function drawSphere(brush: Brush, x: number, y: number, radius: number, color: string): void {
  brush.circle(x, y, radius, color, { relief: 2.4 });
  brush.haze(x - radius * 0.35, y - radius * 0.4, radius * 0.6, '#ffffff', 0.5);
}

function drawBackdrop(brush: Brush, stage: Stage): void {
  const { palette } = brush;
  brush.gradient([stage.left - 0.1, stage.top - 0.1, stage.width + 0.2, stage.height + 0.2], palette.sky);
  brush.haze(0, -0.2, 2.2, palette.sun, palette.dark ? 0.22 : 0.5);
}

function drawFloor(brush: Brush, stage: Stage, y: number): void {
  const { palette } = brush;
  const floor = palette.dark ? palette.secondary(0.36) : mixColors(palette.primary(0.72), palette.sky[2], 0.35);
  brush.gradient(
    [stage.left - 0.1, y, stage.width + 0.2, stage.bottom - y + 0.1],
    [mixColors(floor, palette.sky[2], 0.4), floor, mixColors(floor, palette.secondary(0.3), 0.5)],
  );
}

function drawRays(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  drawBackdrop(brush, stage);
  const count = 22;
  const start = random.next();
  for (let index = 0; index < count; index += 1) {
    const from = ((index + start) / count) * Math.PI * 2;
    const to = from + Math.PI / count;
    brush.polygon(
      [
        [0, 0.1],
        [Math.cos(from) * 5, 0.1 + Math.sin(from) * 5],
        [Math.cos(to) * 5, 0.1 + Math.sin(to) * 5],
      ],
      palette.primary(palette.dark ? 0.5 : 0.6),
      { alpha: 0.2, relief: 0 },
    );
  }
  for (const [radius, alpha] of [
    [1.35, 0.16],
    [1.12, 0.22],
    [0.88, 0.3],
  ] as const)
    brush.circle(0, 0.05, radius, palette.neutral(palette.dark ? 0.6 : 0.98), { alpha, relief: 0 });
  const ground = palette.dark ? palette.primary(0.36) : palette.primary(0.58);
  drawRidge(brush, stage, { y: 0.84, swing: 0.07, color: mixColors(ground, palette.sky[2], 0.4), bumps: 5 });
  drawRidge(brush, stage, { y: 0.95, swing: 0.03, color: ground, bumps: 3 });
  drawRidge(brush, stage, { y: 1.42, swing: 0.08, color: mixColors(ground, palette.secondary(0.3), 0.45), bumps: 3 });
  drawPottedPlant(brush, { x: -1.05, y: 1.12, size: 0.5, pot: palette.neutral(0.9) });
}

function drawArches(brush: Brush, stage: Stage): void {
  const { palette } = brush;
  drawBackdrop(brush, stage);
  for (let index = 0; index < 4; index += 1) {
    const half = 1.75 - index * 0.36;
    const rise = -0.05 + index * 0.04;
    const color = mixColors(
      palette.layer(0.2 + index * 0.07),
      palette.accent(palette.dark ? 0.55 : 0.85),
      index % 2 ? 0.62 : 0.18,
    );
    brush.fill(
      () => {
        brush.ctx.arc(0, rise, half, Math.PI, 0);
        brush.ctx.lineTo(half, 1.3);
        brush.ctx.lineTo(-half, 1.3);
      },
      color,
      [-half, rise - half, half * 2, half + 1.3],
      { relief: 0.8 },
    );
  }
  drawFloor(brush, stage, 0.88);
  const step = palette.neutral(palette.dark ? 0.5 : 0.92);
  for (let index = 0; index < 6; index += 1) {
    const y = 0.9 + index * 0.3;
    brush.rect(
      [-1.05 - index * 0.16, y, 2.1 + index * 0.32, 0.31],
      mixColors(step, palette.primary(palette.dark ? 0.3 : 0.6), 0.12 + index * 0.12),
      { relief: 1.2 },
    );
    brush.rect([-1.05 - index * 0.16, y, 2.1 + index * 0.32, 0.05], mixColors(step, '#ffffff', 0.4), {
      relief: 0,
      alpha: 0.6,
    });
  }
  for (const side of [-1, 1])
    drawPottedPlant(brush, { x: side * 1.3, y: 1.28, size: 0.8, pot: palette.secondary(0.5) });
}

function drawRibbons(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  drawBackdrop(brush, stage);
  for (let index = 0; index < 5; index += 1) {
    const y = stage.top + (0.7 - stage.top) * (index / 5) + random.between(0, 0.2);
    const points: Point[] = [-1, -0.5, 0, 0.5, 1].map((share) => [
      share * (stage.right + 0.4),
      y + random.between(-0.32, 0.32),
    ]);
    const color =
      [palette.primary, palette.accent, palette.secondary][index % 3]?.(palette.dark ? 0.5 : 0.74) ?? palette.sun;
    brush.line(points, random.between(0.12, 0.3), color, { smooth: true, alpha: 0.34 });
  }
  brush.haze(0, 0, 1.7, palette.sun, palette.dark ? 0.25 : 0.6);
  const ground = palette.dark ? palette.secondary(0.3) : palette.secondary(0.62);
  drawRidge(brush, stage, { y: 0.86, swing: 0.05, color: mixColors(ground, palette.sky[2], 0.45), bumps: 4 });
  drawRidge(brush, stage, { y: 1.36, swing: 0.1, color: mixColors(ground, palette.primary(0.4), 0.4), bumps: 4 });
  drawRidge(brush, stage, { y: 1.8, swing: 0.1, color: mixColors(ground, palette.secondary(0.24), 0.6), bumps: 4 });
  drawSpheres(brush, stage);
}

function drawDunes(brush: Brush, stage: Stage): void {
  const { palette } = brush;
  drawSky(brush, stage, 0.7);
  for (let index = 0; index < 6; index += 1) {
    const color = mixColors(
      palette.layer(0.1 + index * 0.14),
      palette.accent(palette.dark ? 0.4 : 0.76),
      index % 2 ? 0.4 : 0.1,
    );
    drawRidge(brush, stage, { y: 0.14 + index * 0.17, swing: 0.16 - index * 0.016, color, bumps: 5, relief: 1 });
  }
  const near = palette.dark ? palette.secondary(0.28) : mixColors(palette.accent(0.8), palette.primary(0.7), 0.35);
  drawRidge(brush, stage, { y: 0.95, swing: 0.03, color: near, bumps: 3 });
  drawRidge(brush, stage, { y: 1.5, swing: 0.12, color: mixColors(near, palette.secondary(0.4), 0.4), bumps: 3 });
}
