import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Setting, Stage } from '../stage.ts';
import { drawPottedPlant } from './plants.ts';
import { drawCloud, drawRidge } from './sky.ts';

export const indoorSettings: Setting[] = [
  { name: 'window-table', place: 'table', back: drawWindowTable },
  { name: 'shelf-counter', place: 'table', back: drawShelfCounter },
  { name: 'alcove-table', place: 'table', back: drawAlcoveTable },
];

/** A room wall, in a tint that the hour decides. */
function drawWall(brush: Brush, stage: Stage, color: string): void {
  brush.rect([stage.left - 0.2, stage.top - 0.2, stage.width + 0.4, stage.height + 0.4], color, { relief: 1.2 });
}

/** The table's top edge is where things stand (y = 1); its front runs to the bottom of the frame. */
export function drawTable(brush: Brush, stage: Stage, top: string): void {
  const { palette, random } = brush;
  const front = mixColors(palette.primary(palette.dark ? 0.36 : 0.5), top, 0.22);
  brush.rect([stage.left - 0.2, 0.8, stage.width + 0.4, 0.4], top, { relief: 0.9 });
  for (let index = 0; index < 9; index += 1) {
    const y = random.between(0.83, 1.17);
    const x = random.between(stage.left, stage.right - 0.4);
    brush.line(
      [
        [x, y],
        [x + random.between(0.3, 0.9), y + 0.006],
      ],
      0.006,
      front,
      { alpha: 0.35 },
    );
  }
  brush.rect([stage.left - 0.2, 1.18, stage.width + 0.4, 0.05], mixColors(top, '#ffffff', 0.22), { relief: 0.4 });
  brush.rect([stage.left - 0.2, 1.23, stage.width + 0.4, stage.bottom], front, { relief: 1 });
  const panel = 0.84;
  for (let x = Math.floor(stage.left / panel) * panel; x < stage.right; x += panel)
    drawCabinet(brush, [x + 0.05, 1.34, panel - 0.1, 1.3], front);
  brush.gradient(
    [stage.left, 1.23, stage.width, 0.22],
    [`${palette.secondary(0.12)}66`, `${palette.secondary(0.12)}00`],
  );
}

function drawCabinet(
  brush: Brush,
  [x, y, width, height]: readonly [number, number, number, number],
  color: string,
): void {
  const { palette } = brush;
  brush.rect([x, y, width, height], mixColors(color, palette.secondary(0.2), 0.2), { radius: 0.035, relief: 0.6 });
  brush.rect([x + 0.012, y + 0.012, width - 0.024, height], mixColors(color, '#ffffff', 0.07), {
    radius: 0.03,
    relief: 1.4,
  });
  brush.rect([x + 0.1, y + 0.1, width - 0.2, height], mixColors(color, palette.secondary(0.2), 0.1), {
    radius: 0.02,
    relief: -1,
  });
  brush.circle(x + width / 2, y + 0.055, 0.03, palette.accent(0.74), { relief: 2 });
}

function drawWindowTable(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  drawWall(
    brush,
    stage,
    palette.dark ? palette.secondary(0.32) : mixColors(palette.primary(0.86), palette.neutral(0.93), 0.45),
  );
  const side = random.next() < 0.5 ? -1 : 1;
  const [x, y, width, height] = [side * 0.22 - 0.78, stage.top * 0.86, 1.56, 0.66 - stage.top * 0.86];
  brush.rect([x - 0.08, y - 0.08, width + 0.16, height + 0.16], palette.neutral(palette.dark ? 0.62 : 0.97), {
    radius: 0.03,
  });
  brush.insideRect([x, y, width, height], 0.02, () => {
    brush.gradient([x, y, width, height], palette.sky);
    brush.haze(x + width * 0.75, y + height * 0.5, 0.8, palette.sun, 0.7);
    brush.circle(x + width * 0.75, y + height * 0.5, 0.17, palette.sun, { relief: 0.2 });
    drawCloud(brush, x + width * 0.3, y + height * 0.24, 0.3);
    const view: Stage = { ...stage, left: x, right: x + width, width, bottom: y + height };
    drawRidge(brush, view, { y: y + height * 0.68, swing: 0.1, color: palette.layer(0.3) });
    drawRidge(brush, view, { y: y + height * 0.84, swing: 0.08, color: palette.layer(0.6) });
  });
  const frame = palette.neutral(palette.dark ? 0.6 : 0.95);
  brush.rect([x + width / 2 - 0.025, y, 0.05, height], frame);
  brush.rect([x, y + height * 0.42, width, 0.04], frame);
  brush.rect([x - 0.14, y + height + 0.05, width + 0.28, 0.07], frame, { radius: 0.02 });
  drawCurtain(brush, [x - 0.42, y - 0.16, 0.44, height + 0.5], -1);
  drawCurtain(brush, [x + width - 0.02, y - 0.16, 0.44, height + 0.5], 1);
  drawTable(brush, stage, palette.wood(palette.dark ? 0.46 : 0.66));
  drawLightShaft(brush, x, y, width, side);
}

