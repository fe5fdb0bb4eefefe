import type { Brush } from '../brushes.ts';
import { mixColors } from '../oklch.ts';
import type { Theme } from '../subject.ts';
import { drawSparkle } from './wellness.ts';

export const learning: Theme = {
  name: 'learning',
  general: true,
  stems:
    'learn teach school education knowledge leer leren onderwijs kennis lern bildung wissen schule apprend enseign ecole savoir aprend ensen escuela conocimiento impar insegn scuola conoscenza ensin escola conhecimento',
  subjects: [
    {
      name: 'books',
      places: ['table', 'stage'],
      stems:
        'book =read reader reading lesson course student study exam library training language boek lees lessen cursus studie examen taal buch lese kurs unterricht studium prufung sprache livre lire cours etudiant etude langue libro leer curso estudi idioma leggere corso studia lingua livro estuda',
      draw: drawBooks,
    },
    {
      name: 'idea',
      places: ['stage', 'table'],
      stems:
        'idea think solution answer smart know tip tips secret discover light innovat idee denk oplossing antwoord slim weet geheim licht losung antwort klug weiss tipp geheimnis reponse malin astuce lumiere solucion respuesta sabe consejo secreto luz soluzione risposta sai consiglio segreto luce solucao resposta dica segredo ideia',
      draw: drawIdea,
    },
    {
      name: 'puzzle',
      places: ['stage', 'table'],
      stems:
        'problem question why mistake difficult complex trouble =wonder wondering tired sick frustrat probleem vraag waarom fout moeilijk lastig moe frage warum wieso fehler schwer schwierig mude probleme pourquoi erreur difficile fatigue problema pregunta error dificil cansad domanda errore stanc pergunta erro',
      draw: drawPuzzle,
    },
    {
      name: 'contract',
      places: ['table', 'stage'],
      stems:
        'law legal lawyer contract notary sign advice consult paper document administration recht jurid advocaat notaris advies papier anwalt vertrag notar beratung avocat contrat notaire conseil juridique abogado contrato notari asesor avvocato contratto consulenz advogado',
      draw: drawContract,
    },
  ],
};

function drawBooks(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 1.3, 0.44);
  const stack = [
    [0.96, 1.8, palette.primary(0.54)],
    [0.7, 1.6, palette.accent(0.7)],
    [0.44, 1.7, palette.secondary(0.52)],
  ] as const;
  stack.forEach(([y, width, color], index) => {
    const x = -width / 2 + (index % 2 ? 0.08 : -0.04);
    brush.rect([x, y - 0.25, width, 0.25], color, { radius: 0.05, relief: 1.8 });
    brush.rect([x + 0.1, y - 0.21, width - 0.06, 0.17], palette.neutral(0.96), { radius: 0.02 });
    for (const line of [0.06, 0.1])
      brush.line(
        [
          [x + 0.12, y - 0.21 + line],
          [x + width, y - 0.21 + line],
        ],
        0.008,
        palette.neutral(0.8),
      );
    brush.rect([x, y - 0.25, 0.16, 0.25], mixColors(color, palette.secondary(0.2), 0.2), { radius: 0.05 });
  });
  for (const side of [-1, 1]) {
    brush.blob(
      [
        [0, -0.36],
        [side * 0.4, -0.56],
        [side * 0.92, -0.46],
        [side * 0.88, 0.12],
        [side * 0.4, 0.04],
        [0, 0.18],
      ],
      side < 0 ? palette.neutral(0.97) : palette.neutral(0.93),
      { relief: 1.4 },
    );
    for (let row = 0; row < 4; row += 1)
      brush.line(
        [
          [side * 0.16, -0.3 + row * 0.12],
          [side * 0.46, -0.42 + row * 0.12],
          [side * 0.76, -0.37 + row * 0.12],
        ],
        0.022,
        palette.primary(0.76),
        { smooth: true },
      );
  }
  brush.line([0, -0.36, 0, 0.18], 0.025, palette.neutral(0.76));
  brush.polygon([0.5, -0.54, 0.62, -0.53, 0.62, -0.2, 0.56, -0.27, 0.5, -0.2], palette.accent(0.64));
  for (const [x, y, size] of [
    [-0.3, -0.86, 0.15],
    [0.34, -0.98, 0.2],
    [0.02, -0.68, 0.1],
  ] as const)
    drawSparkle(brush, x, y, size);
}

