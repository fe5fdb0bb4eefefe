import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';

export function drawTower(
  brush: Brush,
  [x, y, width, height]: readonly [number, number, number, number],
  color: string,
  layer: number,
): void {
  const { palette, random } = brush;
  brush.rect([x, y, width, height], color, { relief: 0.8, radius: 0.012 });
  if (random.next() < 0.3) brush.rect([x + width * 0.44, y - 0.16, 0.02, 0.17], color, { relief: 0 });
  if (random.next() < 0.4) brush.rect([x + width * 0.15, y - 0.05, width * 0.4, 0.06], color);
  if (layer === 0) return;
  const lit = palette.dark ? palette.accent(0.86) : palette.neutral(0.96);
  const columns = Math.max(2, Math.round(width / 0.095));
  const step = width / columns;
  for (let row = 0; row * 0.13 < height - 0.2; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const on = random.next() < (palette.dark ? 0.42 : 0.7);
      if (on)
        brush.rect([x + step * (column + 0.26), y + 0.07 + row * 0.13, step * 0.48, 0.065], lit, {
          relief: 0,
          alpha: palette.dark ? 0.8 : 0.3,
          radius: 0.006,
        });
    }
  }
}

export function drawTownhouse(
  brush: Brush,
  house: { x: number; width: number; height: number; wall: string; stepped: boolean },
): void {
  const { palette, random } = brush;
  const { x, width, height, wall } = house;
  const top = 0.86 - height;
  const roof = mixColors(wall, palette.secondary(0.26), 0.55);
  if (house.stepped) {
    for (let step = 0; step < 3; step += 1)
      brush.rect([x + width * (0.1 + 0.13 * step), top - 0.1 * (step + 1), width * (0.8 - 0.26 * step), 0.12], wall, {
        relief: 0.6,
      });
  } else {
    brush.soft(
      [
        [x - 0.01, top + 0.01],
        [x + width * 0.5, top - 0.34],
        [x + width + 0.01, top + 0.01],
      ],
      0.03,
      roof,
    );
  }
  brush.rect([x, top, width, height], wall, { relief: 0.8 });
  brush.rect([x, top, width, 0.03], mixColors(wall, '#ffffff', 0.35), { relief: 0 });
  for (let row = 0; row * 0.4 < height - 0.5; row += 1) {
    for (const column of [0.16, 0.58]) {
      const box = [x + width * column, top + 0.12 + row * 0.4, width * 0.26, 0.25] as const;
      const lit = palette.dark && random.next() < 0.6;
      brush.rect([box[0] - 0.015, box[1] - 0.015, box[2] + 0.03, box[3] + 0.03], mixColors(wall, '#ffffff', 0.5), {
        relief: 0,
        radius: 0.01,
      });
      brush.rect(box, lit ? palette.accent(0.86) : mixColors(palette.sky[0], palette.secondary(0.3), 0.4), {
        radius: 0.008,
      });
      brush.line(
        [
          [box[0] + box[2] / 2, box[1]],
          [box[0] + box[2] / 2, box[1] + box[3]],
        ],
        0.01,
        mixColors(wall, '#ffffff', 0.5),
      );
    }
  }
}

export function drawLampPost(brush: Brush, x: number, y: number): void {
  const { palette } = brush;
  const iron = palette.secondary(0.24);
  brush.shadow(x, y, 0.2);
  brush.line(
    [
      [x, y],
      [x, y - 1.35],
    ],
    0.032,
    iron,
  );
  brush.line(
    [
      [x, y],
      [x, y - 0.14],
    ],
    0.07,
    iron,
  );
  brush.polygon(
    [
      [x - 0.09, y - 1.6],
      [x + 0.09, y - 1.6],
      [x + 0.055, y - 1.36],
      [x - 0.055, y - 1.36],
    ],
    palette.accent(palette.dark ? 0.9 : 0.8),
  );
  brush.soft(
    [
      [x - 0.13, y - 1.6],
      [x, y - 1.72],
      [x + 0.13, y - 1.6],
    ],
    0.02,
    iron,
  );
  if (palette.dark) brush.glow(x, y - 1.47, 0.6, palette.accent(0.86), 0.6);
}
