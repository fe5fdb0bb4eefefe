import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import { drawBush, drawPottedPlant, drawTree } from '../settings/plants.ts';
import type { Theme } from '../subject.ts';

export const places: Theme = {
  name: 'places',
  general: true,
  stems:
    'local neighbourhood neighborhood street town city corner buurt straat stad dorp wijk hoek strasse stadt dorf viertel ecke rue ville quartier village calle ciudad barrio pueblo esquina strada citta quartiere paese angolo rua cidade bairro',
  subjects: [
    {
      name: 'shopfront',
      places: ['ground'],
      stems:
        'shop store boutique open opening visit storefront retail winkel zaak bezoek geopend laden geschaft besuch geoffnet magasin visite ouvert tienda negocio visita abiert negozio bottega aperto loja aberto',
      draw: drawShopfront,
    },
    {
      name: 'house',
      places: ['ground'],
      stems:
        'house home homes estate property mortgage rent realtor move moving roof garage huis woning thuis vastgoed makelaar hypotheek verhuiz dak haus wohnung zuhause immobil makler umzug dach maison logement immobili toit demenag casa vivienda hogar inmobili hipoteca techo mudanza tetto trasloc imovel telhado',
      draw: drawHouse,
    },
    {
      name: 'map',
      places: ['stage', 'table'],
      stems:
        'find map location address near nearby route direction around vind kaart locatie adres dichtbij finden karte standort adresse nahe trouve carte =pres itineraire encuentra mapa ubicacion direccion cerca trova mappa indirizzo dintorni encontre endereco perto',
      draw: drawMap,
    },
    {
      name: 'armchair',
      places: ['stage'],
      stems:
        'sofa chair furniture interior living room decor cozy cosy lamp nl:bank stoel meubel interieur woonkamer gezellig sessel mobel einricht wohnzimmer gemutlich canape fauteuil meuble salon decoration sillon mueble sala acogedor divano poltrona mobili arredo salotto movel decoracao',
      draw: drawArmchair,
    },
  ],
};

function drawShopfront(brush: Brush): void {
  const { palette, random } = brush;
  brush.shadow(0, 1, 1.35, 0.4, 0.08);
  brush.rect([-1, -1.12, 2, 2.12], palette.primary(0.62), { radius: 0.02 });
  brush.rect([-1.05, -1.2, 2.1, 0.14], palette.primary(0.46), { radius: 0.02 });
  for (const x of [-0.72, 0, 0.72]) {
    brush.rect([x - 0.2, -1, 0.4, 0.34], palette.neutral(0.93), { radius: 0.02 });
    brush.rect(
      [x - 0.17, -0.97, 0.34, 0.28],
      palette.dark ? palette.accent(0.82) : mixColors(palette.sky[0], palette.secondary(0.4), 0.3),
    );
  }
  brush.rect([-0.92, -0.1, 1.16, 0.86], palette.wood(0.36), { radius: 0.03 });
  brush.insideRect([-0.86, -0.05, 1.04, 0.74], 0.02, () => {
    brush.gradient([-0.86, -0.05, 1.04, 0.74], [palette.accent(0.92), palette.accent(0.78)]);
    for (const y of [0.36, 0.69]) {
      brush.rect([-0.86, y - 0.035, 1.04, 0.035], palette.wood(0.46));
      for (let x = -0.8; x < 0.12; x += 0.17) {
        const height = random.between(0.1, 0.22);
        brush.rect(
          [x, y - 0.035 - height, 0.12, height],
          random.pick([palette.primary, palette.warm, palette.secondary])(0.6),
          { radius: 0.04, relief: 1.6 },
        );
      }
    }
    brush.polygon([-0.86, 0.69, -0.5, -0.05, -0.26, -0.05, -0.62, 0.69], '#ffffff', { alpha: 0.16, relief: 0 });
  });
  brush.rect([0.36, -0.1, 0.54, 1.1], palette.wood(0.36), { radius: 0.03 });
  brush.rect([0.42, -0.04, 0.42, 0.66], palette.accent(0.88), { radius: 0.02 });
  brush.rect([0.42, 0.68, 0.42, 0.26], palette.wood(0.46), { radius: 0.02 });
  brush.circle(0.46, 0.5, 0.03, palette.accent(0.7));
  drawAwning(brush);
  brush.glow(-0.34, 0.3, 0.8, palette.accent(0.86), palette.dark ? 0.6 : 0.12);
  drawPottedPlant(brush, { x: 1.02, y: 1.04, size: 0.5 });
  drawPottedPlant(brush, { x: -0.98, y: 1.04, size: 0.42, pot: palette.neutral(0.9) });
}

