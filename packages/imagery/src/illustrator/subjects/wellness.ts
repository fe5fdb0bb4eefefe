import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import { drawLeaf } from '../settings/plants.ts';
import type { Theme } from '../subject.ts';
import { drawHeart } from './people.ts';

export const wellness: Theme = {
  name: 'wellness',
  stems:
    'health body feel wellness gezond lichaam voelen gesund korper fuhlen sante corps salud cuerpo bienestar salute corpo benessere saude',
  subjects: [
    {
      name: 'weights',
      places: ['stage'],
      stems:
        'fitness gym train strength muscle workout sport exercise coach fit kracht spier sportschool oefening kraft muskel ubung entrainement musculation salle fuerza gimnasio entrena ejercicio palestra forza allena academia treino forca exercicio',
      draw: drawWeights,
    },
    {
      name: 'yoga',
      places: ['ground', 'stage'],
      stems:
        'yoga relax calm stress breathe balance meditat pilates mindful massage spa ontspan rust =adem ademen balans entspann ruhe atme gleichgewicht detente calme respire equilibre relaja calma respira equilibrio rilass respiro massaggio relaxa',
      draw: drawYoga,
    },
    {
      name: 'care',
      places: ['stage', 'table'],
      stems:
        'doctor medical clinic care nurse painful en:pain hurts en:hurt ache therapy physio patient hospital pharmacy treatment dokter zorg pijn nl:rug rugpijn therapie fysio behandeling apotheek verpleeg arzt praxis pflege schmerz rucken behandlung apotheke medecin soin douleur fr:dos fr:mal pharmacie cabinet medico cuidado dolor espalda clinica farmacia terapia cura dolore it:mal schiena dottore pt:dor costas',
      draw: drawCare,
    },
    {
      name: 'tooth',
      places: ['stage'],
      stems:
        'tooth teeth dental dentist smile tand tandarts glimlach lach zahn zahnarzt lacheln dent dentaire sourire diente dentista sonrisa dente sorriso',
      draw: drawTooth,
    },
    {
      name: 'bottles',
      places: ['table', 'stage'],
      stems:
        'skin beauty cosmetic cream serum facial soap nail huid schoonheid creme verzorging zeep nagel haut schonheit kosmetik seife pflege peau beaute ongle savon piel belleza crema jabon pelle bellezza sapone unghie pele beleza sabao',
      draw: drawBottles,
    },
    {
      name: 'barber',
      places: ['stage', 'table'],
      stems:
        'hair haircut barber salon cut beard style stylist fade kapper haarschn haarsty baard knip kapsel friseur haare bart schnitt frisur coiffeur coiffure cheveux barbe coupe peluquer cabello pelo barba corte parrucch capelli taglio cabeleir cabelo',
      draw: drawBarber,
    },
  ],
};

function drawWeights(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 1.3, 0.45);
  const iron = palette.secondary(0.36);
  brush.rect([-0.9, 0.5, 1.8, 0.1], palette.neutral(0.82), { radius: 0.05, relief: 2 });
  for (const side of [-1, 1]) {
    for (const [offset, height, color] of [
      [0.46, 0.9, palette.primary(0.58)],
      [0.64, 0.7, palette.primary(0.5)],
      [0.8, 0.48, iron],
    ] as const) {
      brush.rect([side * offset - 0.08, 0.55 - height / 2, 0.17, height], color, { radius: 0.05, relief: 2 });
    }
  }
  brush.at({ x: 0, y: -0.36 }, () => {
    brush.arc([0, -0.34, 0.3], [Math.PI * 0.86, Math.PI * 2.14], 0.13, iron);
    brush.circle(0, 0.18, 0.46, palette.accent(0.7), { relief: 2.6 });
    brush.circle(0, 0.2, 0.2, palette.neutral(0.95), { relief: 0.4 });
    brush.haze(-0.18, 0, 0.2, '#ffffff', 0.5);
  });
}

