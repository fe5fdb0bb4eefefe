import type { Brush, Point } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Theme } from '../subject.ts';
import { drawSteam } from './steam.ts';

export const food: Theme = {
  name: 'food',
  stems:
    'food eat taste tasty fresh flavou flavor menu restaurant kitchen cook chef meal lunch dinner breakfast delicious organic ingredient catering eten lekker vers keuken koken maaltijd ontbijt smaak gerecht essen lecker frisch kuche kochen mahlzeit fruhstuck geschmack gericht speise manger cuisine repas dejeuner gout fr:plat saveur cheese kaas kase fromage queso formaggi queijo comida comer cocina sabor fresco desayuno plato cibo mangiare cucina pranzo cena gusto piatto cozinha refeicao prato',
  subjects: [
    {
      name: 'bread',
      places: ['table'],
      stems:
        'bread bake baker bakery loaf sourdough dough flour oven crust brood bakker bakkerij deeg meel korst brot backen backer backerei teig mehl ofen kruste levain fr:pain fr:pains baguette boulang farine croute es:pan es:panes panader masa harina horno pane panett forno farina impasto pao padaria massa farinha',
      draw: drawBread,
    },
    {
      name: 'coffee',
      places: ['table'],
      stems:
        'coffee espresso cappuccino latte barista cafe tea cup roast koffie thee nl:kop kopje kaffee tee de:tasse fr:tasse bohne caffe cafeteria taza tazza xicara cha',
      draw: drawCoffee,
    },
    {
      name: 'cake',
      places: ['table'],
      stems:
        'cake pastry sweet dessert cupcake birthday chocolate patisserie taart gebak koek zoet kuchen torte suss gateau patiss sucre tarte pastel tarta dulce torta dolce bolo doce',
      draw: drawCake,
    },
    {
      name: 'pot',
      places: ['table'],
      stems:
        'soup stew sauce en:pot en:pan nl:pan recipe homemade soep recept huisgemaakt suppe topf rezept soupe marmite recette sopa olla receta zuppa pentola ricetta panela receita',
      draw: drawPot,
    },
    {
      name: 'fruit',
      places: ['table'],
      stems:
        'fruit vegetable salad apple healthy market =farm farms farmer grocer groente salade appel gezond markt boerderij obst gemuse apfel gesund bauern legume pomme sain marche ferme fruta verdura ensalada manzana granja frutta insalata mela mercato salada maca',
      draw: drawFruit,
    },
    {
      name: 'wine',
      places: ['table'],
      stems:
        'wine beer bar drink cocktail brew wijn bier drank brouw wein getrank brauer vin biere boisson vino cerveza bebida birra bevanda vinho cerveja',
      draw: drawWine,
    },
  ],
};

function drawBread(brush: Brush): void {
  const { palette, random } = brush;
  const crust = palette.warm(0.62);
  brush.shadow(0, 0.97, 1.15, 0.45);
  brush.soft([-1, 0.82, 1, 0.82, 0.92, 0.98, -0.92, 0.98], 0.06, palette.wood(0.42), { relief: 1.4 });
  for (const [x, turn, length] of [
    [0.52, 0.34, 1.2],
    [0.3, 0.1, 1.32],
  ] as const)
    drawBaguette(brush, { x, turn, length });
  brush.blob(
    [-0.98, 0.55, -0.86, 0.12, -0.4, -0.16, 0.12, -0.1, 0.46, 0.2, 0.52, 0.6, 0.4, 0.84, -0.3, 0.87, -0.86, 0.83],
    crust,
    { relief: 2.2 },
  );
  for (let index = 0; index < 4; index += 1) {
    const x = -0.66 + index * 0.28;
    const points: Point[] = [
      [x, 0.42],
      [x + 0.02, 0.2],
      [x + 0.13, 0.02 + Math.abs(index - 1.4) * 0.05],
    ];
    brush.line(points, 0.1, palette.warm(0.86), { smooth: true });
    brush.line(
      points.map(([px, py]) => [px + 0.035, py + 0.02]),
      0.03,
      palette.warm(0.5),
      { smooth: true, alpha: 0.6 },
    );
  }
  for (let index = 0; index < 40; index += 1)
    brush.circle(
      random.between(-0.8, 0.35),
      random.between(0.05, 0.7),
      random.between(0.005, 0.014),
      palette.neutral(0.98),
      { relief: 0, alpha: 0.6 },
    );
  drawRoll(brush, 0.72, 0.78, 0.24);
  drawRoll(brush, -0.02, 0.84, 0.2);
  drawSteam(brush, -0.25, -0.24, 0.62);
}

