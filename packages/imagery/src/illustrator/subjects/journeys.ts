import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import { drawCloud } from '../settings/sky.ts';
import type { Theme } from '../subject.ts';

export const journeys: Theme = {
  name: 'journeys',
  stems:
    'travel trip journey holiday vacation tour adventure nl:reis vakantie avontuur reise urlaub abenteuer voyage vacances aventure viaje vacaciones aventura viaggio vacanz avventura viagem ferias',
  subjects: [
    {
      name: 'car',
      places: ['ground'],
      stems:
        'car cars =auto autos autohaus autobedrijf autowerk autorij autodeal driv vehicle tire tyre dealer mechanic road rijd rijles voertuig nl:banden wagen fahr fahrzeug reifen strasse voiture conduire vehicule pneu route coche conduc vehiculo carro rueda macchina =guida guidare veicolo gomme dirig veiculo',
      draw: drawCar,
    },
    {
      name: 'van',
      places: ['ground'],
      stems:
        'deliver delivery shipping transport parcel package truck en:van mover bezorg levering vracht pakket verzend liefer versand paket livraison livr colis camion entrega envio paquete consegna spedizion pacco pacchi consegn furgone pacote encomenda',
      draw: drawVan,
    },
    {
      name: 'bicycle',
      places: ['ground'],
      stems:
        'bike bicycle cycl en:ride de:rad fiets wielren fahrrad radfahr velo cyclis bici bicicleta ciclis biciclett pedal',
      draw: drawBicycle,
    },
    {
      name: 'suitcase',
      places: ['stage', 'ground'],
      stems:
        'suitcase hotel luggage flight fly airport beach passport koffer vlucht vlieg strand luchthaven gepack flug flieg flughafen valise avion plage maleta vuelo playa valigia volo aereo spiaggia voo aviao praia',
      draw: drawSuitcase,
    },
    {
      name: 'balloon',
      places: ['ground'],
      stems:
        'explore discover sky freedom free dream balloon view ontdek vrij lucht uitzicht entdeck =frei himmel aussicht decouvr libre ciel descubr cielo scopri libero mongolfiera descubra ceu livre',
      draw: drawBalloon,
    },
  ],
};

function drawWheel(brush: Brush, x: number, y: number, radius: number): void {
  const { palette } = brush;
  brush.circle(x, y, radius, palette.secondary(0.2));
  brush.circle(x, y, radius * 0.6, palette.neutral(0.84), { relief: 2 });
  for (let spoke = 0; spoke < 5; spoke += 1) {
    const angle = (spoke / 5) * Math.PI * 2;
    brush.line(
      [
        [x, y],
        [x + Math.cos(angle) * radius * 0.5, y + Math.sin(angle) * radius * 0.5],
      ],
      radius * 0.14,
      palette.secondary(0.4),
    );
  }
  brush.circle(x, y, radius * 0.16, palette.neutral(0.95));
}

function drawCar(brush: Brush): void {
  const { palette } = brush;
  const paint = palette.primary(0.58);
  brush.shadow(0, 0.98, 1.35, 0.5, 0.08);
  brush.blob([-0.72, 0.26, -0.5, -0.2, -0.1, -0.36, 0.34, -0.32, 0.68, 0.24, 0, 0.4], paint, { relief: 1.6 });
  const glass = mixColors(palette.sky[0], palette.secondary(0.4), 0.3);
  brush.blob([-0.56, 0.22, -0.4, -0.12, -0.1, -0.24, -0.02, -0.22, -0.02, 0.22], glass, { relief: 1.4 });
  brush.blob([0.06, 0.22, 0.06, -0.22, 0.28, -0.2, 0.5, 0.2], glass, { relief: 1.4 });
  brush.blob(
    [-1.14, 0.44, -1.08, 0.26, -0.6, 0.2, 0.6, 0.2, 1.04, 0.3, 1.16, 0.5, 1.14, 0.8, 0, 0.84, -1.12, 0.8],
    paint,
    { relief: 2 },
  );
  brush.rect([-1.12, 0.52, 2.26, 0.06], mixColors(paint, '#ffffff', 0.3), { radius: 0.03, alpha: 0.7 });
  brush.line([0.02, 0.24, 0.02, 0.76], 0.016, mixColors(paint, palette.secondary(0.2), 0.5));
  brush.rect([0.1, 0.42, 0.16, 0.035], mixColors(paint, palette.secondary(0.2), 0.5), { radius: 0.015 });
  brush.ellipse([1.05, 0.5, 0.09, 0.075], palette.accent(0.9));
  brush.glow(1.06, 0.5, 0.45, palette.accent(0.9), palette.dark ? 0.8 : 0.2);
  brush.rect([-1.15, 0.42, 0.1, 0.14], palette.accent(0.6), { radius: 0.03 });
  for (const x of [-0.64, 0.66]) {
    brush.circle(x, 0.76, 0.27, mixColors(paint, palette.secondary(0.15), 0.6), { relief: 0 });
    drawWheel(brush, x, 0.76, 0.23);
  }
}

