import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import { drawBush, drawLeaf, drawPottedPlant, drawTree } from '../settings/plants.ts';
import type { Theme } from '../subject.ts';

export const nature: Theme = {
  name: 'nature',
  stems:
    'nature natural green sustainable eco environment climate natuur groen duurzaam milieu klimaat natur grun nachhaltig umwelt klima vert durable ecolog environnement naturaleza verde sostenible medio ambiente natura sostenibile natureza sustentavel',
  subjects: [
    {
      name: 'flowers',
      places: ['table', 'stage'],
      stems:
        'flower bouquet florist rose bloom wedding bloem bloemist boeket bruiloft blume strauss hochzeit fleur fleuriste mariage flor ramo boda fiore fiori matrimonio floricultura casamento',
      draw: drawFlowers,
    },
    {
      name: 'plant',
      places: ['table', 'stage'],
      stems:
        'plant plants leaf grow grower kweker blad pflanze blatt gartner plante feuille planta hoja pianta foglia folha',
      draw: drawBigPlant,
    },
    {
      name: 'garden',
      places: ['ground'],
      stems:
        'garden lawn landscap hedge outdoor terrace patio grass tuin gazon hovenier gras terras garten rasen hecke terrasse jardin pelouse haie cesped terraza giardino prato siepe terrazza jardim relva gramado',
      draw: drawGarden,
    },
    {
      name: 'oak',
      places: ['ground'],
      stems:
        'tree forest wood root heritage generation tradition boom bos generatie wortel baum wald wurzel arbre foret racine arbol bosque raiz tradicion albero bosco radice tradizione arvore floresta tradicao',
      draw: drawOak,
    },
    {
      name: 'sun-power',
      places: ['ground'],
      stems:
        'solar energy sun power electric wind panel battery zonne energie stroom paneel sonne strom batterie soleil electri panneau sol energia sole pannell elettric bateria',
      draw: drawSunPower,
    },
  ],
};

function drawBloom(brush: Brush, x: number, y: number, size: number, color: string): void {
  const petals = 7;
  for (let ring = 0; ring < 2; ring += 1) {
    for (let index = 0; index < petals; index += 1) {
      const angle = ((index + ring * 0.5) / petals) * Math.PI * 2;
      const reach = size * (ring ? 0.32 : 0.58);
      brush.ellipse(
        [
          x + Math.cos(angle) * reach,
          y + Math.sin(angle) * reach,
          size * (ring ? 0.3 : 0.42),
          size * (ring ? 0.2 : 0.28),
        ],
        mixColors(color, '#ffffff', ring ? 0.28 : 0),
        { turn: angle, relief: 1 },
      );
    }
  }
  brush.circle(x, y, size * 0.24, brush.palette.accent(0.8), { relief: 1.6 });
}

function drawFlowers(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 0.9, 0.42);
  const blooms = [
    [-0.52, -0.3, 0.3],
    [0.54, -0.26, 0.3],
    [-0.28, -0.78, 0.32],
    [0.34, -0.78, 0.3],
    [0, -0.34, 0.38],
  ] as const;
  for (const [x, y] of blooms)
    brush.line(
      [
        [0, 0.3],
        [x * 0.5, (y + 0.3) / 2],
        [x, y],
      ],
      0.045,
      palette.leaf(0.44),
      { smooth: true },
    );
  for (let index = 0; index < 9; index += 1)
    drawLeaf(brush, {
      x: 0,
      y: 0.3,
      length: 0.95 - Math.abs(index - 4) * 0.07,
      turn: -1.3 + index * 0.325,
      color: palette.leaf(0.4 + (index % 3) * 0.07),
    });
  const colors = [
    palette.primary(0.66),
    palette.accent(0.7),
    palette.secondary(0.66),
    palette.primary(0.76),
    palette.accent(0.62),
  ];
  blooms.forEach(([x, y, size], index) => drawBloom(brush, x, y, size, colors[index] ?? palette.sun));
  brush.blob([-0.24, 0.22, 0.24, 0.22, 0.46, 0.6, 0.3, 0.95, -0.3, 0.95, -0.46, 0.6], palette.neutral(0.93), {
    relief: 2.4,
  });
  brush.rect([-0.28, 0.16, 0.56, 0.1], palette.neutral(0.97), { radius: 0.05 });
  brush.insideRect([-0.5, 0.52, 1, 0.16], 0, () =>
    brush.blob([-0.24, 0.22, 0.24, 0.22, 0.46, 0.6, 0.3, 0.95, -0.3, 0.95, -0.46, 0.6], palette.primary(0.6)),
  );
}

function drawBigPlant(brush: Brush): void {
  drawPottedPlant(brush, { x: 0, y: 0.98, size: 1.55, leaves: 13 });
  drawPottedPlant(brush, { x: -0.78, y: 1.04, size: 0.66, pot: brush.palette.primary(0.6) });
  drawPottedPlant(brush, { x: 0.8, y: 1.03, size: 0.54, pot: brush.palette.neutral(0.93), leaves: 7 });
}

