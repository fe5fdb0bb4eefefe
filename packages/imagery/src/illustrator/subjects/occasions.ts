import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Theme } from '../subject.ts';
import { drawHeart, drawStar } from './people.ts';
import { drawParcel } from './journeys.ts';
import { drawSparkle } from './wellness.ts';

export const occasions: Theme = {
  name: 'occasions',
  general: true,
  stems:
    'special event ticket theat teatr concert konzert celebrate party feest vieren speciaal feier besonder fete celebrer fiesta celebr festa evento celebra',
  subjects: [
    {
      name: 'gift',
      places: ['stage', 'table'],
      stems:
        'gift offer =free present =deal deals discount promotion voucher surprise cadeau aanbieding gratis korting actie verrassing geschenk angebot kostenlos rabatt aktion gutschein uberrasch offre gratuit remise promo regalo oferta descuento sorpresa offerta sconto omaggio presente desconto',
      draw: drawGift,
    },
    {
      name: 'balloons',
      places: ['ground', 'stage'],
      stems:
        'birthday anniversary fun joy happy festival music verjaardag plezier =blij blije vrolijk muziek geburtstag spass freude glucklich musik anniversaire joie heureux musique cumple diversion alegria feliz musica compleanno gioia felice divert aniversario diversao',
      draw: drawBalloons,
    },
    {
      name: 'medal',
      places: ['stage'],
      stems:
        'quality =best award winner =star stars guarantee certified premium rated kwaliteit beste winnaar =ster sterren garantie keurmerk qualitat auszeichnung gewinner stern qualite meilleur etoile garanti calidad mejor premio estrella garantia qualita migliore stella qualidade melhor estrela',
      draw: drawMedal,
    },
    {
      name: 'shield',
      places: ['stage'],
      stems:
        'safe safety secure security protect trust reliable honest insured veilig beveilig bescherm vertrouw betrouw eerlijk sicher schutz vertrau zuverlass ehrlich securite proteg confiance fiable segur confianza sicur protegg fiducia affidab onest confianca seguran',
      draw: drawShield,
    },
    {
      name: 'love',
      places: ['stage'],
      stems:
        'love heart passion dear liefde hart passie houden liebe herz leidenschaft amour coeur amor corazon pasion amore cuore passione coracao paixao',
      draw: drawLove,
    },
    {
      name: 'shopping',
      places: ['stage', 'ground'],
      stems:
        'buy sale order product collection shopping purchase bag koop kopen uitverkoop collectie tas kauf produkt kollektion tasche einkauf achet produit soldes compra producto rebaja coleccion prodotto saldi collezione compre produto colecao',
      draw: drawShopping,
    },
  ],
};

function drawConfetti(brush: Brush): void {
  const { palette, random } = brush;
  for (let piece = 0; piece < 36; piece += 1) {
    const color = random.pick([palette.accent, palette.primary, palette.secondary, palette.neutral])(
      random.between(0.6, 0.9),
    );
    brush.at({ x: random.between(-1.1, 1.1), y: random.between(-1.15, 0.3), turn: random.next() * 6 }, () => {
      if (piece % 3) brush.rect([-0.03, -0.016, 0.07, 0.034], color, { radius: 0.008 });
      else brush.circle(0, 0, 0.026, color);
    });
  }
}

function drawGift(brush: Brush): void {
  const { palette } = brush;
  drawConfetti(brush);
  brush.shadow(0, 0.98, 1.1, 0.44);
  const ribbon = palette.accent(0.72);
  brush.rect([-0.72, 0.02, 1.44, 0.94], palette.primary(0.58), { radius: 0.05, relief: 2 });
  brush.rect([-0.16, 0.02, 0.32, 0.94], ribbon, { relief: 1 });
  brush.rect([-0.82, -0.22, 1.64, 0.3], palette.primary(0.66), { radius: 0.05, relief: 1.6 });
  brush.rect([-0.18, -0.22, 0.36, 0.3], mixColors(ribbon, '#ffffff', 0.15), { relief: 1 });
  for (const side of [-1, 1]) {
    brush.blob(
      [
        [0, -0.24],
        [side * 0.3, -0.66],
        [side * 0.62, -0.66],
        [side * 0.6, -0.36],
        [side * 0.2, -0.22],
      ],
      ribbon,
      { relief: 1.8 },
    );
    brush.blob(
      [
        [side * 0.12, -0.28],
        [side * 0.34, -0.54],
        [side * 0.52, -0.52],
        [side * 0.44, -0.36],
      ],
      mixColors(ribbon, palette.secondary(0.2), 0.35),
      { relief: -0.6 },
    );
  }
  brush.rect([-0.12, -0.38, 0.24, 0.2], mixColors(ribbon, '#ffffff', 0.2), { radius: 0.06 });
  drawParcel(brush, 0.86, 0.99, 0.44);
}

function drawBalloons(brush: Brush): void {
  const { palette } = brush;
  drawConfetti(brush);
  brush.shadow(0, 0.98, 0.5, 0.4);
  const balloons = [
    [-0.56, -0.36, palette.primary(0.62)],
    [0.58, -0.42, palette.secondary(0.62)],
    [-0.24, -0.76, palette.accent(0.76)],
    [0.28, -0.84, palette.primary(0.74)],
    [0.02, -0.28, palette.accent(0.66)],
  ] as const;
  for (const [x, y] of balloons)
    brush.line(
      [
        [x, y + 0.4],
        [x * 0.4, 0.4],
        [0, 0.82],
      ],
      0.012,
      palette.neutral(0.93),
      { smooth: true },
    );
  for (const [x, y, color] of balloons) {
    brush.polygon(
      [
        [x, y + 0.34],
        [x + 0.07, y + 0.44],
        [x - 0.07, y + 0.44],
      ],
      mixColors(color, palette.secondary(0.2), 0.2),
    );
    brush.ellipse([x, y, 0.33, 0.39], color, { relief: 2.2 });
    brush.haze(x - 0.12, y - 0.16, 0.15, '#ffffff', 0.7);
  }
  drawParcel(brush, 0, 1, 0.4);
}

