import type { Brush, Point } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Stage } from '../stage.ts';

/** A round-crowned or pointed tree whose foot is at (x, y). */
export function drawTree(
  brush: Brush,
  place: { x: number; y: number; size: number; color: string; pointed?: boolean },
): void {
  const { x, y, size, color } = place;
  const trunk = mixColors(color, brush.palette.wood(0.36), 0.6);
  brush.at({ x, y, scale: size }, () => {
    brush.shadow(0, 0, 0.45, 0.25);
    brush.rect([-0.045, -0.55, 0.09, 0.56], trunk, { radius: 0.03 });
    if (place.pointed) {
      for (let tier = 0; tier < 3; tier += 1) {
        const [top, half] = [-1.35 + tier * 0.3, 0.2 + tier * 0.09];
        brush.soft(
          [
            [0, top],
            [half, top + 0.55],
            [-half, top + 0.55],
          ],
          0.06,
          color,
          { relief: 1.3 },
        );
      }
      return;
    }
    brush.ellipse([0, -0.82, 0.4, 0.48], color, { relief: 1.4 });
    brush.ellipse([-0.13, -0.98, 0.17, 0.2], mixColors(color, '#ffffff', 0.14), { relief: 0.4, alpha: 0.7 });
    brush.line([0, -0.5, 0.12, -0.74], 0.03, trunk);
  });
}

/** A low round shrub. */
export function drawBush(brush: Brush, x: number, y: number, size: number, color: string): void {
  const { random } = brush;
  for (let index = 0; index < 4; index += 1) {
    const radius = size * random.between(0.28, 0.46);
    brush.circle(x + size * (index - 1.5) * 0.42, y - radius * 0.55, radius, color, { relief: 1.2 });
  }
}

/** One long leaf from its stalk at (x, y), pointing along `turn` (0 is up). */
export function drawLeaf(
  brush: Brush,
  place: { x: number; y: number; length: number; turn: number; color: string; width?: number },
): void {
  const { length, color } = place;
  const half = length * (place.width ?? 0.2);
  brush.at({ x: place.x, y: place.y, turn: place.turn }, () => {
    const outline: Point[] = [
      [0, 0],
      [half * 0.8, -length * 0.3],
      [half * 0.75, -length * 0.68],
      [0, -length],
      [-half * 0.75, -length * 0.68],
      [-half * 0.8, -length * 0.3],
    ];
    brush.blob(outline, color, { relief: 1.4 });
    brush.line(
      [
        [0, -length * 0.04],
        [0, -length * 0.9],
      ],
      length * 0.018,
      mixColors(color, '#ffffff', 0.3),
      { alpha: 0.6 },
    );
  });
}

/** A pot with a leafy plant, standing at (x, y). */
export function drawPottedPlant(
  brush: Brush,
  place: { x: number; y: number; size: number; pot?: string; leaves?: number },
): void {
  const { palette, random } = brush;
  const { x, y, size } = place;
  const count = place.leaves ?? 9;
  brush.at({ x, y, scale: size }, () => {
    brush.shadow(0.05, 0, 0.42, 0.3);
    for (let index = 0; index < count; index += 1) {
      const turn = -1.15 + (2.3 * index) / (count - 1);
      const color = palette.leaf(0.4 + 0.2 * random.next());
      drawLeaf(brush, {
        x: turn * 0.08,
        y: -0.42,
        length: random.between(0.62, 0.95) * (1.1 - 0.25 * Math.abs(turn)),
        turn,
        color,
      });
    }
    const pot = place.pot ?? palette.accent(0.66);
    brush.soft([-0.27, -0.5, 0.27, -0.5, 0.2, 0, -0.2, 0], 0.05, pot, { relief: 1.4 });
    brush.rect([-0.3, -0.53, 0.6, 0.12], mixColors(pot, '#ffffff', 0.12), { radius: 0.04 });
  });
}

/** Big dark leaves reaching in from the lower corners: the nearest layer. */
export function drawCornerLeaves(brush: Brush, stage: Stage, strength = 1): void {
  const { palette, random } = brush;
  for (const side of [-1, 1]) {
    const edge = side < 0 ? stage.left : stage.right;
    for (let index = 0; index < 5; index += 1) {
      const turn = side * -random.between(0.05, 1.15);
      const color = palette.meadow(palette.dark ? 0.27 : 0.34);
      const length = strength * random.between(0.55, 0.95);
      drawLeaf(brush, {
        x: edge - side * random.between(-0.05, 0.2),
        y: stage.bottom + 0.12,
        length,
        turn,
        color,
        width: 0.17,
      });
    }
  }
}

/** Grass tufts scattered over the near ground. */
export function drawTufts(brush: Brush, stage: Stage, from: number, color: string): void {
  const { random } = brush;
  const count = Math.round(10 * stage.width * Math.max(0.3, stage.bottom - from));
  for (let index = 0; index < count; index += 1) {
    const depth = Math.sqrt(random.next());
    const [x, y] = [random.between(stage.left, stage.right), from + (stage.bottom - from) * depth];
    const height = 0.04 + 0.09 * depth;
    for (const lean of [-0.35, 0, 0.35])
      brush.line(
        [
          [x, y],
          [x + lean * height, y - height],
        ],
        0.008 + 0.008 * depth,
        color,
        { alpha: 0.7 },
      );
  }
}

/** A bed of leaves and blossoms along the lower edge, lowest in the middle: the nearest layer of a street. */
export function drawFlowerBed(brush: Brush, stage: Stage): void {
  const { palette, random } = brush;
  const count = Math.round(stage.width * 11);
  const blooms = [palette.accent, palette.primary, palette.neutral];
  for (let index = 0; index <= count; index += 1) {
    const x = stage.left + (stage.width * index) / count;
    const edge = Math.abs((x - (stage.left + stage.right) / 2) / (stage.width / 2)) ** 1.6;
    const length = 0.16 + 0.42 * edge * random.between(0.7, 1.1);
    const color = palette.meadow((palette.dark ? 0.26 : 0.34) + random.between(0, 0.1));
    drawLeaf(brush, {
      x,
      y: stage.bottom + 0.1,
      length: length + 0.1,
      turn: random.between(-0.5, 0.5),
      color,
      width: 0.16,
    });
    if (index % 3 === 1)
      drawBlossom(
        brush,
        x,
        stage.bottom - length * 0.86,
        0.05 + 0.05 * edge,
        random.pick(blooms)(palette.dark ? 0.62 : 0.8),
      );
  }
}

function drawBlossom(brush: Brush, x: number, y: number, size: number, color: string): void {
  for (let petal = 0; petal < 5; petal += 1) {
    const angle = (petal / 5) * Math.PI * 2;
    brush.circle(x + Math.cos(angle) * size * 0.6, y + Math.sin(angle) * size * 0.6, size * 0.5, color, { relief: 1 });
  }
  brush.circle(x, y, size * 0.36, brush.palette.accent(0.66));
}
