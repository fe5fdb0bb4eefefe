import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Theme } from '../subject.ts';
import { drawSparkle } from './wellness.ts';

export const craft: Theme = {
  name: 'craft',
  stems:
    'craft handmade build builder construct renovat artisan ambacht bouw verbouw aannemer handgemaakt handwerk bauen renovier construi renov artesan construc reforma obra artigian costru ristruttur artesanal constru',
  subjects: [
    {
      name: 'toolbox',
      places: ['table', 'stage'],
      stems:
        'tool bathroom badkamer badezimmer repair fix plumb hammer wrench drill handyman carpenter broken gereedschap reparatie loodgieter hamer timmer klus kapot werkzeug reparatur klempner schreiner kaputt outil repar plomb marteau menuisier herramienta repara plomer fontaner martillo carpinter attrezz ripara idraulic martello falegname ferramenta conserta encanador martelo',
      draw: drawToolbox,
    },
    {
      name: 'paint',
      places: ['table', 'stage'],
      stems:
        'paint painter color colour wall brush design creative art verf schilder kleur muur ontwerp kunst creatief farbe maler =wand gestalt kreativ peintre peinture couleur mur creati pintura pintor pared diseno arte vernice pittor colore parete creativ tinta parede cor',
      draw: drawPaint,
    },
    {
      name: 'cleaning',
      places: ['stage', 'table'],
      stems:
        'clean cleaning cleaner wash laundry dust tidy window spotless schoon poets wassen stof ramen reinig putz sauber wasch staub fenster nettoy propre lav menage vitre limpi lava polvo ventana puli pulizi finestre limpeza limpa lavar',
      draw: drawCleaning,
    },
    {
      name: 'fashion',
      places: ['stage'],
      stems:
        'fashion clothes clothing dress shirt wear jewel sew tailor textile nl:mode de:mode fr:mode kleding jurk draag sieraad kleid hemd tragen schmuck schneider vetement fr:robe chemise bijou couture moda ropa vestido camisa joya costura vestit abito camicia gioiell sarto roupa joia',
      draw: drawFashion,
    },
  ],
};

function drawToolbox(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 1.3, 0.44);
  const steel = palette.neutral(0.82);
  brush.at({ x: -0.5, y: 0.2, turn: -0.2 }, () => {
    brush.line([0, 0.4, 0, -0.72], 0.13, palette.wood(0.54));
    brush.soft([-0.42, -0.98, 0.2, -0.98, 0.36, -0.86, 0.36, -0.72, -0.42, -0.72], 0.05, palette.secondary(0.42), {
      relief: 2,
    });
  });
  brush.at({ x: 0.42, y: 0.2, turn: 0.24 }, () => {
    brush.line([0, 0.4, 0, -0.6], 0.15, steel);
    brush.ring(0, -0.82, 0.2, 0.13, steel);
    brush.polygon([-0.11, -1.2, 0.11, -1.2, 0.09, -0.82, -0.09, -0.82], palette.sky[1], { relief: 0 });
  });
  brush.at({ x: 0, y: 0.2, turn: 0.02 }, () => {
    brush.rect([-0.05, -0.9, 0.1, 0.8], steel, { radius: 0.02, relief: 2 });
    brush.rect([-0.12, -0.4, 0.24, 0.6], palette.accent(0.68), { radius: 0.09, relief: 2 });
  });
  brush.rect([-0.96, 0.12, 1.92, 0.3], mixColors(palette.primary(0.56), palette.secondary(0.2), 0.4), { radius: 0.06 });
  brush.rect([-1, 0.28, 2, 0.68], palette.primary(0.56), { radius: 0.08, relief: 1.8 });
  brush.rect([-1, 0.42, 2, 0.07], mixColors(palette.primary(0.56), '#ffffff', 0.25), { relief: 0.4 });
  for (const x of [-0.62, 0.46]) brush.rect([x, 0.36, 0.18, 0.24], palette.neutral(0.88), { radius: 0.03, relief: 2 });
  brush.rect([-0.2, 0.6, 0.4, 0.14], mixColors(palette.primary(0.56), palette.secondary(0.2), 0.35), { radius: 0.07 });
}

function drawPaint(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 1.2, 0.42);
  brush.soft([-0.98, -1.06, 0.3, -1.12, 0.42, -0.2, -0.9, -0.12], 0.12, palette.accent(0.76), { relief: 1 });
  for (const [x, drop] of [
    [-0.7, 0.34],
    [-0.36, 0.2],
    [0.12, 0.3],
  ] as const)
    brush.line(
      [
        [x, -0.3],
        [x, -0.1 + drop],
      ],
      0.13,
      palette.accent(0.75),
    );
  brush.at({ x: 0.36, y: -0.42, turn: 0.06 }, () => {
    brush.line([0.36, 0, 0.6, 0, 0.6, 0.38, 0.1, 0.44, 0.1, 0.66], 0.045, palette.neutral(0.78));
    brush.rect([0, 0.6, 0.2, 0.56], palette.primary(0.52), { radius: 0.08, relief: 2 });
    brush.rect([-0.46, -0.2, 0.86, 0.38], palette.neutral(0.96), { radius: 0.14, relief: 2.4 });
    brush.rect([-0.46, -0.2, 0.86, 0.16], palette.accent(0.8), { radius: 0.08 });
  });
  brush.rect([-0.84, 0.26, 0.92, 0.7], palette.neutral(0.88), { radius: 0.06, relief: 2.4 });
  brush.rect([-0.84, 0.5, 0.92, 0.28], palette.primary(0.6), { relief: 2 });
  brush.ellipse([-0.38, 0.28, 0.46, 0.1], palette.neutral(0.76));
  brush.ellipse([-0.38, 0.28, 0.4, 0.075], palette.accent(0.74), { relief: 0.6 });
  brush.line([-0.68, 0.3, -0.7, 0.5], 0.09, palette.accent(0.72));
  brush.at({ x: 0.5, y: 0.92, turn: 1.25 }, () => {
    brush.line([0, 0.3, 0, -0.2], 0.1, palette.wood(0.54));
    brush.rect([-0.1, -0.42, 0.2, 0.2], palette.neutral(0.8), { relief: 2 });
    brush.soft([-0.11, -0.42, 0.11, -0.42, 0.06, -0.74, -0.08, -0.68], 0.04, palette.secondary(0.5));
  });
}

