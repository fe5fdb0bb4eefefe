import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Setting, Stage } from '../stage.ts';
import { drawLampPost, drawTower, drawTownhouse } from './buildings.ts';
import { drawBush, drawCornerLeaves, drawFlowerBed, drawTree, drawTufts } from './plants.ts';
import { drawRidge, drawSky } from './sky.ts';

export const outdoorSettings: Setting[] = [
  { name: 'hills', place: 'ground', back: drawHills, front: (brush, stage) => drawCornerLeaves(brush, stage) },
  { name: 'skyline', place: 'ground', back: drawSkyline, front: drawFlowerBed },
  { name: 'street', place: 'ground', back: drawStreet, front: drawFlowerBed },
  { name: 'park', place: 'ground', back: drawPark, front: (brush, stage) => drawCornerLeaves(brush, stage, 0.8) },
  { name: 'coast', place: 'ground', back: drawCoast, front: (brush, stage) => drawCornerLeaves(brush, stage, 0.9) },
];

export function drawHills(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  drawSky(brush, stage, 0.6);
  for (let index = 0; index < 3; index += 1) {
    drawRidge(brush, stage, {
      y: -0.1 + index * 0.24,
      swing: 0.2 - index * 0.03,
      color: palette.layer(0.12 + index * 0.2),
      bumps: 5 - index,
    });
  }
  for (let index = 0; index < 7; index += 1) {
    const x = stage.left + (stage.width * (index + random.next() * 0.8)) / 7;
    drawTree(brush, {
      x,
      y: 0.78 + random.between(-0.04, 0.1),
      size: random.between(0.28, 0.44),
      color: palette.layer(random.between(0.62, 0.8)),
      pointed: stage.habit > 0.5,
    });
  }
  const ground = groundColor(brush);
  drawRidge(brush, stage, { y: 0.82, swing: 0.04, color: ground, bumps: 3 });
  drawPath(brush, stage, mixColors(ground, palette.neutral(palette.dark ? 0.6 : 0.95), 0.42));
  drawTufts(brush, stage, 1.05, mixColors(ground, palette.leaf(0.3), 0.5));
}

function drawPath(brush: Brush, stage: Stage, color: string): void {
  const reach = stage.bottom + 0.3;
  brush.fill(
    () => {
      brush.ctx.moveTo(-0.5, 1);
      brush.ctx.bezierCurveTo(-0.7, 1.3, -1.3, 1.4, -1.05, reach);
      brush.ctx.lineTo(0.75, reach);
      brush.ctx.bezierCurveTo(0.2, 1.5, 0.75, 1.2, 0.5, 1);
      brush.ctx.closePath();
    },
    color,
    [-1.2, 1, 2.2, reach - 1],
    { alpha: 0.75 },
  );
}

function drawSkyline(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  drawSky(brush, stage, 0.7);
  for (let layer = 0; layer < 3; layer += 1) {
    const color = palette.layer(0.12 + layer * 0.24);
    let x = stage.left - random.next() * 0.2;
    while (x < stage.right) {
      const width = random.between(0.2, 0.42);
      const height = random.between(0.5, 1.35) * (1.25 - layer * 0.3);
      drawTower(brush, [x, 0.86 - height, width, height + 0.1], color, layer);
      x += width + (layer === 2 ? random.between(0.02, 0.14) : 0);
    }
  }
  drawPavement(brush, stage);
}

function drawPavement(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  const stone = palette.dark ? palette.secondary(0.36) : mixColors(palette.neutral(0.84), palette.secondary(0.7), 0.3);
  brush.rect([stage.left - 0.2, 0.84, stage.width + 0.4, stage.bottom], stone, { relief: 0.8 });
  let [y, gap] = [0.84, 0.08];
  while (y < stage.bottom) {
    drawSlabs(brush, stage, { y, height: gap, stone });
    y += gap;
    gap *= 1.28;
  }
  brush.haze(0, 1.1, 1.3, palette.sun, palette.dark ? 0.14 : 0.3);
  for (const side of [-1, 1]) drawLampPost(brush, side * random.between(1.12, 1.3), 1.02);
  brush.rect([stage.left - 0.2, 0.83, stage.width + 0.4, 0.025], mixColors(stone, '#ffffff', 0.3), { relief: 0 });
}