function drawVan(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.98, 1.35, 0.5, 0.08);
  brush.rect([-1.1, -0.52, 1.5, 1.3], palette.primary(0.58), { radius: 0.08, relief: 1.4 });
  brush.soft([0.36, -0.3, 0.7, -0.3, 0.98, 0.18, 1.12, 0.26, 1.12, 0.78, 0.36, 0.78], 0.07, palette.primary(0.66), {
    relief: 1.4,
  });
  brush.soft(
    [0.5, -0.18, 0.68, -0.18, 0.88, 0.18, 0.5, 0.18],
    0.03,
    mixColors(palette.sky[0], palette.secondary(0.4), 0.3),
  );
  brush.rect([-1.1, 0.42, 2.22, 0.1], palette.accent(0.72), { relief: 0.6 });
  brush.circle(-0.36, -0.06, 0.34, palette.neutral(0.97), { relief: 0.6 });
  drawParcel(brush, -0.36, 0.1, 0.32);
  brush.ellipse([1.07, 0.4, 0.06, 0.07], palette.accent(0.92));
  brush.glow(1.08, 0.4, 0.45, palette.accent(0.9), palette.dark ? 0.8 : 0.15);
  for (const x of [-0.66, 0.68]) {
    brush.circle(x, 0.76, 0.27, palette.secondary(0.26), { relief: 0 });
    drawWheel(brush, x, 0.76, 0.22);
  }
  drawParcel(brush, -1, 1.06, 0.42);
}

/** A taped box standing at (x, y). */
export function drawParcel(brush: Brush, x: number, y: number, size: number): void {
  const { palette } = brush;
  brush.rect([x - size / 2, y - size, size, size], palette.warm(0.68), { radius: size * 0.06, relief: 1.8 });
  brush.rect([x - size * 0.1, y - size, size * 0.2, size], palette.warm(0.84), { relief: 0.4 });
  brush.rect([x - size / 2, y - size * 0.66, size, size * 0.04], palette.warm(0.5), { relief: 0, alpha: 0.6 });
}

function drawBicycle(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.98, 1.3, 0.4, 0.07);
  const frame = palette.primary(0.54);
  for (const x of [-0.66, 0.66]) {
    brush.ring(x, 0.5, 0.44, 0.075, palette.secondary(0.24));
    brush.ring(x, 0.5, 0.38, 0.02, palette.neutral(0.86));
    for (let spoke = 0; spoke < 12; spoke += 1) {
      const angle = (spoke / 12) * Math.PI;
      brush.line(
        [
          [x - Math.cos(angle) * 0.38, 0.5 - Math.sin(angle) * 0.38],
          [x + Math.cos(angle) * 0.38, 0.5 + Math.sin(angle) * 0.38],
        ],
        0.009,
        palette.neutral(0.86),
      );
    }
    brush.circle(x, 0.5, 0.05, palette.neutral(0.8));
  }
  brush.line([-0.66, 0.5, -0.3, -0.18, 0.42, -0.18, -0.06, 0.52, -0.66, 0.5], 0.075, frame);
  brush.line([-0.06, 0.52, -0.34, -0.36], 0.075, frame);
  brush.line([0.66, 0.5, 0.36, -0.46, 0.18, -0.56], 0.07, frame);
  brush.line([0.36, -0.46, 0.56, -0.5], 0.06, palette.secondary(0.28));
  brush.soft([-0.56, -0.46, -0.12, -0.42, -0.16, -0.34, -0.5, -0.34], 0.03, palette.secondary(0.26));
  brush.ring(-0.06, 0.52, 0.12, 0.045, palette.neutral(0.7));
  brush.line([-0.06, 0.52, 0.06, 0.74], 0.05, palette.secondary(0.3));
  brush.soft([0.5, -0.42, 0.98, -0.42, 0.92, -0.06, 0.56, -0.06], 0.05, palette.wood(0.58), { relief: 1.8 });
  for (let flower = 0; flower < 5; flower += 1)
    brush.circle(
      0.55 + flower * 0.1,
      -0.47 - (flower % 2) * 0.07,
      0.09,
      flower % 2 ? palette.accent(0.72) : palette.leaf(0.5),
      { relief: 1.6 },
    );
}

