import type { Brush, Point } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import { drawPottedPlant } from '../settings/plants.ts';
import type { Theme } from '../subject.ts';
import { drawSparkle } from './wellness.ts';

export const progress: Theme = {
  name: 'progress',
  general: true,
  stems:
    'grow growth business success result better improve best future goal increase groei bedrijf succes resultaat beter toekomst doel verbeter wachstum unternehmen erfolg ergebnis besser zukunft ziel croissance entreprise resultat mieux avenir objectif crec crecimiento empresa exito resultado mejor futuro meta crescita azienda successo risultato meglio obiettivo crescimento negocio sucesso melhor',
  subjects: [
    {
      name: 'chart',
      places: ['stage', 'table'],
      stems:
        'sales revenue profit number statistic percent chart marketing omzet winst cijfer verkoop umsatz gewinn zahlen verkauf vente chiffre benefice ventas ingresos ganancia vendite fatturato vendas lucro receita',
      draw: drawChart,
    },
    {
      name: 'summit',
      places: ['ground', 'stage'],
      stems:
        'mountain challenge ambition climb achieve reach dream berg uitdaging bereik droom herausforder erreich traum montagne defi reussir reve montana reto lograr sueno montagna sfida raggiung sogno montanha desafio alcanc sonho',
      draw: drawSummit,
    },
    {
      name: 'rocket',
      places: ['ground', 'stage'],
      stems:
        'start launch startup fast quick boost rocket speed begin snel raket lancering schnell starten rakete schub lance demarr rapide fusee lanza rapido cohete empieza lancio veloce razzo inizia lanca foguete comece',
      draw: drawRocket,
    },
    {
      name: 'coins',
      places: ['table', 'stage'],
      stems:
        'money save saving price cheap cost budget finance invest en:bank de:bank tax account loan insur pay euro geld spaar prijs goedkoop kosten belasting boekhoud verzeker betaal lening sparen preis gunstig steuer buchhalt versicher bezahl kredit argent economis prix cout impot comptab assurance payer dinero ahorr precio barat coste impuesto contab seguro pagar soldi risparm prezzo costo it:tasse assicura pagare dinheiro poupa preco custo imposto',
      draw: drawCoins,
    },
  ],
};

function drawChart(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.98, 1.3, 0.4);
  const heights = [0.4, 0.62, 0.54, 0.92, 1.3];
  heights.forEach((height, index) => {
    const x = -0.98 + index * 0.41;
    const color = index === 4 ? palette.accent(0.68) : palette.primary(0.76 - index * 0.06);
    brush.rect([x, 0.96 - height, 0.31, height], color, { radius: 0.05, relief: 2 });
    brush.polygon(
      [
        [x + 0.31, 0.98 - height],
        [x + 0.37, 0.93 - height],
        [x + 0.37, 0.91],
        [x + 0.31, 0.96],
      ],
      mixColors(color, palette.secondary(0.2), 0.4),
    );
    brush.polygon(
      [
        [x + 0.03, 0.96 - height],
        [x + 0.09, 0.91 - height],
        [x + 0.37, 0.91 - height],
        [x + 0.29, 0.96 - height],
      ],
      mixColors(color, '#ffffff', 0.3),
    );
  });
  const route: Point[] = [
    [-0.92, 0.16],
    [-0.46, -0.12],
    [-0.12, 0],
    [0.34, -0.52],
    [0.8, -0.92],
  ];
  brush.line(
    route.map(([x, y]) => [x + 0.02, y + 0.05]),
    0.09,
    palette.secondary(0.2),
    { alpha: 0.2 },
  );
  brush.line(route, 0.09, palette.neutral(0.97));
  brush.soft([0.58, -1.02, 1, -1.08, 0.9, -0.66], 0.03, palette.neutral(0.97), { relief: 0.4 });
  for (const [x, y] of route.slice(0, 4)) {
    brush.circle(x, y, 0.085, palette.neutral(0.98));
    brush.circle(x, y, 0.045, palette.accent(0.66));
  }
}

function drawSummit(brush: Brush): void {
  const { palette } = brush;
  brush.polygon([-1.25, 1, -0.5, -0.16, 0.3, 1], palette.primary(0.62), { relief: 1.4 });
  brush.polygon([-0.6, 1, 0.14, -0.72, 1.25, 1], palette.primary(0.5), { relief: 1 });
  brush.polygon([0.14, -0.72, 1.25, 1, 0.36, 1, 0.26, 0.3, 0.4, 0], palette.primary(0.42), { relief: 0.6 });
  brush.polygon(
    [0.14, -0.72, 0.44, -0.25, 0.3, -0.16, 0.2, -0.3, 0.08, -0.12, -0.04, -0.28, -0.1, -0.16],
    palette.neutral(0.98),
    { relief: 0.6 },
  );
  brush.polygon([-0.5, -0.16, -0.28, 0.16, -0.42, 0.1, -0.52, 0.24, -0.62, 0.1, -0.7, 0.15], palette.neutral(0.97), {
    relief: 0.6,
  });
  brush.line([0.14, -0.72, 0.14, -1.2], 0.035, palette.secondary(0.3));
  brush.blob([0.15, -1.2, 0.36, -1.22, 0.62, -1.14, 0.6, -0.94, 0.36, -0.98, 0.15, -0.92], palette.accent(0.66), {
    relief: 1.6,
  });
  const route: Point[] = [
    [-0.3, 1],
    [0.3, 0.78],
    [-0.1, 0.52],
    [0.22, 0.28],
    [0.02, 0.02],
  ];
  for (let index = 0; index < route.length - 1; index += 1) {
    const [from, to] = [route[index] ?? [0, 0], route[index + 1] ?? [0, 0]];
    for (const share of [0.1, 0.4, 0.7])
      brush.circle(
        from[0] + (to[0] - from[0]) * share,
        from[1] + (to[1] - from[1]) * share,
        0.03,
        palette.accent(0.86),
        { relief: 0 },
      );
  }
}