/** A row of paving slabs, each of its own shade, wider the nearer they lie. */
function drawSlabs(brush: Brush, stage: Stage, row: { y: number; height: number; stone: string }): void {
  const { palette, random } = brush;
  const spread = (y: number): number => 0.3 + (y - 0.84) * 0.46;
  const [top, bottom] = [spread(row.y), spread(row.y + row.height)];
  const reach = Math.ceil(Math.max(-stage.left, stage.right) / top) + 1;
  for (let slab = -reach; slab < reach; slab += 1) {
    const color = mixColors(
      row.stone,
      random.next() < 0.5 ? palette.primary(palette.dark ? 0.4 : 0.62) : palette.accent(palette.dark ? 0.5 : 0.84),
      random.between(0.02, 0.24),
    );
    const outline = [
      [slab * top, row.y],
      [(slab + 1) * top, row.y],
      [(slab + 1) * bottom, row.y + row.height],
      [slab * bottom, row.y + row.height],
    ] as const;
    brush.polygon(outline, color, { relief: 0.3 });
    brush.line([...outline, outline[0]], 0.008, palette.secondary(0.3), { alpha: 0.22 });
  }
}

export function drawStreet(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  drawSky(brush, stage, 0.5);
  let x = stage.left - random.between(0.1, 0.3);
  let turn = random.below(4);
  while (x < stage.right) {
    const width = random.between(0.46, 0.66);
    const height = random.between(1.35, 1.9);
    const wall =
      [palette.primary, palette.warm, palette.secondary, palette.accent][turn % 4]?.(palette.dark ? 0.42 : 0.74) ??
      palette.layer(0.5);
    drawTownhouse(brush, { x, width, height, wall: mixColors(wall, palette.sky[1], 0.38), stepped: turn % 3 === 0 });
    x += width;
    turn += 1;
  }
  for (const side of [-1, 1])
    drawTree(brush, { x: side * random.between(1.05, 1.25), y: 0.94, size: 0.85, color: palette.layer(0.82) });
  drawPavement(brush, stage);
}

function drawPark(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  drawSky(brush, stage, 0.6);
  drawRidge(brush, stage, { y: 0.3, swing: 0.12, color: palette.layer(0.2) });
  for (let row = 0; row < 2; row += 1) {
    const count = 5;
    for (let index = 0; index < count; index += 1) {
      const x = stage.left + (stage.width * (index + random.between(0, 0.9))) / count;
      const color = mixColors(palette.layer(0.4 + row * 0.3), palette.meadow(palette.dark ? 0.36 : 0.56), 0.5);
      drawTree(brush, { x, y: 0.72 + row * 0.16, size: random.between(0.75, 1.25), color });
    }
  }
  const lawn = palette.dark ? palette.layer(0.95) : palette.meadow(0.64);
  drawRidge(brush, stage, { y: 0.82, swing: 0.03, color: lawn, bumps: 3 });
  for (const side of [-1, 1]) drawBush(brush, side * random.between(1, 1.3), 1.02, 0.5, palette.layer(0.86));
  drawTufts(brush, stage, 1, mixColors(lawn, palette.leaf(0.25), 0.6));
}

function drawCoast(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  drawSky(brush, stage, 0.4);
  for (let index = 0; index < 2; index += 1)
    drawRidge(brush, stage, {
      y: 0.16 + index * 0.12,
      swing: 0.22,
      color: palette.layer(0.14 + index * 0.18),
      bumps: 6,
    });
  brush.gradient(
    [stage.left, 0.38, stage.width, 0.7],
    [palette.layer(0.35), palette.primary(palette.dark ? 0.34 : 0.6)],
  );
  for (let index = 0; index < 26; index += 1) {
    const y = 0.42 + 0.5 * random.next() ** 1.4;
    const [x, length] = [random.between(stage.left, stage.right), random.between(0.06, 0.3)];
    brush.line(
      [
        [x, y],
        [x + length, y],
      ],
      0.012,
      palette.sky[2],
      { alpha: 0.5 },
    );
  }
  const sand = mixColors(palette.warm(palette.dark ? 0.42 : 0.86), palette.neutral(palette.dark ? 0.4 : 0.9), 0.4);
  drawRidge(brush, stage, {
    y: 0.86,
    swing: 0.03,
    color: palette.neutral(palette.dark ? 0.6 : 0.97),
    bumps: 3,
    relief: 0,
  });
  drawRidge(brush, stage, { y: 0.9, swing: 0.03, color: sand, bumps: 3 });
  for (let index = 0; index < 40; index += 1) {
    brush.circle(
      random.between(stage.left, stage.right),
      random.between(1.05, stage.bottom),
      random.between(0.006, 0.018),
      palette.wood(0.5),
      { alpha: 0.3, relief: 0 },
    );
  }
}

/** Grass where the brand's hue allows, else earth in the brand's own hue: opposite hues would mix to mud. */
function groundColor({ palette }: Brush): string {
  if (palette.dark) return palette.layer(0.95);
  return mixColors(palette.primary(0.64), palette.meadow(0.66), 0.6);
}