function drawBaguette(brush: Brush, { x, turn, length }: { x: number; turn: number; length: number }): void {
  const { palette } = brush;
  brush.at({ x, y: 0.8, turn }, () => {
    brush.ellipse([0, -length / 2, 0.15, length / 2], palette.warm(0.6), { relief: 2 });
    for (let index = 0; index < 5; index += 1) {
      const y = -length * (0.2 + index * 0.15);
      brush.line(
        [
          [-0.07, y + 0.06],
          [0.07, y - 0.05],
        ],
        0.05,
        palette.warm(0.84),
      );
    }
  });
}

function drawRoll(brush: Brush, x: number, y: number, size: number): void {
  const { palette } = brush;
  brush.ellipse([x, y, size, size * 0.72], palette.warm(0.66), { relief: 2 });
  brush.arc([x, y + size * 0.2, size * 0.56], [Math.PI * 1.2, Math.PI * 1.8], size * 0.16, palette.warm(0.86));
}

function drawCoffee(brush: Brush): void {
  const { palette } = brush;
  const cup = palette.neutral(0.95);
  brush.shadow(0, 0.94, 1.2, 0.45);
  brush.ellipse([0, 0.88, 1.02, 0.15], palette.primary(0.6), { relief: 1.2 });
  brush.ellipse([0, 0.84, 0.9, 0.11], palette.primary(0.7));
  brush.arc([0.72, 0.22, 0.3], [-1.35, 1.5], 0.13, palette.neutral(0.86));
  brush.fill(
    () => {
      brush.ctx.moveTo(-0.74, -0.18);
      brush.ctx.bezierCurveTo(-0.72, 0.5, -0.56, 0.84, -0.3, 0.84);
      brush.ctx.lineTo(0.3, 0.84);
      brush.ctx.bezierCurveTo(0.56, 0.84, 0.72, 0.5, 0.74, -0.18);
      brush.ctx.closePath();
    },
    cup,
    [-0.74, -0.18, 1.48, 1.02],
    { relief: 2.2 },
  );
  brush.insideRect([-0.8, 0.12, 1.6, 0.3], 0, () =>
    brush.soft([-0.74, 0.12, 0.74, 0.12, 0.64, 0.42, -0.64, 0.42], 0.02, palette.accent(0.7), { relief: 1.4 }),
  );
  brush.ellipse([0, -0.18, 0.74, 0.15], palette.neutral(0.9));
  brush.ellipse([0, -0.17, 0.66, 0.12], palette.wood(0.34));
  brush.ellipse([0, -0.165, 0.42, 0.07], palette.warm(0.86), { relief: 0.4 });
  brush.ellipse([0, -0.165, 0.2, 0.03], palette.wood(0.46), { relief: 0 });
  for (const [x, y, turn] of [
    [-0.98, 0.93, 0.4],
    [0.98, 0.95, -0.5],
    [0.84, 1, 0.2],
  ] as const) {
    brush.ellipse([x, y, 0.09, 0.06], palette.wood(0.3), { turn });
    brush.line(
      [
        [x - 0.05, y],
        [x + 0.05, y],
      ],
      0.012,
      palette.wood(0.5),
    );
  }
  drawSteam(brush, 0, -0.32, 0.72);
}

