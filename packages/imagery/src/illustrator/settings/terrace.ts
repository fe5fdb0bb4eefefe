import type { Brush, Point } from '../brushes.ts';
import type { Setting, Stage } from '../stage.ts';
import { drawTable } from './indoor.ts';
import { drawHills, drawStreet } from './outdoor.ts';
import { drawPottedPlant } from './plants.ts';

/** Tables in the open air, under strings of lamps. */
export const terraceSettings: Setting[] = [
  { name: 'country-table', place: 'table', back: (brush, stage) => drawTerrace(brush, stage, drawHills) },
  { name: 'town-table', place: 'table', back: (brush, stage) => drawTerrace(brush, stage, drawStreet) },
];

function drawTerrace(brush: Brush, stage: Stage, drawView: Setting['back']): void {
  const { palette } = brush;
  // Further off than where a subject stands outdoors: the table is in front.
  brush.at({ y: -0.14 }, () => drawView(brush, { ...stage, bottom: stage.bottom + 0.2, top: stage.top + 0.14 }));
  brush.gradient([stage.left, -0.4, stage.width, 1.2], [`${palette.sky[2]}00`, `${palette.sky[2]}70`]);
  drawLampString(brush, stage, stage.top + 0.14);
  drawLampString(brush, stage, stage.top + 0.36);
  drawTable(brush, stage, palette.wood(palette.dark ? 0.46 : 0.68));
  drawPottedPlant(brush, { x: stage.left + 0.2, y: 0.94, size: 0.6, pot: palette.primary(0.52) });
}

function drawLampString(brush: Brush, stage: Stage, y: number): void {
  const { palette, random } = brush;
  const sag = random.between(0.16, 0.3);
  const heightAt = (share: number): number => y + sag * (1 - (2 * share - 1) ** 2);
  const shares = Array.from({ length: 13 }, (_, index) => index / 12);
  const points = shares.map((share): Point => [stage.left - 0.1 + (stage.width + 0.2) * share, heightAt(share)]);
  brush.line(points, 0.014, palette.secondary(0.28), { smooth: true });
  for (const [x, lampY] of points) {
    brush.rect([x - 0.018, lampY, 0.036, 0.05], palette.secondary(0.28), { radius: 0.01 });
    brush.ellipse([x, lampY + 0.085, 0.042, 0.052], palette.accent(0.9), { relief: 0.6 });
    brush.glow(x, lampY + 0.085, palette.dark ? 0.3 : 0.16, palette.accent(0.88), palette.dark ? 0.7 : 0.3);
  }
}