function drawCurtain(
  brush: Brush,
  [x, y, width, height]: readonly [number, number, number, number],
  side: number,
): void {
  const cloth = brush.palette.accent(brush.palette.dark ? 0.5 : 0.76);
  const folds = 4;
  for (let fold = 0; fold < folds; fold += 1) {
    const left = x + (width / folds) * fold;
    const drop = height - 0.05 * (side < 0 ? fold : folds - fold);
    brush.rect([left, y, width / folds + 0.01, drop], mixColors(cloth, '#ffffff', fold % 2 ? 0.12 : 0), {
      radius: 0.04,
      relief: 1.6,
    });
  }
}

function drawLightShaft(brush: Brush, x: number, y: number, width: number, side: number): void {
  const { palette } = brush;
  if (palette.dark) return;
  const lean = side * -0.55;
  brush.polygon(
    [
      [x, y],
      [x + width, y],
      [x + width + lean, 1.2],
      [x + lean, 1.2],
    ],
    palette.sun,
    { alpha: 0.13, relief: 0 },
  );
}

function drawShelfCounter(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  const wall = palette.dark ? palette.secondary(0.3) : mixColors(palette.primary(0.6), palette.secondary(0.62), 0.3);
  drawWall(brush, stage, wall);
  for (let y = stage.top + 0.05; y < 0.8; y += 0.16) {
    const offset = Math.round((y - stage.top) / 0.16) % 2 ? 0.15 : 0;
    for (let x = stage.left - offset; x < stage.right; x += 0.3)
      brush.rect([x + 0.008, y, 0.284, 0.144], mixColors(wall, '#ffffff', 0.05 + random.next() * 0.05), {
        radius: 0.015,
        relief: 0.6,
      });
  }
  for (let y = 0.1; y > stage.top + 0.35; y -= 0.72) drawShelf(brush, stage, y);
  for (const x of [-0.62, 0.62]) drawPendant(brush, stage, x + random.between(-0.08, 0.08), -0.72);
  drawTable(brush, stage, palette.dark ? palette.wood(0.44) : palette.wood(0.7));
}

function drawShelf(brush: Brush, stage: Stage, y: number): void {
  const { palette, random } = brush;
  const board = palette.wood(palette.dark ? 0.36 : 0.5);
  let x = stage.left + 0.06;
  while (x < stage.right - 0.1) {
    const width = random.between(0.1, 0.2);
    const height = random.between(0.18, 0.36);
    const color = random.pick([palette.accent, palette.neutral, palette.warm, palette.primary, palette.secondary])(
      palette.dark ? 0.5 : random.between(0.6, 0.84),
    );
    if (random.next() < 0.18) drawPottedPlant(brush, { x: x + width / 2, y, size: 0.34, pot: color });
    else drawJar(brush, [x, y - height, width, height], color);
    x += width + random.between(0.03, 0.16);
  }
  brush.rect([stage.left - 0.1, y, stage.width + 0.2, 0.05], board);
  brush.gradient(
    [stage.left, y + 0.05, stage.width, 0.12],
    [`${palette.secondary(0.12)}55`, `${palette.secondary(0.12)}00`],
  );
}

