import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Theme } from '../subject.ts';
import { drawBubble, drawHeart } from './people.ts';

export const technology: Theme = {
  name: 'technology',
  stems:
    'digital online internet technology tech data digitaal technologie gegevens daten technik donnees numerique tecnologia datos digitale dati dados',
  subjects: [
    {
      name: 'laptop',
      places: ['table', 'stage'],
      stems:
        'software website web laptop computer platform dashboard code developer system automat ordner rechner programm ontwikkel ordinateur logiciel site ordenador programa sitio sito programma computador',
      draw: drawLaptop,
    },
    {
      name: 'phone',
      places: ['stage', 'table'],
      stems:
        'phone app mobile smartphone click tap download book booking order social screen telefoon mobiel klik bestel boek scherm handy klick bestell buch bildschirm telephone portable clique commande reserv ecran movil telefono clic pedido pantalla cellulare ordina prenota schermo celular telefone encomend',
      draw: drawPhone,
    },
    {
      name: 'gears',
      places: ['stage'],
      stems:
        'process machine engine industrial factory production system work workflow mechanic fabriek productie proces fabrik produktion maschine prozess usine processus moteur fabrica maquina proceso motor fabbrica macchina processo',
      draw: drawGears,
    },
    {
      name: 'contact',
      places: ['stage', 'table'],
      stems:
        'call contact message email mail write reach whatsapp talk bel bellen bericht schrijf mailen ruf anruf kontakt nachricht schreib appel ecri courriel llama mensaje escrib chiama contatt messaggio scriv ligue contat mensagem escreva',
      draw: drawContact,
    },
    {
      name: 'camera',
      places: ['table', 'stage'],
      stems:
        'photo picture video film camera portrait studio foto fotograf filmen kamera aufnahme photographe image camara retrato fotografia immagine ritratto',
      draw: drawCamera,
    },
  ],
};

function drawLaptop(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.92, 1.3, 0.42);
  brush.rect([-0.86, -0.62, 1.72, 1.22], palette.secondary(0.3), { radius: 0.07 });
  brush.insideRect([-0.79, -0.55, 1.58, 1.08], 0.03, () => {
    brush.gradient([-0.79, -0.55, 1.58, 1.08], [palette.neutral(0.98), palette.primary(0.9)]);
    brush.rect([-0.79, -0.55, 0.34, 1.08], palette.primary(0.48), { relief: 0.6 });
    for (let row = 0; row < 5; row += 1)
      brush.rect([-0.72, -0.4 + row * 0.17, row % 2 ? 0.16 : 0.2, 0.055], palette.primary(row === 1 ? 0.9 : 0.66), {
        radius: 0.03,
        relief: 0,
      });
    for (let card = 0; card < 3; card += 1)
      brush.rect(
        [-0.36 + card * 0.38, -0.46, 0.32, 0.24],
        [palette.accent(0.78), palette.primary(0.74), palette.secondary(0.7)][card] ?? palette.sun,
        { radius: 0.04, relief: 0.6 },
      );
    brush.rect([-0.36, -0.14, 1.08, 0.6], palette.neutral(0.99), { radius: 0.04, relief: 0 });
    brush.line([-0.3, 0.34, -0.08, 0.14, 0.12, 0.24, 0.36, 0, 0.64, -0.06], 0.035, palette.accent(0.66), {
      smooth: true,
    });
    for (let bar = 0; bar < 6; bar += 1)
      brush.rect([-0.28 + bar * 0.17, 0.42 - 0.05 * (bar + 1), 0.1, 0.05 * (bar + 1)], palette.primary(0.6), {
        radius: 0.02,
        alpha: 0.6,
      });
  });
  brush.glow(0, -0.05, 1, palette.primary(0.8), palette.dark ? 0.35 : 0.08);
  brush.soft([-0.86, 0.6, 0.86, 0.6, 1.14, 0.92, -1.14, 0.92], 0.03, palette.neutral(0.86), { relief: 1.2 });
  brush.polygon([-0.74, 0.64, 0.74, 0.64, 0.86, 0.77, -0.86, 0.77], palette.secondary(0.42), { relief: 0.4 });
  brush.polygon([-0.22, 0.8, 0.22, 0.8, 0.25, 0.89, -0.25, 0.89], palette.neutral(0.78), { relief: 0.4 });
  brush.rect([-1.14, 0.91, 2.28, 0.045], palette.neutral(0.7), { radius: 0.02 });
}