function drawAwning(brush: Brush): void {
  const { palette } = brush;
  const [stripes, width] = [10, 2.16];
  brush.polygon([-1.02, 0.02, 1.02, 0.02, 1.02, 0.1, -1.02, 0.1], palette.secondary(0.15), { alpha: 0.25, relief: 0 });
  for (let index = 0; index < stripes; index += 1) {
    const color = index % 2 ? palette.neutral(0.96) : palette.accent(0.68);
    const [x, step] = [-width / 2 + (width / stripes) * index, width / stripes];
    const topX = (share: number): number => share * 0.9;
    brush.polygon(
      [
        [topX(x), -0.52],
        [topX(x + step), -0.52],
        [x + step, -0.1],
        [x, -0.1],
      ],
      color,
      { relief: 0.8 },
    );
    brush.fill(() => brush.ctx.arc(x + step / 2, -0.1, step / 2, 0, Math.PI), color, [x, -0.1, step, step / 2], {
      relief: 0.8,
    });
  }
}

function drawHouse(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 1, 1.3, 0.4, 0.08);
  drawTree(brush, { x: 1, y: 0.98, size: 1.05, color: palette.leaf(0.5) });
  brush.rect([0.42, -0.98, 0.24, 0.6], palette.warm(0.52), { radius: 0.02 });
  brush.rect([0.38, -1.02, 0.32, 0.09], palette.warm(0.44), { radius: 0.02 });
  brush.rect([-0.86, -0.24, 1.72, 1.24], palette.neutral(0.94), { radius: 0.02, relief: 1.4 });
  brush.polygon([-0.86, -0.2, 0, -0.92, 0.86, -0.2], palette.neutral(0.92));
  brush.line([-1.06, -0.1, 0, -0.98, 1.06, -0.1], 0.15, palette.primary(0.5));
  brush.line([-1.06, -0.14, 0, -1.02, 1.06, -0.14], 0.05, palette.primary(0.64));
  brush.circle(0, -0.44, 0.17, palette.primary(0.5));
  brush.circle(0, -0.44, 0.12, windowColor(brush));
  for (const [x, y] of [
    [-0.56, 0.02],
    [0.2, 0.02],
  ] as const) {
    brush.rect([x - 0.04, y - 0.04, 0.46, 0.48], palette.primary(0.5), { radius: 0.02 });
    brush.rect([x, y, 0.38, 0.4], windowColor(brush), { relief: 0.8 });
    brush.line(
      [
        [x + 0.19, y],
        [x + 0.19, y + 0.4],
      ],
      0.025,
      palette.neutral(0.97),
    );
    brush.line(
      [
        [x, y + 0.2],
        [x + 0.38, y + 0.2],
      ],
      0.025,
      palette.neutral(0.97),
    );
    brush.rect([x - 0.06, y + 0.42, 0.5, 0.09], palette.wood(0.46), { radius: 0.02 });
    for (let flower = 0; flower < 5; flower += 1)
      brush.circle(x + flower * 0.095, y + 0.4, 0.05, flower % 2 ? palette.leaf(0.52) : palette.accent(0.72));
    if (palette.dark) brush.glow(x + 0.19, y + 0.2, 0.5, palette.accent(0.86), 0.5);
  }
  brush.rect([-0.2, 0.46, 0.36, 0.54], palette.accent(0.62), { radius: 0.03 });
  brush.circle(0.1, 0.74, 0.025, palette.neutral(0.95));
  brush.rect([-0.32, 0.97, 0.6, 0.06], palette.neutral(0.84), { radius: 0.02 });
  for (const x of [-0.8, 0.62]) drawBush(brush, x, 1.02, 0.36, palette.leaf(0.46));
}

function windowColor({ palette }: Brush): string {
  return palette.dark ? palette.accent(0.86) : mixColors(palette.sky[0], palette.secondary(0.45), 0.25);
}