function drawRocket(brush: Brush): void {
  const { palette, random } = brush;
  for (let puff = 0; puff < 12; puff += 1) {
    const side = puff % 2 ? 1 : -1;
    brush.circle(
      side * random.between(0, 0.85),
      random.between(0.82, 1.02),
      random.between(0.14, 0.26),
      palette.neutral(0.95),
      { alpha: 0.85, relief: 0.8 },
    );
  }
  brush.at({ turn: 0.14 }, () => {
    brush.blob([-0.17, 0.3, 0.17, 0.3, 0.12, 0.7, 0, 0.98, -0.12, 0.7], palette.accent(0.72), { relief: 0.4 });
    brush.blob([-0.09, 0.3, 0.09, 0.3, 0.05, 0.54, 0, 0.74, -0.05, 0.54], palette.accent(0.92), { relief: 0 });
    for (const side of [-1, 1])
      brush.blob(
        [
          [side * 0.22, -0.1],
          [side * 0.56, 0.22],
          [side * 0.54, 0.5],
          [side * 0.24, 0.28],
        ],
        palette.primary(0.5),
        { relief: 1.4 },
      );
    brush.fill(
      () => {
        brush.ctx.moveTo(0, -1.12);
        brush.ctx.bezierCurveTo(0.4, -0.8, 0.42, -0.2, 0.26, 0.34);
        brush.ctx.lineTo(-0.26, 0.34);
        brush.ctx.bezierCurveTo(-0.42, -0.2, -0.4, -0.8, 0, -1.12);
      },
      palette.neutral(0.96),
      [-0.36, -1.12, 0.72, 1.46],
      { relief: 2.4 },
    );
    brush.inside(
      () => brush.ctx.rect(-0.5, -1.2, 1, 0.5),
      () =>
        brush.blob([0, -1.13, 0.26, -0.85, 0.36, -0.56, -0.36, -0.56, -0.26, -0.85], palette.primary(0.58), {
          relief: 1.6,
        }),
    );
    brush.circle(0, -0.36, 0.18, palette.secondary(0.36));
    brush.circle(0, -0.36, 0.13, palette.primary(0.82), { relief: 1.4 });
    brush.rect([-0.22, 0.3, 0.44, 0.09], palette.secondary(0.34), { radius: 0.03 });
  });
  brush.glow(-0.06, 0.6, 0.7, palette.accent(0.84), 0.55);
  drawSparkle(brush, -0.72, -0.66, 0.14);
  drawSparkle(brush, 0.76, -0.3, 0.1);
}

function drawCoins(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 1.2, 0.42);
  const gold = mixColors(palette.accent(0.76), palette.warm(0.78), 0.5);
  const stacks = [
    [-0.74, 3],
    [-0.16, 6],
    [0.42, 10],
  ] as const;
  for (const [x, count] of stacks) {
    for (let coin = 0; coin < count; coin += 1) {
      const y = 0.88 - coin * 0.105;
      brush.rect([x - 0.27, y - 0.045, 0.54, 0.1], mixColors(gold, palette.secondary(0.25), 0.24), {
        radius: 0.02,
        relief: 2,
      });
      brush.ellipse([x, y + 0.055, 0.27, 0.055], mixColors(gold, palette.secondary(0.25), 0.24));
      brush.ellipse([x, y - 0.045, 0.27, 0.055], gold, { relief: 1.4 });
    }
    const top = 0.88 - count * 0.105 + 0.06;
    brush.ellipse([x, top, 0.18, 0.033], mixColors(gold, '#ffffff', 0.3), { relief: 0 });
  }
  drawPottedPlant(brush, { x: -0.74, y: 0.62, size: 0.62, pot: palette.primary(0.56), leaves: 7 });
  brush.circle(0.42, -0.66, 0.34, gold, { relief: 2 });
  brush.circle(0.42, -0.66, 0.26, mixColors(gold, palette.secondary(0.25), 0.16), { relief: -1 });
  brush.polygon([0.42, -0.84, 0.5, -0.7, 0.42, -0.48, 0.34, -0.7], mixColors(gold, '#ffffff', 0.5), { relief: 0 });
  drawSparkle(brush, 0.8, -0.9, 0.13);
  drawSparkle(brush, 0.02, -0.4, 0.09);
}