function drawGarden(brush: Brush): void {
  const { palette } = brush;
  drawTree(brush, { x: -0.66, y: 0.9, size: 1.25, color: palette.leaf(0.5) });
  for (let index = 0; index < 9; index += 1) {
    const x = -1.1 + index * 0.27;
    brush.soft(
      [
        [x, 0.1],
        [x + 0.1, -0.02],
        [x + 0.2, 0.1],
        [x + 0.2, 0.92],
        [x, 0.92],
      ],
      0.02,
      palette.neutral(0.95),
      { relief: 1 },
    );
  }
  for (const y of [0.26, 0.66]) brush.rect([-1.14, y, 2.4, 0.08], palette.neutral(0.88));
  for (const [x, size] of [
    [-0.9, 0.5],
    [0.9, 0.56],
    [0.3, 0.4],
  ] as const)
    drawBush(brush, x, 1, size, palette.leaf(0.46));
  const colors = [palette.primary(0.7), palette.accent(0.72), palette.secondary(0.66)];
  for (let index = 0; index < 7; index += 1) {
    const x = -0.95 + index * 0.32;
    const y = 0.52 + (index % 3) * 0.12;
    brush.line(
      [
        [x, 1.02],
        [x, y],
      ],
      0.03,
      palette.leaf(0.42),
    );
    drawBloom(brush, x, y, 0.15, colors[index % 3] ?? palette.sun);
  }
  brush.at({ x: 0.62, y: 0.72, turn: 0.18 }, () => {
    brush.line([-0.3, 0.06, -0.66, -0.24], 0.07, palette.secondary(0.5));
    brush.soft([-0.74, -0.36, -0.56, -0.2, -0.68, -0.1, -0.84, -0.24], 0.02, palette.secondary(0.44));
    brush.arc([0.3, 0, 0.24], [-1.5, 1.5], 0.06, palette.secondary(0.5));
    brush.soft([-0.3, -0.28, 0.28, -0.28, 0.34, 0.32, -0.36, 0.32], 0.08, palette.secondary(0.56), { relief: 2 });
  });
}

function drawOak(brush: Brush): void {
  const { palette, random } = brush;
  brush.shadow(0, 0.98, 1.3, 0.4);
  brush.fill(
    () => {
      brush.ctx.moveTo(-0.38, 1);
      brush.ctx.quadraticCurveTo(-0.14, 0.8, -0.16, 0.1);
      brush.ctx.lineTo(0.16, 0.1);
      brush.ctx.quadraticCurveTo(0.14, 0.8, 0.4, 1);
      brush.ctx.closePath();
    },
    palette.wood(0.4),
    [-0.4, 0, 0.8, 1],
    { relief: 1.6 },
  );
  brush.line([0, 0.4, -0.4, -0.1], 0.12, palette.wood(0.4));
  brush.line([0, 0.36, 0.42, -0.16], 0.11, palette.wood(0.38));
  const crown = [
    [-0.6, -0.1, 0.42],
    [0.6, -0.12, 0.42],
    [-0.36, -0.52, 0.46],
    [0.4, -0.54, 0.44],
    [0, -0.74, 0.46],
    [0, -0.26, 0.5],
  ] as const;
  crown.forEach(([x, y, radius], index) =>
    brush.circle(
      x,
      y,
      radius,
      mixColors(palette.leaf(0.46 + index * 0.025), palette.accent(0.7), index % 2 ? 0.12 : 0),
      { relief: 1.8 },
    ),
  );
  for (let index = 0; index < 34; index += 1) {
    const [angle, reach] = [random.next() * Math.PI * 2, Math.sqrt(random.next())];
    brush.ellipse(
      [Math.cos(angle) * reach * 0.85, -0.38 + Math.sin(angle) * reach * 0.62, 0.05, 0.026],
      index % 5 ? palette.leaf(0.66) : palette.accent(0.74),
      { turn: angle, alpha: 0.7 },
    );
  }
}

function drawSunPower(brush: Brush): void {
  const { palette } = brush;
  brush.circle(-0.5, -0.6, 0.36, palette.accent(0.84), { relief: 0.6 });
  for (let ray = 0; ray < 12; ray += 1) {
    const angle = (ray / 12) * Math.PI * 2;
    brush.line(
      [
        [-0.5 + Math.cos(angle) * 0.46, -0.6 + Math.sin(angle) * 0.46],
        [-0.5 + Math.cos(angle) * 0.58, -0.6 + Math.sin(angle) * 0.58],
      ],
      0.05,
      palette.accent(0.8),
    );
  }
  brush.glow(-0.5, -0.6, 0.9, palette.accent(0.86), 0.3);
  brush.line([0.74, 1, 0.72, -0.5], 0.06, palette.neutral(0.93));
  for (let blade = 0; blade < 3; blade += 1)
    brush.at({ x: 0.72, y: -0.5, turn: 0.4 + (blade / 3) * Math.PI * 2 }, () =>
      brush.blob([-0.02, 0, 0.07, -0.2, 0.02, -0.7, -0.04, -0.3], palette.neutral(0.97)),
    );
  brush.circle(0.72, -0.5, 0.06, palette.neutral(0.86));
  brush.shadow(-0.2, 0.98, 1.1, 0.36);
  brush.line([-0.2, 0.98, -0.2, 0.6], 0.08, palette.secondary(0.36));
  brush.polygon([-0.84, 0.02, 0.36, 0.02, 0.62, 0.78, -1.06, 0.78], palette.neutral(0.9));
  brush.inside(
    () => {
      brush.ctx.moveTo(-0.81, 0.05);
      brush.ctx.lineTo(0.34, 0.05);
      brush.ctx.lineTo(0.57, 0.75);
      brush.ctx.lineTo(-1.01, 0.75);
    },
    () => {
      brush.gradient([-1.1, 0, 1.8, 0.8], [palette.primary(0.56), palette.secondary(0.34)]);
      for (let column = 0; column <= 6; column += 1)
        brush.line(
          [
            [-0.84 + column * 0.2, 0.02],
            [-1.06 + column * 0.28, 0.78],
          ],
          0.016,
          palette.neutral(0.9),
        );
      for (const y of [0.24, 0.49])
        brush.line(
          [
            [-1.1, y],
            [0.7, y],
          ],
          0.016,
          palette.neutral(0.9),
        );
      brush.polygon([-0.8, 0, -0.4, 0, -0.8, 0.8, -1.2, 0.8], '#ffffff', { alpha: 0.16, relief: 0 });
    },
  );
}