function drawJar(brush: Brush, [x, y, width, height]: readonly [number, number, number, number], color: string): void {
  const { palette, random } = brush;
  const kind = random.below(3);
  if (kind === 0)
    brush.rect([x + width * 0.32, y - 0.07, width * 0.36, 0.1], mixColors(color, palette.secondary(0.3), 0.3), {
      radius: 0.015,
    });
  if (kind === 1) brush.rect([x + 0.01, y - 0.035, width - 0.02, 0.05], palette.wood(0.45), { radius: 0.015 });
  brush.rect([x, y, width, height], color, { radius: kind === 2 ? 0.012 : 0.045, relief: 1.6 });
  brush.rect([x + width * 0.18, y + height * 0.38, width * 0.64, height * 0.32], mixColors(color, '#ffffff', 0.4), {
    radius: 0.012,
    relief: 0.3,
  });
}

function drawPendant(brush: Brush, stage: Stage, x: number, y: number): void {
  const { palette } = brush;
  brush.line(
    [
      [x, stage.top - 0.1],
      [x, y - 0.2],
    ],
    0.012,
    palette.secondary(0.2),
  );
  brush.circle(x, y + 0.02, 0.075, palette.sun, { relief: 0 });
  brush.fill(() => brush.ctx.arc(x, y, 0.22, Math.PI, 0), palette.accent(0.68), [x - 0.22, y - 0.22, 0.44, 0.22], {
    relief: 1.4,
  });
  brush.haze(x, y + 0.2, 0.8, palette.sun, 0.2);
  brush.glow(x, y + 0.04, palette.dark ? 0.95 : 0.5, palette.accent(0.88), palette.dark ? 0.6 : 0.25);
}

function drawAlcoveTable(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  const wall = palette.dark ? palette.primary(0.34) : palette.primary(0.78);
  drawWall(brush, stage, wall);
  const panel = mixColors(wall, '#ffffff', 0.08);
  for (let x = -6; x <= 6; x += 1) brush.rect([x * 0.42 - 0.19, 0.2, 0.38, 0.9], panel, { radius: 0.02, relief: 1.2 });
  brush.rect([stage.left - 0.1, 0.1, stage.width + 0.2, 0.06], mixColors(wall, '#ffffff', 0.22), { relief: 0.5 });
  const [arch, sun] = [
    mixColors(palette.accent(palette.dark ? 0.52 : 0.84), wall, 0.15),
    mixColors(palette.accent(palette.dark ? 0.62 : 0.9), wall, 0.1),
  ];
  brush.fill(
    () => {
      brush.ctx.arc(0, -0.15, 0.98, Math.PI, 0);
      brush.ctx.lineTo(0.98, 0.9);
      brush.ctx.lineTo(-0.98, 0.9);
    },
    arch,
    [-0.98, -1.1, 1.96, 2],
    { relief: 1 },
  );
  brush.circle(random.between(-0.2, 0.2), -0.1, 0.62, sun, { relief: 0.6 });
  drawFrame(brush, [stage.left + 0.05, stage.top * 0.62, 0.4, 0.52]);
  drawFrame(brush, [stage.right - 0.48, stage.top * 0.5, 0.38, 0.38]);
  drawTable(
    brush,
    stage,
    palette.dark ? palette.secondary(0.42) : mixColors(palette.neutral(0.93), palette.wood(0.8), 0.4),
  );
  drawPottedPlant(brush, { x: stage.width > 3 ? 1.55 : -0.98, y: 0.92, size: 0.72, pot: palette.secondary(0.5) });
}

function drawFrame(brush: Brush, [x, y, width, height]: readonly [number, number, number, number]): void {
  const { palette } = brush;
  brush.rect([x + 0.02, y + 0.03, width, height], palette.secondary(0.15), { alpha: 0.2, radius: 0.02, relief: 0 });
  brush.rect([x, y, width, height], palette.wood(0.45), { radius: 0.015 });
  brush.insideRect([x + 0.035, y + 0.035, width - 0.07, height - 0.07], 0, () => {
    brush.gradient([x, y, width, height], [palette.neutral(0.95), palette.accent(0.86)]);
    brush.circle(x + width * 0.6, y + height * 0.4, width * 0.16, palette.accent(0.7));
    brush.ellipse([x + width * 0.3, y + height * 1.02, width * 0.6, height * 0.4], palette.primary(0.55));
    brush.ellipse([x + width * 0.8, y + height * 1.08, width * 0.5, height * 0.4], palette.secondary(0.45));
  });
}