function drawCake(brush: Brush): void {
  const { palette, random } = brush;
  brush.shadow(0, 0.96, 1.1, 0.42);
  brush.rect([-0.1, 0.7, 0.2, 0.24], palette.neutral(0.84));
  brush.ellipse([0, 0.94, 0.44, 0.08], palette.neutral(0.86));
  brush.ellipse([0, 0.68, 0.98, 0.12], palette.neutral(0.94));
  const tiers = [
    { y: 0.66, half: 0.8, height: 0.52, color: palette.accent(0.78) },
    { y: 0.18, half: 0.54, height: 0.44, color: palette.primary(0.74) },
  ];
  for (const { y, half, height, color } of tiers) {
    brush.rect([-half, y - height, half * 2, height], color, { radius: 0.05, relief: 2 });
    const icing = palette.neutral(0.97);
    brush.rect([-half, y - height - 0.02, half * 2, 0.14], icing, { radius: 0.07 });
    for (let index = 0; index < 6; index += 1) {
      const x = -half + (half * 2 * (index + 0.5)) / 6;
      brush.rect([x - half * 0.11, y - height, half * 0.22, random.between(0.16, 0.3)], icing, {
        radius: half * 0.11,
        relief: 0.6,
      });
    }
    for (let index = 0; index < 9; index += 1)
      brush.circle(-half + (half * 2 * (index + 0.5)) / 9, y - 0.02, 0.05, icing);
  }
  for (const x of [-0.3, 0, 0.3]) {
    brush.rect([x - 0.03, -0.62, 0.06, 0.36], palette.secondary(0.6), { radius: 0.02 });
    brush.ellipse([x, -0.72, 0.04, 0.085], palette.accent(0.84), { relief: 0.4 });
    brush.glow(x, -0.72, 0.34, palette.sun, 0.6);
  }
  for (const x of [-0.45, -0.15, 0.15, 0.45]) brush.circle(x, -0.27, 0.075, palette.warm(0.58), { relief: 2 });
}

function drawPot(brush: Brush): void {
  const { palette } = brush;
  const body = palette.primary(0.56);
  brush.shadow(0, 0.95, 1.1, 0.45);
  for (const side of [-1, 1])
    brush.arc([side * 0.82, 0.34, 0.15], [0, Math.PI * 2], 0.075, mixColors(body, palette.secondary(0.2), 0.4));
  brush.soft([-0.84, 0.02, 0.84, 0.02, 0.76, 0.93, -0.76, 0.93], 0.22, body, { relief: 2.4 });
  brush.rect([-0.88, 0, 1.76, 0.12], mixColors(body, '#ffffff', 0.22), { radius: 0.06 });
  brush.fill(
    () => brush.ctx.ellipse(0, 0.02, 0.84, 0.42, 0, Math.PI, 0),
    mixColors(body, '#ffffff', 0.1),
    [-0.84, -0.4, 1.68, 0.42],
    { relief: 2 },
  );
  brush.rect([-0.05, -0.5, 0.1, 0.14], palette.secondary(0.3));
  brush.ellipse([0, -0.53, 0.15, 0.075], palette.accent(0.7), { relief: 1.6 });
  brush.line([-0.56, 0.28, -0.52, 0.72], 0.06, mixColors(body, '#ffffff', 0.4), { alpha: 0.6 });
  brush.at({ x: 0.7, y: 0.9, turn: 0.3 }, () => {
    brush.line([0.1, 0, 0.52, -0.85], 0.06, palette.wood(0.5));
    brush.ellipse([0.56, -0.95, 0.12, 0.17], palette.wood(0.56), { turn: 0.5 });
  });
  drawSteam(brush, 0, -0.6, 0.6);
}