function drawYoga(brush: Brush): void {
  const { palette, random } = brush;
  const skin = random.pick(palette.skins);
  const suit = palette.primary(0.56);
  for (const [radius, alpha] of [
    [1.05, 0.2],
    [0.84, 0.3],
  ] as const)
    brush.circle(0, -0.1, radius, palette.accent(0.86), { alpha, relief: 0 });
  brush.shadow(0, 0.96, 1.2, 0.36);
  brush.ellipse([0, 0.94, 1.1, 0.1], palette.accent(0.74));
  brush.line([-0.18, 0.62, -0.72, 0.72, -0.1, 0.86], 0.24, suit);
  brush.line([0.18, 0.62, 0.72, 0.72, 0.1, 0.86], 0.24, mixColors(suit, palette.secondary(0.2), 0.14));
  for (const side of [-1, 1]) {
    brush.line([side * 0.26, -0.1, side * 0.52, 0.28, side * 0.62, 0.6], 0.15, skin);
    brush.circle(side * 0.63, 0.62, 0.085, skin);
  }
  brush.soft([-0.34, -0.2, 0.34, -0.2, 0.26, 0.7, -0.26, 0.7], 0.14, palette.accent(0.7), { relief: 1.6 });
  brush.rect([-0.08, -0.36, 0.16, 0.22], mixColors(skin, palette.secondary(0.2), 0.14), { radius: 0.06 });
  const hair = random.pick(palette.hairs);
  brush.circle(0, -0.86, 0.13, hair);
  brush.ellipse([0, -0.54, 0.22, 0.26], skin);
  brush.inside(
    () => brush.ctx.ellipse(0, -0.55, 0.235, 0.27, 0, 0, Math.PI * 2),
    () => brush.blob([-0.3, -0.86, 0.3, -0.86, 0.24, -0.58, 0, -0.68, -0.24, -0.58], hair),
  );
  for (const side of [-1, 1])
    brush.arc([side * 0.085, -0.52, 0.04], [0.3, Math.PI - 0.3], 0.018, palette.secondary(0.25));
  brush.arc([0, -0.44, 0.05], [0.4, Math.PI - 0.4], 0.018, palette.secondary(0.3));
  for (const side of [-1, 1])
    for (let index = 0; index < 3; index += 1)
      drawLeaf(brush, {
        x: side * (0.96 + index * 0.06),
        y: 0.98,
        length: 0.5 - index * 0.08,
        turn: side * (0.1 + index * 0.42),
        color: palette.leaf(0.46 + index * 0.06),
      });
}

function drawCare(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.98, 0.9, 0.36);
  drawHeart(brush, 0, -0.02, 0.94, palette.primary(0.6));
  brush.rect([-0.13, -0.5, 0.26, 0.86], palette.neutral(0.98), { radius: 0.07, relief: 0.6 });
  brush.rect([-0.43, -0.2, 0.86, 0.26], palette.neutral(0.98), { radius: 0.07, relief: 0.6 });
  brush.line([-0.62, -0.98, -0.9, -0.4, -0.6, 0.3, -0.2, 0.66, 0.4, 0.62, 0.78, 0.3], 0.075, palette.secondary(0.34), {
    smooth: true,
  });
  brush.circle(0.82, 0.24, 0.19, palette.neutral(0.9), { relief: 2 });
  brush.circle(0.82, 0.24, 0.11, palette.accent(0.7), { relief: 1 });
}

function drawTooth(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.98, 0.9, 0.36);
  const enamel = palette.neutral(0.97);
  brush.blob(
    [
      -0.78, -0.5, -0.5, -0.9, 0, -0.76, 0.5, -0.9, 0.78, -0.5, 0.66, 0.14, 0.48, 0.82, 0.28, 0.9, 0.14, 0.36, 0, 0.26,
      -0.14, 0.36, -0.28, 0.9, -0.48, 0.82, -0.66, 0.14,
    ],
    enamel,
    { relief: 2.2 },
  );
  brush.line([-0.5, -0.62, -0.58, -0.4, -0.55, -0.1], 0.08, '#ffffff', { smooth: true });
  brush.arc([0, -0.16, 0.26], [0.35, Math.PI - 0.35], 0.06, palette.primary(0.56));
  for (const side of [-1, 1]) brush.circle(side * 0.24, -0.22, 0.055, palette.secondary(0.3), { relief: 0 });
  for (const [x, y, size] of [
    [0.86, -0.84, 0.22],
    [-0.92, 0.1, 0.15],
  ] as const)
    drawSparkle(brush, x, y, size);
  brush.at({ x: 0.82, y: 0.98, turn: 0.12 }, () => {
    brush.rect([-0.06, -1.2, 0.12, 1.2], palette.primary(0.6), { radius: 0.06 });
    brush.rect([-0.2, -1.22, 0.16, 0.36], palette.accent(0.78), { radius: 0.04 });
  });
}

