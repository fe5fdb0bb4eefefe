import type { BrandColors } from '@bom/domain';
import type { Sprite } from '../sprite.ts';
import { contrastRatio } from './contrast.ts';
import { canvasOf, caption, colors, drawFlat, none, styles } from '../test-support/sprite-stage.ts';

describe('contrast', () => {
  const palettes: BrandColors[] = [
    colors,
    { primary: '#FFE066', secondary: '#FFFFFF', accent: '#FFF3BF', text: '#111111' },
    { primary: '#7A7A7A', secondary: '#808080', accent: '#777777', text: '#7F7F7F' },
  ];

  test.each(['#000000', '#FFFFFF', '#808080'])(
    'what is drawn has at least 4.5 around every letter over %s',
    async (behind) => {
      for (const palette of palettes) {
        for (const style of styles) {
          const sprite = await drawFlat(
            caption(['HIL TIL'], { style, colors: palette, active: 1 }),
            canvasOf('square'),
            none,
          );
          expect(letterContrast(sprite, behind)).toBeGreaterThanOrEqual(4.5);
        }
      }
    },
  );

  /**
   * Straight strokes only, so a scan line through the letters goes surround, letter, surround: the least contrast of
   * neighbouring flat runs, the picture behind left out.
   */
  function letterContrast(sprite: Sprite, behind: string): number {
    const runs = flatRuns(sprite, Math.round(sprite.height / 2), behind);
    let least = Infinity;
    runs.slice(1).forEach((color, at) => {
      const ratio = contrastRatio(color, runs[at] ?? color);
      // Pill against outline and the picture itself are no letters; every letter has its surround on both sides.
      if (runs[at - 1] === color || runs[at + 2] === runs[at]) least = Math.min(least, ratio);
    });
    expect(least).toBeLessThan(Infinity);
    return least;
  }

  /** Colours of stretches of five equal opaque pixels or more, as seen over `behind`. */
  function flatRuns({ rgba, width }: Sprite, row: number, behind: string): string[] {
    const back = Number.parseInt(behind.slice(1, 3), 16);
    const colorAt = (x: number) => {
      const at = (row * width + x) * 4;
      const alpha = (rgba[at + 3] ?? 0) / 255;
      if (alpha < 0.6) return '';
      const parts = [0, 1, 2].map((part) => Math.round((rgba[at + part] ?? 0) * alpha + back * (1 - alpha)));
      return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    };
    const runs: string[] = [];
    for (let x = 4; x < width; x++) {
      const color = colorAt(x);
      const flat = color !== '' && [1, 2, 3].every((step) => colorAt(x - step) === color);
      if (flat && runs.at(-1) !== color) runs.push(color);
    }
    return runs;
  }
});
