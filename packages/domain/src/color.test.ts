import { hexOfRgb, lightOf, rgbOfHex, valueOf } from './color.ts';

describe('colours', () => {
  test('go from hex to channels and back', () => {
    expect(rgbOfHex('#ff8000')).toEqual([1, 128 / 255, 0]);
    expect(hexOfRgb(rgbOfHex('#0f766e80'))).toBe('#0f766e');
    expect(hexOfRgb([-0.2, 0.5, 1.4])).toBe('#0080ff');
  });

  test('go from values to light and back', () => {
    expect(lightOf(0.5)).toBeCloseTo(0.214, 3);
    for (const value of [0, 0.01, 0.04, 0.05, 0.5, 1]) expect(valueOf(lightOf(value))).toBeCloseTo(value, 6);
  });
});