function drawMap(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.94, 1.2, 0.4);
  brush.at({ y: 0.5 }, () => {
    const panels = [
      [-1, 0.02],
      [-0.34, -0.1],
      [0.32, 0.02],
      [1, -0.1],
    ] as const;
    for (let index = 0; index < 3; index += 1) {
      const [left, leftY] = panels[index] ?? [0, 0];
      const [right, rightY] = panels[index + 1] ?? [0, 0];
      const color = mixColors(palette.neutral(0.95), palette.leaf(0.7), index % 2 ? 0.3 : 0.14);
      brush.polygon(
        [
          [left * 0.86, leftY - 0.34],
          [right * 0.86, rightY - 0.34],
          [right, rightY + 0.42],
          [left, leftY + 0.42],
        ],
        color,
        { relief: 1.2 },
      );
    }
    brush.line([-0.86, 0.26, -0.5, 0.06, -0.1, 0.2, 0.3, -0.06, 0.84, 0.1], 0.1, palette.neutral(0.99), {
      smooth: true,
    });
    brush.line([-0.5, -0.32, -0.36, 0.1, -0.2, 0.38], 0.06, palette.neutral(0.99), { smooth: true });
    brush.line([0.4, -0.3, 0.5, 0.1, 0.8, 0.4], 0.16, palette.primary(0.74), { smooth: true });
    brush.ellipse([0, 0.04, 0.22, 0.07], palette.secondary(0.2), { alpha: 0.35, relief: 0 });
  });
  drawPin(brush, 0, 0.52, 1.5, palette.accent(0.64));
  drawPin(brush, -0.7, 0.5, 0.5, palette.primary(0.56));
  drawPin(brush, 0.74, 0.42, 0.42, palette.secondary(0.5));
}

function drawPin(brush: Brush, x: number, y: number, size: number, color: string): void {
  brush.at({ x, y, scale: size }, () => {
    brush.fill(
      () => {
        brush.ctx.moveTo(0, 0);
        brush.ctx.bezierCurveTo(-0.1, -0.26, -0.4, -0.44, -0.4, -0.72);
        brush.ctx.arc(0, -0.72, 0.4, Math.PI, 0);
        brush.ctx.bezierCurveTo(0.4, -0.44, 0.1, -0.26, 0, 0);
      },
      color,
      [-0.4, -1.12, 0.8, 1.12],
      { relief: 2 },
    );
    brush.circle(0, -0.72, 0.17, brush.palette.neutral(0.97));
  });
}

function drawArmchair(brush: Brush): void {
  const { palette } = brush;
  const cloth = palette.primary(0.58);
  brush.shadow(0, 0.98, 1.2, 0.42);
  brush.line([0.84, 0.96, 0.84, -0.7], 0.035, palette.secondary(0.3));
  brush.ellipse([0.84, 0.97, 0.2, 0.04], palette.secondary(0.3));
  brush.soft([0.64, -0.62, 0.74, -1.06, 0.94, -1.06, 1.04, -0.62], 0.04, palette.accent(0.8));
  brush.glow(0.84, -0.7, 0.9, palette.accent(0.88), 0.5);
  for (const x of [-0.66, 0.4])
    brush.line(
      [
        [x, 0.8],
        [x - 0.02, 0.96],
      ],
      0.07,
      palette.wood(0.4),
    );
  brush.soft([-0.72, -0.62, 0.46, -0.62, 0.5, 0.5, -0.76, 0.5], 0.24, cloth, { relief: 1.8 });
  brush.rect([-0.66, 0.3, 1.06, 0.34], mixColors(cloth, '#ffffff', 0.12), { radius: 0.12 });
  brush.rect([-0.78, 0.58, 1.3, 0.26], mixColors(cloth, palette.secondary(0.2), 0.2), { radius: 0.08 });
  for (const x of [-0.96, 0.36])
    brush.rect([x, 0.02, 0.34, 0.82], mixColors(cloth, '#ffffff', 0.05), { radius: 0.15, relief: 1.6 });
  brush.at({ x: -0.1, y: 0.12, turn: 0.2 }, () =>
    brush.soft([-0.28, -0.26, 0.28, -0.26, 0.24, 0.26, -0.24, 0.26], 0.08, palette.accent(0.74), { relief: 1.6 }),
  );
  for (const [x, y] of [
    [-0.32, -0.3],
    [0.06, -0.3],
    [-0.13, -0.12],
  ] as const)
    brush.circle(x, y, 0.025, mixColors(cloth, palette.secondary(0.2), 0.4), { relief: 0 });
  drawPottedPlant(brush, { x: -1, y: 1.02, size: 0.8, pot: palette.neutral(0.9) });
}