export function drawSparkle(brush: Brush, x: number, y: number, size: number): void {
  const arm = size * 0.16;
  brush.polygon(
    [
      [x, y - size],
      [x + arm, y - arm],
      [x + size, y],
      [x + arm, y + arm],
      [x, y + size],
      [x - arm, y + arm],
      [x - size, y],
      [x - arm, y - arm],
    ],
    brush.palette.neutral(0.98),
    { relief: 0, alpha: 0.95 },
  );
  brush.glow(x, y, size * 1.6, brush.palette.sun, 0.3);
}

function drawBottles(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 1.2, 0.42);
  for (let index = 0; index < 5; index += 1)
    drawLeaf(brush, {
      x: 0.72,
      y: 0.96,
      length: 1.3 - Math.abs(index - 2) * 0.2,
      turn: -0.7 + index * 0.42,
      color: palette.leaf(0.42 + index * 0.04),
    });
  brush.rect([-0.16, -0.82, 0.32, 0.24], palette.secondary(0.32), { radius: 0.03 });
  brush.line([0, -0.86, 0, -0.98, -0.26, -0.98], 0.085, palette.secondary(0.32));
  brush.rect([-0.36, -0.6, 0.72, 1.56], palette.primary(0.66), { radius: 0.14, relief: 2.4 });
  brush.rect([-0.24, -0.16, 0.48, 0.62], palette.neutral(0.97), { radius: 0.04, relief: 0.4 });
  drawLeaf(brush, { x: 0, y: 0.34, length: 0.36, turn: 0.2, color: palette.leaf(0.56) });
  brush.rect([-0.92, 0.1, 0.44, 0.86], palette.accent(0.78), { radius: 0.1, relief: 2.2 });
  brush.rect([-0.85, -0.12, 0.3, 0.24], palette.warm(0.6), { radius: 0.04 });
  brush.rect([0.4, 0.52, 0.66, 0.44], palette.neutral(0.93), { radius: 0.08, relief: 2 });
  brush.rect([0.36, 0.38, 0.74, 0.18], palette.wood(0.54), { radius: 0.05 });
  brush.line([-0.26, -0.42, -0.26, 0.78], 0.04, '#ffffff', { alpha: 0.4 });
  drawSparkle(brush, 0.5, -0.7, 0.16);
}

function drawBarber(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 1.1, 0.4);
  brush.rect([0.52, -0.7, 0.4, 1.4], palette.neutral(0.97), { radius: 0.05 });
  brush.insideRect([0.52, -0.7, 0.4, 1.4], 0.05, () => {
    for (let index = -1; index < 6; index += 1) {
      const y = -0.7 + index * 0.34;
      brush.polygon(
        [
          [0.5, y + 0.22],
          [0.94, y - 0.06],
          [0.94, y + 0.08],
          [0.5, y + 0.36],
        ],
        index % 2 ? palette.primary(0.56) : palette.accent(0.66),
        { relief: 0 },
      );
    }
    brush.gradient([0.52, -0.7, 0.4, 0.02], ['#ffffff00', '#ffffff00']);
  });
  for (const y of [-0.9, 0.7]) brush.rect([0.46, y, 0.52, 0.24], palette.secondary(0.36), { radius: 0.1, relief: 1.6 });
  brush.circle(0.72, -0.98, 0.13, palette.secondary(0.42), { relief: 2 });
  const steel = palette.neutral(0.88);
  for (const side of [-1, 1]) {
    brush.at({ x: -0.34, y: 0.08, turn: side * 0.3 }, () => {
      brush.polygon(
        [
          [-0.085, 0.1],
          [0.085, 0.1],
          [0.03 * side, -1.08],
        ],
        mixColors(steel, palette.secondary(0.3), side < 0 ? 0.2 : 0),
        { relief: 2 },
      );
      brush.line([0, 0.05, -side * 0.02, 0.46], 0.1, palette.primary(0.5));
      brush.ring(-side * 0.04, 0.64, 0.2, 0.1, palette.primary(0.56));
    });
  }
  brush.circle(-0.34, 0.08, 0.06, palette.accent(0.72));
}