function drawIdea(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.98, 0.7, 0.38);
  const light = palette.accent(0.86);
  brush.haze(0, -0.26, 1.3, light, 0.5);
  for (let ray = 0; ray < 9; ray += 1) {
    const angle = Math.PI * (1 + (ray - 0.5) / 8) - 0.1;
    brush.line(
      [
        [Math.cos(angle) * 0.84, -0.26 + Math.sin(angle) * 0.84],
        [Math.cos(angle) * 1.04, -0.26 + Math.sin(angle) * 1.04],
      ],
      0.065,
      palette.accent(0.76),
    );
  }
  brush.fill(
    () => {
      brush.ctx.arc(0, -0.26, 0.66, Math.PI * 0.8, Math.PI * 0.2);
      brush.ctx.bezierCurveTo(0.34, 0.34, 0.28, 0.4, 0.27, 0.56);
      brush.ctx.lineTo(-0.27, 0.56);
      brush.ctx.bezierCurveTo(-0.28, 0.4, -0.34, 0.34, -0.53, 0.13);
      brush.ctx.closePath();
    },
    light,
    [-0.66, -0.92, 1.32, 1.5],
    { relief: 1.8 },
  );
  brush.line([-0.16, 0.54, -0.2, 0, -0.06, -0.12, 0, 0.02, 0.06, -0.12, 0.2, 0, 0.16, 0.54], 0.045, palette.warm(0.6), {
    smooth: true,
  });
  brush.arc([0, -0.26, 0.5], [Math.PI * 1.06, Math.PI * 1.38], 0.07, '#ffffff', 0.8);
  for (const [index, y] of [0.6, 0.72, 0.84].entries())
    brush.rect([-0.26 + index * 0.03, y - 0.05, 0.52 - index * 0.06, 0.1], palette.secondary(0.46 - index * 0.04), {
      radius: 0.05,
      relief: 1.6,
    });
  brush.ellipse([0, 0.93, 0.12, 0.05], palette.secondary(0.28));
  brush.glow(0, -0.26, 1.3, light, 0.4);
}

function drawPuzzle(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.99, 1.2, 0.4);
  const piece = (
    place: { x: number; y: number; turn: number; color: string },
    tabs: readonly [number, number, number, number],
  ): void => {
    brush.at({ x: place.x, y: place.y, turn: place.turn }, () => {
      brush.rect([-0.4, -0.4, 0.8, 0.8], place.color, { radius: 0.07, relief: 1.6 });
      const ends = [
        [0, -0.46],
        [0.46, 0],
        [0, 0.46],
        [-0.46, 0],
      ] as const;
      ends.forEach(([x, y], index) => {
        if (tabs[index] === 1) brush.circle(x, y, 0.14, place.color, { relief: 0.6 });
        if (tabs[index] === -1)
          brush.circle(x * 0.72, y * 0.72, 0.14, mixColors(place.color, palette.secondary(0.2), 0.5), { relief: -1 });
      });
    });
  };
  piece({ x: -0.44, y: 0.54, turn: 0, color: palette.primary(0.6) }, [-1, 1, 0, 0]);
  piece({ x: 0.44, y: 0.54, turn: 0, color: palette.secondary(0.58) }, [1, 0, 0, -1]);
  piece({ x: -0.44, y: -0.34, turn: 0, color: palette.secondary(0.7) }, [0, -1, 1, 0]);
  piece({ x: 0.6, y: -0.56, turn: 0.36, color: palette.accent(0.7) }, [0, 0, -1, 1]);
  for (const [x, y] of [
    [0.14, -0.1],
    [0.3, -0.02],
    [0.5, 0.02],
  ] as const)
    brush.circle(x, y, 0.03, palette.neutral(0.97), { relief: 0 });
  drawSparkle(brush, 0.98, -0.98, 0.14);
}

function drawContract(brush: Brush): void {
  const { palette } = brush;
  brush.shadow(0, 0.97, 1.1, 0.42);
  brush.at({ x: 0.08, y: 0.02, turn: 0.08 }, () =>
    brush.rect([-0.66, -0.96, 1.36, 1.86], palette.primary(0.74), { radius: 0.06 }),
  );
  brush.soft([-0.74, -0.98, 0.38, -0.98, 0.66, -0.7, 0.66, 0.94, -0.74, 0.94], 0.05, palette.neutral(0.98), {
    relief: 0.8,
  });
  brush.polygon([0.38, -0.98, 0.66, -0.7, 0.38, -0.7], palette.neutral(0.86));
  brush.circle(-0.46, -0.7, 0.14, palette.primary(0.56));
  for (let row = 0; row < 6; row += 1)
    brush.rect([-0.58, -0.42 + row * 0.16, row % 3 === 2 ? 0.7 : 1.06, 0.055], palette.primary(0.82), {
      radius: 0.027,
      relief: 0,
    });
  brush.line(
    [-0.54, 0.72, -0.4, 0.6, -0.36, 0.76, -0.2, 0.62, -0.12, 0.74, 0.06, 0.66],
    0.035,
    palette.secondary(0.36),
    { smooth: true },
  );
  brush.polygon([0.24, 0.72, 0.18, 1, 0.34, 0.9, 0.5, 1, 0.44, 0.72], palette.accent(0.58));
  brush.circle(0.34, 0.62, 0.2, palette.accent(0.7), { relief: 2 });
  brush.circle(0.34, 0.62, 0.12, palette.accent(0.82), { relief: 0.6 });
  brush.at({ x: 0.1, y: 0.62, turn: 0.7 }, () => {
    brush.soft([-0.02, 0, 0.07, -0.22, -0.11, -0.22], 0.01, palette.warm(0.84));
    brush.rect([-0.11, -1.06, 0.18, 0.86], palette.secondary(0.4), { radius: 0.05, relief: 2 });
    brush.rect([-0.11, -0.4, 0.18, 0.08], palette.accent(0.74));
  });
}