function drawCleaning(brush: Brush): void {
  const { palette, random } = brush;
  brush.shadow(0, 0.97, 1.1, 0.42);
  brush.arc([-0.36, 0.1, 0.54], [Math.PI * 1.04, Math.PI * 1.96], 0.045, palette.neutral(0.74));
  for (let foam = 0; foam < 9; foam += 1)
    brush.circle(-0.8 + foam * 0.11, 0.06 - (foam % 3) * 0.06, random.between(0.12, 0.19), palette.neutral(0.98), {
      relief: 1,
      alpha: 0.92,
    });
  brush.soft([-0.92, 0.1, 0.2, 0.1, 0.06, 0.96, -0.78, 0.96], 0.07, palette.primary(0.58), { relief: 2.2 });
  brush.rect([-0.96, 0.06, 1.2, 0.12], palette.primary(0.68), { radius: 0.05 });
  brush.soft([0.42, -0.06, 0.86, -0.06, 0.96, 0.3, 0.96, 0.96, 0.32, 0.96, 0.32, 0.3], 0.1, palette.accent(0.74), {
    relief: 2.2,
  });
  brush.rect([0.52, -0.3, 0.24, 0.26], palette.neutral(0.94), { radius: 0.02 });
  brush.soft([0.3, -0.56, 0.84, -0.56, 0.84, -0.28, 0.5, -0.28, 0.4, -0.4, 0.3, -0.4], 0.04, palette.secondary(0.44), {
    relief: 1.6,
  });
  brush.line([0.46, -0.34, 0.4, -0.12], 0.05, palette.secondary(0.4));
  brush.rect([0.42, 0.4, 0.44, 0.36], palette.neutral(0.97), { radius: 0.05, relief: 0.4 });
  brush.circle(0.64, 0.58, 0.11, palette.primary(0.62));
  for (let bubble = 0; bubble < 12; bubble += 1) {
    const [x, y, radius] = [random.between(-0.95, 0.25), random.between(-1.1, -0.2), random.between(0.04, 0.14)];
    brush.circle(x, y, radius, palette.neutral(0.99), { alpha: 0.35 });
    brush.ring(x, y, radius, 0.012, palette.neutral(0.99), 0.8);
    brush.circle(x - radius * 0.35, y - radius * 0.35, radius * 0.18, '#ffffff', { relief: 0 });
  }
  drawSparkle(brush, 0.7, -0.86, 0.17);
}

function drawFashion(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.98, 1, 0.4);
  for (const x of [-0.94, 0.94])
    brush.line(
      [
        [x, 0.97],
        [x, -0.9],
      ],
      0.05,
      palette.secondary(0.36),
    );
  brush.line([-0.94, -0.9, 0.94, -0.9], 0.05, palette.secondary(0.36));
  brush.line([-1.08, 0.97, 1.08, 0.97], 0.06, palette.secondary(0.32));
  const garments = [
    [-0.56, palette.primary(0.6), 0.9],
    [0.04, palette.accent(0.74), 1.3],
    [0.6, palette.secondary(0.56), 0.95],
  ] as const;
  for (const [x, color, length] of garments) {
    brush.at({ x, y: -0.78 }, () => {
      brush.arc([0, -0.06, 0.06], [Math.PI * 0.9, Math.PI * 2.4], 0.025, palette.neutral(0.8));
      const flare = length > 1 ? 0.44 : 0.28;
      brush.soft(
        [
          [-0.09, 0.06],
          [0.09, 0.06],
          [0.28, 0.14],
          [0.4, 0.46],
          [0.27, 0.54],
          [0.2, 0.42],
          [flare, length],
          [-flare, length],
          [-0.2, 0.42],
          [-0.27, 0.54],
          [-0.4, 0.46],
          [-0.28, 0.14],
        ],
        0.05,
        color,
        { relief: 1.8 },
      );
      brush.arc([0, 0.05, 0.09], [0.2, Math.PI - 0.2], 0.03, mixColors(color, palette.secondary(0.2), 0.4));
      if (length > 1) brush.rect([-0.21, 0.46, 0.42, 0.07], mixColors(color, palette.secondary(0.2), 0.45));
      else for (const y of [0.34, 0.52, 0.7]) brush.circle(0, y, 0.025, palette.neutral(0.97), { relief: 0 });
    });
  }
  for (const x of [-0.6, 0.46])
    brush.soft(
      [
        [x, 0.78],
        [x + 0.14, 0.72],
        [x + 0.24, 0.84],
        [x + 0.36, 0.87],
        [x + 0.36, 0.94],
        [x, 0.94],
      ],
      0.04,
      palette.neutral(0.95),
      { relief: 1.6 },
    );
}
