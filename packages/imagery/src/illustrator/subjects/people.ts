import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Theme } from '../subject.ts';
import { drawPerson } from './person.ts';

export const people: Theme = {
  name: 'people',
  general: true,
  stems:
    'people person everyone neighbour neighbor customer client guest together community mensen iedereen buren klant samen gemeenschap menschen leute kunde kunden gaste gemeinsam nachbar gens ensemble voisin clientele personas gente cliente juntos vecino persone insieme vicino pessoas vizinho comunidade',
  subjects: [
    {
      name: 'team',
      places: ['ground', 'stage'],
      stems:
        'team staff crew colleague employee expert professional personeel collega medewerker vakman mitarbeiter kollege fachmann equipe collegue employe equipo colega empleado squadra dipendente funcionario',
      draw: drawTeam,
    },
    {
      name: 'family',
      places: ['ground'],
      stems:
        'family families parent mother father mum dad kid kids child children grandma gezin familie ouder moeder vader kind kinderen oma eltern mutter vater famille mere pere enfant familia padre madre hijo nino famiglia genitori bambini figli mae pai filho crianca',
      draw: drawFamily,
    },
    {
      name: 'host',
      places: ['ground'],
      stems:
        'welcome hello hi service owner meet host friendly help welkom hallo eigenaar vriendelijk gastvrij willkommen inhaber freundlich hilfe dienst bienvenue bonjour accueil aide patron bienvenid hola ayuda dueno servicio benvenut ciao aiuto servizio bemvindo ola ajuda servico',
      draw: drawHost,
    },
    {
      name: 'opinions',
      places: ['stage', 'ground'],
      stems:
        'review said say says opinion recommend talk chat feedback testimonial zeggen praten aanraden ervaring mening sagen bewertung empfehl meinung avis parler recommand hablar recomend recension parlare consigli opinia falar avalia',
      draw: drawOpinions,
    },
  ],
};

function drawTeam(brush: Brush): void {
  const { palette } = brush;
  const tops = [palette.primary(0.62), palette.accent(0.72), palette.secondary(0.55)];
  const rows = [
    { x: -0.62, y: 0.92, height: 1.72, pose: 'down' },
    { x: 0.62, y: 0.92, height: 1.78, pose: 'wave' },
    { x: 0, y: 1, height: 1.92, pose: 'hips' },
  ] as const;
  rows.forEach((row, index) =>
    drawPerson(brush, {
      ...row,
      top: tops[index] ?? palette.primary(0.6),
      legs: palette.secondary(0.3 + index * 0.06),
    }),
  );
}

function drawFamily(brush: Brush): void {
  const { palette } = brush;
  drawPerson(brush, {
    x: -0.52,
    y: 0.96,
    height: 1.86,
    top: palette.primary(0.6),
    legs: palette.secondary(0.34),
    pose: 'down',
  });
  drawPerson(brush, {
    x: 0.5,
    y: 0.96,
    height: 1.74,
    top: palette.accent(0.74),
    legs: palette.primary(0.42),
    pose: 'wave',
  });
  drawPerson(brush, {
    x: -0.02,
    y: 1.02,
    height: 1.12,
    top: palette.secondary(0.62),
    legs: palette.wood(0.4),
    pose: 'cheer',
  });
}

function drawHost(brush: Brush): void {
  const { palette } = brush;
  brush.rect([-0.82, -1.02, 1.64, 2], palette.wood(0.4), { radius: 0.05 });
  brush.insideRect([-0.72, -0.92, 1.44, 1.9], 0.03, () => {
    brush.gradient([-0.72, -0.92, 1.44, 1.9], [palette.accent(0.9), palette.accent(0.74)]);
    for (const y of [-0.42, 0.1]) {
      brush.rect([-0.72, y, 1.44, 0.05], palette.wood(0.5));
      for (let x = -0.6; x < 0.7; x += 0.24)
        brush.rect(
          [x, y - 0.2, 0.14, 0.2],
          [palette.primary(0.66), palette.warm(0.7), palette.secondary(0.6)][Math.round((x + 1) * 10) % 3] ??
            palette.sun,
          { radius: 0.03 },
        );
    }
  });
  brush.glow(0, -0.2, 1, palette.accent(0.86), palette.dark ? 0.5 : 0.15);
  drawPerson(brush, {
    x: 0,
    y: 1,
    height: 1.78,
    top: palette.primary(0.58),
    legs: palette.secondary(0.32),
    pose: 'wave',
    apron: palette.neutral(0.93),
  });
}

function drawOpinions(brush: Brush): void {
  const { palette } = brush;
  drawPerson(brush, {
    x: -0.5,
    y: 1,
    height: 1.42,
    top: palette.primary(0.6),
    legs: palette.secondary(0.32),
    pose: 'hips',
  });
  drawPerson(brush, {
    x: 0.5,
    y: 1,
    height: 1.46,
    top: palette.accent(0.72),
    legs: palette.secondary(0.4),
    pose: 'wave',
  });
  drawBubble(brush, [-0.98, -1.12, 1.02, 0.62], palette.neutral(0.97), -0.5);
  drawBubble(brush, [0.14, -0.92, 0.84, 0.48], palette.accent(0.84), 0.5);
  for (let index = 0; index < 3; index += 1) drawStar(brush, -0.76 + index * 0.3, -0.81, 0.14, palette.accent(0.76));
  drawHeart(brush, 0.56, -0.69, 0.15, mixColors(palette.accent(0.6), palette.primary(0.5), 0.2));
}

export function drawBubble(
  brush: Brush,
  [x, y, width, height]: readonly [number, number, number, number],
  color: string,
  tailX: number,
): void {
  const foot = y + height;
  brush.rect([x + 0.02, y + 0.04, width, height], brush.palette.secondary(0.15), {
    radius: height * 0.32,
    alpha: 0.18,
    relief: 0,
  });
  brush.polygon(
    [
      [tailX - 0.1, foot - 0.04],
      [tailX + 0.1, foot - 0.04],
      [tailX + 0.02, foot + 0.2],
    ],
    color,
    { relief: 0 },
  );
  brush.rect([x, y, width, height], color, { radius: height * 0.32, relief: 0.6 });
}

export function drawStar(brush: Brush, x: number, y: number, radius: number, color: string): void {
  const points = Array.from({ length: 10 }, (_, index) => {
    const reach = index % 2 ? radius * 0.48 : radius;
    const angle = (index / 10) * Math.PI * 2 - Math.PI / 2;
    return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach] as const;
  });
  brush.soft(points, radius * 0.1, color, { relief: 1.4 });
}

export function drawHeart(brush: Brush, x: number, y: number, size: number, color: string): void {
  brush.at({ x, y, scale: size }, () => {
    brush.fill(
      () => {
        brush.ctx.moveTo(0, 0.9);
        brush.ctx.bezierCurveTo(-0.5, 0.5, -1.05, 0.15, -1, -0.35);
        brush.ctx.bezierCurveTo(-0.95, -0.95, -0.2, -0.95, 0, -0.4);
        brush.ctx.bezierCurveTo(0.2, -0.95, 0.95, -0.95, 1, -0.35);
        brush.ctx.bezierCurveTo(1.05, 0.15, 0.5, 0.5, 0, 0.9);
      },
      color,
      [-1, -0.9, 2, 1.8],
      { relief: 2 },
    );
    brush.haze(-0.5, -0.42, 0.34, '#ffffff', 0.55);
  });
}