function drawPhone(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0.05, 0.99, 0.8, 0.42);
  brush.at({ turn: 0.06 }, () => {
    brush.rect([-0.5, -1.04, 1.06, 2.02], palette.secondary(0.2), { radius: 0.17 });
    brush.rect([-0.53, -1.06, 1.02, 2.02], palette.secondary(0.3), { radius: 0.16 });
    brush.insideRect([-0.47, -1, 0.9, 1.9], 0.11, () => {
      brush.gradient([-0.47, -1, 0.9, 1.9], [palette.primary(0.6), palette.primary(0.84)]);
      brush.circle(-0.02, -0.42, 0.26, palette.accent(0.8), { relief: 1 });
      brush.blob([-0.6, -0.1, -0.2, -0.34, 0.1, -0.12, 0.6, -0.36, 0.6, 0.3, -0.6, 0.3], palette.primary(0.46));
      brush.rect([-0.47, 0.04, 0.9, 1], palette.neutral(0.97), { radius: 0.1, relief: 0.3 });
      for (let row = 0; row < 3; row += 1) {
        brush.rect(
          [-0.38, 0.14 + row * 0.2, 0.14, 0.14],
          [palette.accent(0.76), palette.primary(0.66), palette.secondary(0.6)][row] ?? palette.sun,
          { radius: 0.04 },
        );
        brush.rect([-0.18, 0.15 + row * 0.2, 0.42 - row * 0.06, 0.045], palette.secondary(0.5), {
          radius: 0.02,
          relief: 0,
        });
        brush.rect([-0.18, 0.22 + row * 0.2, 0.3, 0.035], palette.neutral(0.82), { radius: 0.02, relief: 0 });
      }
      brush.rect([-0.36, 0.74, 0.68, 0.12], palette.accent(0.68), { radius: 0.06 });
    });
    brush.rect([-0.16, -0.97, 0.28, 0.05], palette.secondary(0.24), { radius: 0.025, relief: 0 });
    brush.polygon([-0.47, -0.9, 0.1, -1, -0.3, 0.9, -0.47, 0.9], '#ffffff', { alpha: 0.08, relief: 0 });
  });
  brush.glow(0, -0.2, 1.1, palette.primary(0.8), palette.dark ? 0.4 : 0.08);
  drawBubble(brush, [0.38, -0.86, 0.6, 0.36], palette.neutral(0.98), 0.52);
  drawHeart(brush, 0.68, -0.69, 0.11, palette.accent(0.62));
  drawBubble(brush, [-1.04, -0.3, 0.58, 0.32], palette.accent(0.8), -0.6);
  for (const x of [-0.9, -0.75, -0.6]) brush.circle(x, -0.14, 0.045, palette.neutral(0.98), { relief: 0 });
}

function drawGears(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 1, 1.1, 0.3);
  const gear = (x: number, y: number, radius: number, teeth: number, color: string): void => {
    brush.at({ x, y, turn: teeth * 0.17 }, () => {
      for (let tooth = 0; tooth < teeth; tooth += 1) {
        brush.at({ turn: (tooth / teeth) * Math.PI * 2 }, () =>
          brush.soft(
            [
              [-radius * 0.15, -radius * 1.2],
              [radius * 0.15, -radius * 1.2],
              [radius * 0.22, -radius * 0.85],
              [-radius * 0.22, -radius * 0.85],
            ],
            radius * 0.04,
            color,
            { relief: 0.6 },
          ),
        );
      }
    });
    brush.circle(x, y, radius, color, { relief: 1.6 });
    brush.circle(x, y, radius * 0.72, mixColors(color, brush.palette.secondary(0.2), 0.22), { relief: -1 });
    brush.circle(x, y, radius * 0.62, mixColors(color, '#ffffff', 0.1), { relief: 1.2 });
    brush.circle(x, y, radius * 0.24, palette.neutral(0.95));
    brush.circle(x, y, radius * 0.12, palette.secondary(0.3));
  };
  gear(-0.34, 0.3, 0.58, 12, palette.primary(0.6));
  gear(0.52, -0.28, 0.42, 9, palette.accent(0.7));
  gear(-0.4, -0.72, 0.27, 8, palette.secondary(0.56));
  gear(0.66, 0.66, 0.24, 8, palette.neutral(0.8));
}

function drawContact(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.96, 1, 0.36);
  brush.rect([-0.92, -0.2, 1.84, 1.14], palette.neutral(0.9), { radius: 0.06, relief: 1 });
  brush.soft([-0.7, -0.86, 0.7, -0.86, 0.7, 0.6, -0.7, 0.6], 0.05, palette.neutral(0.99), { relief: 0.5 });
  brush.circle(0, -0.48, 0.2, palette.accent(0.72), { relief: 1.4 });
  for (let row = 0; row < 4; row += 1)
    brush.rect([-0.46, -0.14 + row * 0.13, row === 3 ? 0.5 : 0.92, 0.05], palette.primary(0.78), {
      radius: 0.025,
      relief: 0,
    });
  brush.polygon([-0.92, -0.18, 0, 0.5, -0.92, 0.92], palette.primary(0.66), { relief: 0.8 });
  brush.polygon([0.92, -0.18, 0, 0.5, 0.92, 0.92], palette.primary(0.62), { relief: 0.8 });
  brush.soft([-0.92, 0.94, -0.06, 0.36, 0.06, 0.36, 0.92, 0.94], 0.05, palette.primary(0.74), { relief: 0.8 });
  for (const [index, radius] of [0.16, 0.3, 0.44].entries())
    brush.arc([0.8, -0.7, radius], [-1.2, 0.4], 0.055, palette.accent(0.7), 1 - index * 0.25);
  brush.circle(0.8, -0.7, 0.06, palette.accent(0.66));
}

function drawCamera(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.92, 1.2, 0.42);
  brush.soft([-0.4, -0.56, 0.28, -0.56, 0.42, -0.2, -0.54, -0.2], 0.06, palette.secondary(0.36));
  brush.rect([0.5, -0.38, 0.3, 0.16], palette.accent(0.68), { radius: 0.05 });
  brush.rect([-1, -0.28, 2, 1.18], palette.secondary(0.42), { radius: 0.14, relief: 1.4 });
  brush.rect([-1, -0.04, 2, 0.6], palette.primary(0.58), { relief: 1 });
  brush.circle(0, 0.3, 0.56, palette.neutral(0.9), { relief: 1.6 });
  brush.circle(0, 0.3, 0.47, palette.secondary(0.22));
  brush.circle(0, 0.3, 0.34, palette.primary(0.4), { relief: 2 });
  brush.circle(0, 0.3, 0.2, palette.secondary(0.2), { relief: 2 });
  brush.haze(-0.16, 0.14, 0.2, '#ffffff', 0.7);
  brush.rect([0.6, -0.18, 0.26, 0.16], palette.accent(0.86), { radius: 0.03 });
  brush.glow(0.73, -0.1, 0.5, palette.neutral(0.98), 0.4);
  brush.circle(-0.78, -0.16, 0.06, palette.accent(0.66));
}
