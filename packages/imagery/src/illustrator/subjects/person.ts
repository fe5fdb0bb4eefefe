import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';

export interface PersonLook {
  x: number;
  /** Where the feet stand. */
  y: number;
  /** From head to foot. */
  height: number;
  top: string;
  legs: string;
  pose?: 'wave' | 'hips' | 'down' | 'cheer';
  apron?: string;
}

/** A standing person in a simple flat manner; skin, hair and cut come from the picture's random numbers. */
export function drawPerson(brush: Brush, look: PersonLook): void {
  const { palette, random } = brush;
  const skin = random.pick(palette.skins);
  const hair = random.pick(palette.hairs);
  const cut = random.below(4);
  brush.shadow(look.x, look.y, look.height * 0.26, 0.35);
  brush.at({ x: look.x, y: look.y, scale: look.height / 2 }, () => {
    for (const side of [-1, 1]) {
      brush.line([side * 0.11, -0.85, side * 0.13, -0.14], 0.19, look.legs);
      brush.soft([side * 0.02, -0.1, side * 0.3, -0.08, side * 0.32, 0, side * 0.02, 0], 0.04, palette.secondary(0.24));
    }
    if (cut === 1) brush.blob([-0.22, -1.86, 0.22, -1.86, 0.27, -1.3, 0.12, -1.2, -0.12, -1.2, -0.27, -1.3], hair);
    drawArms(brush, look, skin);
    brush.soft([-0.3, -1.42, 0.3, -1.42, 0.25, -0.74, -0.25, -0.74], 0.12, look.top, { relief: 1.6 });
    if (look.apron) {
      brush.soft([-0.17, -1.2, 0.17, -1.2, 0.26, -0.62, -0.26, -0.62], 0.04, look.apron);
      brush.line([-0.15, -1.2, -0.1, -1.42], 0.03, look.apron);
      brush.line([0.15, -1.2, 0.1, -1.42], 0.03, look.apron);
    }
    drawHead(brush, { skin, hair, cut });
  });
}

function drawArms(brush: Brush, look: PersonLook, skin: string): void {
  const sleeve = mixColors(look.top, brush.palette.secondary(0.2), 0.12);
  const arms = {
    down: [
      [-0.3, -1.3, -0.4, -1.02, -0.38, -0.78],
      [0.3, -1.3, 0.4, -1.02, 0.38, -0.78],
    ],
    hips: [
      [-0.3, -1.3, -0.52, -1.06, -0.28, -0.86],
      [0.3, -1.3, 0.4, -1.02, 0.38, -0.78],
    ],
    wave: [
      [-0.3, -1.3, -0.4, -1.02, -0.38, -0.78],
      [0.3, -1.3, 0.54, -1.42, 0.5, -1.8],
    ],
    cheer: [
      [-0.3, -1.3, -0.54, -1.48, -0.46, -1.86],
      [0.3, -1.3, 0.54, -1.48, 0.46, -1.86],
    ],
  }[look.pose ?? 'down'];
  for (const arm of arms) {
    brush.line(arm, 0.14, sleeve);
    const [handX = 0, handY = 0] = arm.slice(-2);
    brush.circle(handX, handY, 0.08, skin);
  }
}

function drawHead(brush: Brush, { skin, hair, cut }: { skin: string; hair: string; cut: number }): void {
  const { palette } = brush;
  brush.rect([-0.075, -1.54, 0.15, 0.17], mixColors(skin, palette.secondary(0.2), 0.14), { radius: 0.05 });
  brush.ellipse([0, -1.7, 0.19, 0.22], skin, { relief: 0.8 });
  brush.inside(
    () => brush.ctx.ellipse(0, -1.7, 0.205, 0.235, 0, 0, Math.PI * 2),
    () =>
      brush.blob(
        cut === 2
          ? [-0.3, -1.98, 0.3, -1.98, 0.24, -1.7, 0, -1.82, -0.24, -1.62]
          : [-0.3, -1.98, 0.3, -1.98, 0.22, -1.72, 0.06, -1.8, -0.22, -1.74],
        hair,
      ),
  );
  if (cut === 3) brush.circle(0, -1.98, 0.11, hair);
  for (const side of [-1, 1]) {
    brush.circle(side * 0.07, -1.69, 0.018, palette.secondary(0.2), { relief: 0 });
    brush.circle(side * 0.115, -1.62, 0.035, mixColors(skin, '#d4573f', 0.55), { relief: 0, alpha: 0.4 });
  }
  brush.arc([0, -1.635, 0.06], [0.35, Math.PI - 0.35], 0.018, palette.secondary(0.3));
}
