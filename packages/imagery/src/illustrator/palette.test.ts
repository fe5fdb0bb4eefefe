import { colorDistance, hexOf, mixColors, oklchOf } from './oklch.ts';
import { createPalette, moods } from './palette.ts';

const brand = (primary: string, secondary: string, accent: string) => ({ primary, secondary, accent, text: '#FFFFFF' });
const brands = {
  teal: brand('#0F766E', '#10243E', '#F59E0B'),
  neon: brand('#FF00FF', '#00FF00', '#FFFF00'),
  grey: brand('#111111', '#FFFFFF', '#777777'),
  one: brand('#2563EB', '#2563EB', '#2563EB'),
};

describe('OKLCH', () => {
  test.each(['#000000', '#ffffff', '#0f766e', '#ff00ff', '#f59e0b'])('gives %s back', (hex) => {
    expect(colorDistance(hexOf(oklchOf(hex)), hex)).toBeLessThan(0.01);
  });

  test('gives up chroma, not hue, for what a screen cannot show', () => {
    const shown = oklchOf(hexOf({ l: 0.7, c: 0.4, h: 200 }));
    expect(shown.h).toBeCloseTo(200, -1);
    expect(shown.c).toBeLessThan(0.2);
  });

  test('mixes halfway to grey between opposites', () => {
    expect(oklchOf(mixColors(hexOf({ l: 0.6, c: 0.1, h: 20 }), hexOf({ l: 0.6, c: 0.1, h: 200 }), 0.5)).c).toBeLessThan(
      0.02,
    );
  });
});

describe('createPalette', () => {
  test.each(Object.entries(brands))('is never garish and always has depth for the %s brand', (_name, colors) => {
    for (const mood of moods) {
      const palette = createPalette(colors, mood);
      const ramps = [
        palette.primary,
        palette.secondary,
        palette.accent,
        palette.wood,
        palette.leaf,
        palette.meadow,
        palette.warm,
      ];
      for (const ramp of ramps) {
        expect(oklchOf(ramp(0.6)).c).toBeLessThan(0.165);
        expect(oklchOf(ramp(0.9)).l - oklchOf(ramp(0.3)).l).toBeGreaterThan(0.55);
      }
      expect(colorDistance(palette.layer(0), palette.layer(1))).toBeGreaterThan(0.1);
    }
  });

  test('keeps the hue of the brand', () => {
    const palette = createPalette(brands.teal, 'noon');
    expect(Math.abs(oklchOf(palette.primary(0.6)).h - oklchOf('#0F766E').h)).toBeLessThan(6);
    expect(Math.abs(oklchOf(palette.accent(0.8)).h - oklchOf('#F59E0B').h)).toBeLessThan(12);
  });

  test('tells accent from primary where the brand has one colour', () => {
    const palette = createPalette(brands.one, 'noon');
    expect(colorDistance(palette.primary(0.6), palette.accent(0.6))).toBeGreaterThan(0.05);
  });

  test('darkens yellow to amber, not to olive', () => {
    const palette = createPalette(brand('#B45309', '#451A03', '#FDE68A'), 'noon');
    expect(oklchOf(palette.accent(0.6)).h).toBeLessThan(80);
  });
});
