import type { Brush, Point } from '../brushes.ts';

/** Three curls rising from (x, y). */
export function drawSteam(brush: Brush, x: number, y: number, size: number): void {
  for (let index = -1; index <= 1; index += 1) {
    const foot = x + index * size * 0.34;
    const points: Point[] = [0, 0.25, 0.5, 0.75, 1].map((share) => [
      foot + Math.sin(share * 7 + index) * size * 0.13,
      y - share * size * (1.05 - 0.2 * Math.abs(index)),
    ]);
    brush.line(points, size * 0.085, brush.palette.neutral(0.98), { smooth: true, alpha: 0.34 });
    brush.line(points, size * 0.04, brush.palette.neutral(0.99), { smooth: true, alpha: 0.5 });
  }
}
