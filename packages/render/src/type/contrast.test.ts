import { defaultBrandColors } from '@bom/domain';
import * as fc from 'fast-check';
import {
  boxedColors,
  boxOpacity,
  contrastRatio,
  minContrast,
  mix,
  outlinedColors,
  readableOn,
  textOn,
} from './contrast.ts';

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('contrast ratios are those of WCAG', () => {
  expect(contrastRatio('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
  expect(contrastRatio('#FFFFFF', '#777777')).toBeCloseTo(4.48, 2);
  expect(contrastRatio('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2);
});

test('whatever the brand colours, text reads on what is behind it', () => {
  fc.assert(
    fc.property(color, color, color, (text, secondary, accent) => {
      const outlined = outlinedColors({ ...defaultBrandColors, text, secondary });
      expect(contrastRatio(outlined.text, outlined.outline)).toBeGreaterThanOrEqual(minContrast);
      expect(contrastRatio(readableOn(accent, outlined.outline), outlined.outline)).toBeGreaterThanOrEqual(minContrast);
      expect(contrastRatio(textOn(accent, text), accent)).toBeGreaterThanOrEqual(minContrast);
      const boxed = boxedColors(text, secondary);
      const alpha = boxOpacity(boxed.box, boxed.text, 0.9);
      for (const behind of ['#000000', '#FFFFFF', '#7F7F7F']) {
        expect(contrastRatio(boxed.text, mix(behind, boxed.box, alpha))).toBeGreaterThanOrEqual(minContrast);
      }
    }),
  );
});

test('the brand keeps its own colours where they read', () => {
  expect(outlinedColors(defaultBrandColors).text).toBe('#FFFFFF');
  expect(boxedColors('#FFFFFF', '#10243E')).toEqual({ text: '#FFFFFF', box: '#10243E' });
  expect(textOn('#0F766E', '#FFFFFF')).toBe('#FFFFFF');
  expect(textOn('#F59E0B')).toBe('#0B0F17');
  expect(readableOn('#F59E0B', '#0B0F17')).toBe('#F59E0B');
});
