import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Theme } from '../subject.ts';

export const animals: Theme = {
  name: 'animals',
  stems:
    'animal pet pets vet veterinar groom dier huisdier dierenarts trimsalon tier haustier tierarzt animaux veterinaire mascota animale veterinari',
  subjects: [
    {
      name: 'dog',
      places: ['ground', 'stage'],
      stems:
        'dog dogs puppy paw walk hond honden uitlaat hund hunde welpe pfote chien chiot perro cachorro cane cani cucciolo cao caes',
      draw: drawDog,
    },
    {
      name: 'cat',
      places: ['stage', 'ground'],
      stems: 'cat cats kitten katten poes katze kater chats chaton gato gatos gatto gatti gattino',
      draw: drawCat,
    },
  ],
};

function drawDog(brush: Brush): void {
  const { palette } = brush;
  const coat = palette.warm(0.68);
  const dark = palette.warm(0.48);
  brush.shadow(0, 0.97, 1, 0.42);
  brush.line([0.5, 0.74, 0.86, 0.5, 0.82, 0.16], 0.15, coat, { smooth: true });
  brush.blob([-0.42, 0.2, 0.42, 0.2, 0.62, 0.7, 0.5, 0.96, -0.5, 0.96, -0.62, 0.7], coat, { relief: 1.6 });
  brush.blob([-0.2, 0.3, 0.2, 0.3, 0.26, 0.7, 0, 0.86, -0.26, 0.7], palette.neutral(0.95), { relief: 0.6 });
  for (const side of [-1, 1]) {
    brush.line(
      [
        [side * 0.24, 0.5],
        [side * 0.24, 0.88],
      ],
      0.22,
      mixColors(coat, '#ffffff', 0.08),
    );
    brush.ellipse([side * 0.26, 0.92, 0.16, 0.08], palette.neutral(0.95));
  }
  brush.ellipse([0, -0.28, 0.58, 0.54], coat, { relief: 1.6 });
  for (const side of [-1, 1])
    brush.at({ x: side * 0.5, y: -0.6, turn: side * -0.24 }, () =>
      brush.blob([-0.14, -0.12, 0.14, -0.12, 0.2, 0.4, 0.04, 0.6, -0.18, 0.4], dark, { relief: 1.6 }),
    );
  brush.ellipse([0, -0.06, 0.32, 0.26], palette.neutral(0.96), { relief: 0.8 });
  brush.ellipse([0, -0.2, 0.12, 0.085], palette.secondary(0.2), { relief: 2 });
  brush.line([0, -0.12, 0, 0], 0.025, palette.secondary(0.25));
  brush.ellipse([0, 0.1, 0.085, 0.12], palette.accent(0.66), { relief: 0.8 });
  for (const side of [-1, 1]) {
    brush.arc([side * 0.1, -0.02, 0.1], [0.2, Math.PI - 0.2], 0.025, palette.secondary(0.25));
    brush.circle(side * 0.22, -0.4, 0.075, palette.secondary(0.18), { relief: 0 });
    brush.circle(side * 0.22 - 0.025, -0.43, 0.025, '#ffffff', { relief: 0 });
  }
  brush.soft([-0.36, 0.2, 0.36, 0.2, 0.32, 0.32, -0.32, 0.32], 0.05, palette.primary(0.54));
  brush.circle(0, 0.37, 0.09, palette.accent(0.76), { relief: 1.6 });
}

function drawCat(brush: Brush): void {
  const { palette } = brush;
  const coat = palette.secondary(0.5);
  brush.shadow(0, 0.97, 1, 0.42);
  brush.line([0.4, 0.84, 0.92, 0.76, 0.86, 0.24, 1, 0.02], 0.14, coat, { smooth: true });
  brush.blob([-0.36, 0.1, 0.36, 0.1, 0.56, 0.66, 0.46, 0.96, -0.46, 0.96, -0.56, 0.66], coat, { relief: 1.6 });
  brush.blob([-0.18, 0.26, 0.18, 0.26, 0.2, 0.6, 0, 0.74, -0.2, 0.6], palette.neutral(0.94), { relief: 0.6 });
  for (const side of [-1, 1]) {
    brush.ellipse([side * 0.2, 0.9, 0.17, 0.1], palette.neutral(0.95));
    brush.soft(
      [
        [side * 0.52, -0.92],
        [side * 0.56, -0.3],
        [side * 0.08, -0.6],
      ],
      0.05,
      coat,
    );
    brush.soft(
      [
        [side * 0.46, -0.78],
        [side * 0.46, -0.44],
        [side * 0.2, -0.58],
      ],
      0.04,
      palette.accent(0.76),
    );
  }
  brush.ellipse([0, -0.24, 0.6, 0.48], coat, { relief: 1.6 });
  for (const side of [-1, 1]) {
    brush.ellipse([side * 0.24, -0.3, 0.12, 0.13], palette.accent(0.84), { relief: 0.4 });
    brush.ellipse([side * 0.24, -0.3, 0.04, 0.11], palette.secondary(0.16), { relief: 0 });
    brush.circle(side * 0.24 - 0.03, -0.35, 0.025, '#ffffff', { relief: 0 });
    for (const lift of [-0.06, 0.03])
      brush.line(
        [
          [side * 0.2, -0.06],
          [side * 0.72, -0.08 + lift * 2],
        ],
        0.012,
        palette.neutral(0.95),
        { alpha: 0.8 },
      );
    brush.arc([side * 0.07, -0.02, 0.07], [0.2, Math.PI - 0.2], 0.022, palette.secondary(0.22));
  }
  brush.soft([-0.06, -0.13, 0.06, -0.13, 0, -0.05], 0.02, palette.accent(0.68));
  for (const x of [-0.12, 0, 0.12])
    brush.line(
      [
        [x, -0.7],
        [x * 0.8, -0.54],
      ],
      0.035,
      mixColors(coat, palette.secondary(0.2), 0.6),
    );
  brush.rect([-0.3, 0.14, 0.6, 0.1], palette.primary(0.6), { radius: 0.05 });
  brush.circle(0, 0.27, 0.075, palette.accent(0.78), { relief: 1.6 });
}