function drawSuitcase(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 1.1, 0.42);
  brush.line([-0.3, -0.4, -0.3, -0.96, 0.24, -0.96, 0.24, -0.4], 0.06, palette.neutral(0.72));
  brush.rect([-0.72, -0.48, 1.38, 1.38], palette.primary(0.58), { radius: 0.17, relief: 2.2 });
  for (const x of [-0.46, -0.2, 0.06, 0.32])
    brush.rect([x, -0.4, 0.07, 1.22], palette.primary(0.48), { radius: 0.035, relief: 0.4 });
  for (const x of [-0.52, 0.42]) brush.circle(x, 0.92, 0.075, palette.secondary(0.24));
  brush.at({ x: 0.26, y: 0.1, turn: 0.2 }, () => {
    brush.rect([-0.16, -0.14, 0.44, 0.4], palette.accent(0.76), { radius: 0.06 });
    brush.circle(0.06, 0.06, 0.12, palette.neutral(0.97), { relief: 0.4 });
  });
  brush.at({ x: 0.72, y: 0.96 }, () => {
    brush.ellipse([0, -0.07, 0.36, 0.08], palette.warm(0.76));
    brush.blob([-0.2, -0.1, -0.16, -0.34, 0, -0.4, 0.16, -0.34, 0.2, -0.1], palette.warm(0.82), { relief: 1.6 });
    brush.rect([-0.2, -0.18, 0.4, 0.09], palette.accent(0.64), { radius: 0.03 });
  });
  brush.at({ x: -0.5, y: -0.95, turn: -0.3, scale: 0.9 }, () => {
    brush.blob([-0.42, 0.02, 0.3, -0.08, 0.46, 0, 0.3, 0.08], palette.neutral(0.97), { relief: 1.6 });
    brush.polygon([-0.06, 0, 0.14, 0, -0.14, 0.34, -0.22, 0.34], palette.neutral(0.86));
    brush.polygon([-0.02, -0.03, 0.12, -0.05, -0.08, -0.26, -0.16, -0.26], palette.neutral(0.9));
    brush.polygon([-0.42, 0.02, -0.28, -0.02, -0.4, -0.2, -0.48, -0.2], palette.accent(0.68));
  });
}

function drawBalloon(brush: Brush): void {
  const { palette } = brush;
  brush.at({ scale: 0.94, y: -0.16 }, () => {
    const envelope = (): void => {
      brush.ctx.moveTo(-0.2, 0.52);
      brush.ctx.bezierCurveTo(-0.5, 0.2, -0.84, -0.04, -0.84, -0.42);
      brush.ctx.arc(0, -0.42, 0.84, Math.PI, 0);
      brush.ctx.bezierCurveTo(0.84, -0.04, 0.5, 0.2, 0.2, 0.52);
      brush.ctx.closePath();
    };
    brush.fill(envelope, palette.primary(0.6), [-0.84, -1.26, 1.68, 1.78], { relief: 2 });
    brush.inside(envelope, () => {
      for (const [radius, color] of [
        [0.62, palette.accent(0.74)],
        [0.4, palette.neutral(0.95)],
        [0.18, palette.accent(0.68)],
      ] as const)
        brush.ellipse([0, -0.36, radius, 1.1], color, { relief: 1.2 });
    });
    for (const x of [-0.17, 0.17])
      brush.line(
        [
          [x, 0.52],
          [x * 0.9, 0.82],
        ],
        0.018,
        palette.wood(0.4),
      );
    brush.soft([-0.2, 0.8, 0.2, 0.8, 0.16, 1.08, -0.16, 1.08], 0.05, palette.wood(0.54), { relief: 2 });
    brush.glow(0, 0.56, 0.4, palette.accent(0.88), 0.5);
  });
  drawCloud(brush, -0.86, 0.34, 0.36);
  drawCloud(brush, 0.92, -0.1, 0.28);
}
