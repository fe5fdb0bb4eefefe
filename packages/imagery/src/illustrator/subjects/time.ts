import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Theme } from '../subject.ts';

export const time: Theme = {
  name: 'time',
  vague: true,
  stems:
    'time today now year years tijd vandaag nu jaar zeit heute jetzt jahr temps aujourd maintenant annee tiempo hoy ahora ano tempo oggi adesso anno hoje agora day week month weekend dag maand tag woche monat jour semaine mois dia semana giorno settimana mese',
  subjects: [
    {
      name: 'clock',
      places: ['table', 'stage'],
      stems:
        'clock hour hours minute early late wait morning watch klok uur minuut vroeg laat wacht ochtend uhr stunde fruh spat warten morgen =heure heures tot tard attend matin reloj hora minuto temprano tarde espera manana orologio ora ore minuti presto tardi aspett mattina relogio cedo manha',
      draw: drawClock,
    },
    {
      name: 'calendar',
      places: ['table', 'stage'],
      stems:
        'calendar appointment schedule =plan planning plannen reserve kalender afspraak reserveer termin planen calendrier rendez reserver calendario cita reserva appuntament prenota agenda',
      draw: drawCalendar,
    },
    {
      name: 'hourglass',
      places: ['table', 'stage'],
      stems:
        'deadline soon limited last chance hurry until patience zandloper binnenkort beperkt laatste kans haast tot bald begrenzt letzte beeil bientot limite derniere pronto limitad ultim oportunidad presto limitat ultima breve',
      draw: drawHourglass,
    },
  ],
};

function drawClock(brush: Brush): void {
  const { palette, random } = brush;
  brush.shadow(0, 0.97, 0.9, 0.42);
  const rim = palette.primary(0.54);
  for (const side of [-1, 1]) {
    brush.line(
      [
        [side * 0.4, 0.62],
        [side * 0.56, 0.94],
      ],
      0.13,
      palette.secondary(0.36),
    );
    brush.at({ x: side * 0.5, y: -0.74, turn: side * 0.62 }, () =>
      brush.fill(() => brush.ctx.arc(0, 0, 0.28, Math.PI, 0), palette.accent(0.7), [-0.28, -0.28, 0.56, 0.28], {
        relief: 1.6,
      }),
    );
  }
  brush.rect([-0.06, -0.98, 0.12, 0.26], palette.secondary(0.4), { radius: 0.03 });
  brush.circle(0, 0.06, 0.84, rim, { relief: 2 });
  brush.circle(0, 0.06, 0.7, mixColors(rim, palette.secondary(0.2), 0.4), { relief: -1 });
  brush.circle(0, 0.06, 0.67, palette.neutral(0.98), { relief: 0.6 });
  for (let mark = 0; mark < 12; mark += 1) {
    const angle = (mark / 12) * Math.PI * 2;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    brush.line(
      [
        [dx * 0.57, 0.06 + dy * 0.57],
        [dx * 0.5, 0.06 + dy * 0.5],
      ],
      mark % 3 ? 0.03 : 0.06,
      palette.secondary(0.36),
    );
  }
  const hour = random.between(-2.6, -0.8);
  brush.line(
    [
      [0, 0.06],
      [Math.cos(hour) * 0.32, 0.06 + Math.sin(hour) * 0.32],
    ],
    0.075,
    palette.secondary(0.3),
  );
  brush.line(
    [
      [0, 0.06],
      [Math.cos(hour + 1.7) * 0.47, 0.06 + Math.sin(hour + 1.7) * 0.47],
    ],
    0.05,
    palette.secondary(0.3),
  );
  brush.line(
    [
      [0, 0.06],
      [Math.cos(hour - 1.2) * 0.5, 0.06 + Math.sin(hour - 1.2) * 0.5],
    ],
    0.022,
    palette.accent(0.62),
  );
  brush.circle(0, 0.06, 0.065, palette.accent(0.66));
}

function drawCalendar(brush: Brush): void {
  const { palette, random } = brush;
  brush.shadow(0.04, 0.97, 1.1, 0.42);
  brush.rect([-0.8, -0.72, 1.7, 1.68], palette.secondary(0.3), { radius: 0.1 });
  brush.rect([-0.86, -0.78, 1.7, 1.7], palette.neutral(0.98), { radius: 0.1, relief: 0.6 });
  brush.insideRect([-0.86, -0.78, 1.7, 0.46], 0.1, () => brush.rect([-0.86, -0.78, 1.7, 0.6], palette.primary(0.56)));
  for (const x of [-0.5, 0, 0.5]) {
    brush.circle(x, -0.6, 0.07, palette.secondary(0.28));
    brush.line(
      [
        [x, -0.94],
        [x, -0.62],
      ],
      0.075,
      palette.neutral(0.86),
    );
  }
  const chosen = 5 + random.below(8);
  for (let cell = 0; cell < 20; cell += 1) {
    const [x, y] = [-0.72 + (cell % 5) * 0.3, -0.2 + Math.floor(cell / 5) * 0.27];
    if (cell === chosen) {
      brush.circle(x + 0.11, y + 0.1, 0.2, palette.accent(0.7), { relief: 1.4 });
      brush.line(
        [
          [x + 0.02, y + 0.1],
          [x + 0.09, y + 0.18],
          [x + 0.22, y + 0.02],
        ],
        0.055,
        palette.neutral(0.99),
      );
    } else brush.rect([x, y, 0.22, 0.19], palette.primary(cell % 7 === 3 ? 0.8 : 0.91), { radius: 0.05, relief: 0.4 });
  }
}

function drawHourglass(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 0.8, 0.42);
  const sand = palette.accent(0.74);
  for (const y of [-1.02, 0.8]) brush.rect([-0.68, y, 1.36, 0.17], palette.wood(0.46), { radius: 0.06, relief: 1.6 });
  for (const x of [-0.58, 0.58]) brush.rect([x - 0.05, -0.88, 0.1, 1.7], palette.wood(0.52), { radius: 0.04 });
  const glass = (): void => {
    brush.ctx.moveTo(-0.45, -0.86);
    brush.ctx.lineTo(0.45, -0.86);
    brush.ctx.bezierCurveTo(0.5, -0.3, 0.06, -0.2, 0.06, -0.02);
    brush.ctx.bezierCurveTo(0.06, 0.16, 0.5, 0.28, 0.45, 0.8);
    brush.ctx.lineTo(-0.45, 0.8);
    brush.ctx.bezierCurveTo(-0.5, 0.28, -0.06, 0.16, -0.06, -0.02);
    brush.ctx.bezierCurveTo(-0.06, -0.2, -0.5, -0.3, -0.45, -0.86);
  };
  brush.fill(glass, palette.neutral(0.97), [-0.45, -0.86, 0.9, 1.66], { alpha: 0.55 });
  brush.inside(glass, () => {
    brush.rect([-0.5, -0.52, 1, 0.52], sand, { relief: 1.2 });
    brush.rect([-0.022, -0.1, 0.044, 0.9], sand, { relief: 0 });
    brush.blob([-0.6, 0.84, -0.3, 0.62, 0, 0.36, 0.3, 0.62, 0.6, 0.84, 0, 1], sand, { relief: 1.2 });
  });
  brush.line([-0.34, -0.7, -0.34, -0.46], 0.05, '#ffffff', { alpha: 0.7 });
  brush.line([-0.34, 0.5, -0.34, 0.68], 0.05, '#ffffff', { alpha: 0.5 });
}