function drawFruit(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.95, 1.1, 0.42);
  const apple = (x: number, y: number, size: number, color: string): void => {
    brush.circle(x - size * 0.28, y, size * 0.76, color, { relief: 2 });
    brush.circle(x + size * 0.28, y, size * 0.76, color, { relief: 2 });
    brush.line(
      [
        [x, y - size * 0.5],
        [x + size * 0.1, y - size * 0.98],
      ],
      size * 0.11,
      palette.wood(0.36),
    );
    brush.ellipse([x + size * 0.36, y - size * 0.88, size * 0.3, size * 0.13], palette.leaf(0.52), { turn: -0.4 });
    brush.haze(x - size * 0.4, y - size * 0.3, size * 0.36, '#ffffff', 0.5);
  };
  brush.blob([-0.2, 0.3, -0.62, -0.2, -0.7, -0.72, -0.5, -0.78, -0.3, -0.3, 0.1, 0.2], palette.warm(0.84), {
    relief: 2,
  });
  apple(0.5, 0.08, 0.36, palette.accent(0.66));
  apple(-0.06, -0.1, 0.42, palette.primary(0.62));
  apple(-0.55, 0.2, 0.33, palette.warm(0.66));
  for (let index = 0; index < 9; index += 1)
    brush.circle(
      0.66 + (index % 3) * 0.13 - Math.floor(index / 3) * 0.05,
      0.14 + Math.floor(index / 3) * 0.13,
      0.09,
      palette.secondary(0.46),
      { relief: 2.2 },
    );
  brush.fill(() => brush.ctx.ellipse(0, 0.3, 1, 0.64, 0, 0, Math.PI), palette.neutral(0.93), [-1, 0.3, 2, 0.64], {
    relief: 2.4,
  });
  brush.rect([-1.02, 0.26, 2.04, 0.09], palette.neutral(0.97), { radius: 0.045 });
  brush.rect([-0.3, 0.88, 0.6, 0.09], palette.neutral(0.84), { radius: 0.03 });
  brush.insideRect([-0.94, 0.44, 1.88, 0.12], 0, () =>
    brush.fill(() => brush.ctx.ellipse(0, 0.3, 0.97, 0.62, 0, 0, Math.PI), palette.primary(0.6), [-1, 0.3, 2, 0.64]),
  );
}

function drawWine(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(-0.1, 0.95, 1, 0.42);
  const glass = palette.secondary(0.34);
  brush.soft(
    [-0.56, -0.98, -0.34, -0.98, -0.34, -0.4, -0.14, -0.12, -0.14, 0.95, -0.76, 0.95, -0.76, -0.12, -0.56, -0.4],
    0.08,
    glass,
    { relief: 2.2 },
  );
  brush.rect([-0.58, -1.02, 0.26, 0.3], palette.accent(0.66), { radius: 0.03 });
  brush.rect([-0.76, 0.14, 0.62, 0.5], palette.neutral(0.94), { radius: 0.02 });
  brush.circle(-0.45, 0.36, 0.13, palette.primary(0.6));
  brush.line([-0.68, -0.04, -0.68, 0.84], 0.04, '#ffffff', { alpha: 0.22 });
  for (const [x, scale, wine] of [
    [0.3, 1, palette.primary(0.46)],
    [0.8, 0.82, palette.warm(0.8)],
  ] as const) {
    brush.at({ x, y: 0.95, scale }, () => {
      brush.line([0, -0.02, 0, -0.6], 0.04, palette.neutral(0.93), { alpha: 0.85 });
      brush.ellipse([0, -0.02, 0.22, 0.045], palette.neutral(0.93), { alpha: 0.85 });
      brush.blob(
        [-0.24, -1.3, -0.3, -0.98, -0.2, -0.68, 0, -0.58, 0.2, -0.68, 0.3, -0.98, 0.24, -1.3],
        palette.neutral(0.97),
        { alpha: 0.4 },
      );
      brush.fill(() => brush.ctx.ellipse(0, -0.98, 0.28, 0.38, 0, 0, Math.PI), wine, [-0.28, -0.98, 0.56, 0.4], {
        relief: 1.6,
      });
      brush.line([-0.2, -1.16, -0.22, -0.92], 0.03, '#ffffff', { alpha: 0.6 });
    });
  }
}