function drawMedal(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.99, 0.7, 0.36);
  for (const side of [-1, 1])
    brush.polygon(
      [
        [side * 0.06, 0.2],
        [side * 0.46, 0.1],
        [side * 0.62, 0.98],
        [side * 0.38, 0.84],
        [side * 0.2, 1],
      ],
      palette.primary(side < 0 ? 0.54 : 0.48),
      { relief: 1.4 },
    );
  const points = Array.from({ length: 32 }, (_, index) => {
    const angle = (index / 32) * Math.PI * 2;
    const reach = index % 2 ? 0.74 : 0.84;
    return [Math.cos(angle) * reach, -0.24 + Math.sin(angle) * reach] as const;
  });
  brush.soft(points, 0.05, palette.accent(0.68), { relief: 2 });
  brush.circle(0, -0.24, 0.6, palette.accent(0.84), { relief: 1.6 });
  brush.circle(0, -0.24, 0.52, palette.primary(0.56), { relief: 1.6 });
  drawStar(brush, 0, -0.22, 0.36, palette.neutral(0.97));
  drawSparkle(brush, 0.78, -0.9, 0.17);
  drawSparkle(brush, -0.86, -0.7, 0.11);
}

function drawShield(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.99, 0.9, 0.36);
  const outline = (scale: number) => (): void => {
    brush.ctx.moveTo(0, -1.02 * scale);
    brush.ctx.bezierCurveTo(0.3 * scale, -0.84 * scale, 0.6 * scale, -0.76 * scale, 0.84 * scale, -0.74 * scale);
    brush.ctx.bezierCurveTo(0.86 * scale, 0.1 * scale, 0.6 * scale, 0.62 * scale, 0, 0.98 * scale);
    brush.ctx.bezierCurveTo(-0.6 * scale, 0.62 * scale, -0.86 * scale, 0.1 * scale, -0.84 * scale, -0.74 * scale);
    brush.ctx.bezierCurveTo(-0.6 * scale, -0.76 * scale, -0.3 * scale, -0.84 * scale, 0, -1.02 * scale);
  };
  const box = [-0.84, -1, 1.68, 2] as const;
  brush.fill(outline(1), palette.neutral(0.92), box, { relief: 2 });
  brush.fill(outline(0.86), palette.primary(0.6), box, { relief: 2 });
  brush.inside(outline(0.86), () => brush.rect([0, -1.1, 1, 2.2], palette.secondary(0.3), { alpha: 0.2, relief: 0 }));
  brush.line([-0.36, -0.06, -0.08, 0.24, 0.4, -0.34], 0.17, palette.neutral(0.98));
  drawSparkle(brush, -0.92, -0.94, 0.14);
}

function drawLove(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 1, 0.9, 0.36);
  const rose = palette.primary(0.6);
  drawHeart(brush, 0, -0.02, 0.9, rose);
  for (const [x, y, size, share] of [
    [-0.86, -0.72, 0.2, 0.1],
    [0.9, -0.5, 0.26, 0.5],
    [0.7, -1.02, 0.13, 0.9],
    [-0.92, 0.42, 0.15, 0.7],
    [0.88, 0.5, 0.17, 0.3],
  ] as const) {
    drawHeart(brush, x, y, size, mixColors(rose, palette.accent(0.78), share));
  }
  brush.glow(0, -0.2, 1.1, palette.accent(0.8), 0.16);
}

function drawShopping(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.98, 1.2, 0.44);
  const bags = [
    [0.44, 0.72, 1.1, palette.secondary(0.56)],
    [-0.4, 0.94, 1.44, palette.primary(0.62)],
  ] as const;
  for (const [x, width, height, color] of bags) {
    const top = 0.97 - height;
    brush.rect([x - width * 0.3, top - 0.2, width * 0.6, 0.3], palette.neutral(0.96), { radius: 0.03 });
    for (const side of [-1, 1])
      brush.blob(
        [
          [x + side * width * 0.1, top],
          [x + side * width * 0.3, top - 0.24],
          [x + side * width * 0.42, top + 0.05],
        ],
        palette.accent(0.84),
      );
    brush.arc([x, top + 0.02, width * 0.24], [Math.PI, Math.PI * 2], 0.04, palette.neutral(0.97));
    brush.soft(
      [
        [x - width / 2, top],
        [x + width / 2, top],
        [x + width * 0.46, 0.97],
        [x - width * 0.46, 0.97],
      ],
      0.03,
      color,
      { relief: 2 },
    );
    brush.polygon(
      [
        [x + width * 0.2, top],
        [x + width / 2, top],
        [x + width * 0.46, 0.97],
        [x + width * 0.26, 0.97],
      ],
      palette.secondary(0.2),
      { alpha: 0.14, relief: 0 },
    );
    drawHeart(brush, x - width * 0.06, 0.97 - height * 0.45, width * 0.2, palette.accent(0.78));
  }
  brush.at({ x: 0.82, y: 0.84, turn: 0.3 }, () => {
    brush.soft([-0.2, -0.16, 0.16, -0.16, 0.3, 0, 0.16, 0.16, -0.2, 0.16], 0.03, palette.accent(0.72), { relief: 1.6 });
    brush.circle(0.18, 0, 0.04, palette.neutral(0.97), { relief: 0 });
  });
}
