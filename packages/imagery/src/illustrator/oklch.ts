import { hexOfRgb, lightOf, rgbOfHex, valueOf } from '@bom/domain';

/** Lightness 0..1, chroma 0..~0.37, hue in degrees. */
export interface Oklch {
  l: number;
  c: number;
  h: number;
}

/** Björn Ottosson's OKLab (https://bottosson.github.io/posts/oklab/): equal steps look equal. */
export function oklchOf(hex: string): Oklch {
  const [l, a, b] = labOf(hex);
  return { l, c: Math.hypot(a, b), h: ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360 };
}

/** The nearest sRGB colour of the same lightness and hue: chroma gives way, never the hue. */
export function hexOf({ l, c, h }: Oklch): string {
  const lightness = Math.min(1, Math.max(0, l));
  let chroma = Math.max(0, c);
  const radians = (h * Math.PI) / 180;
  for (let step = 0; step < 24; step += 1) {
    const rgb = rgbOf([lightness, chroma * Math.cos(radians), chroma * Math.sin(radians)]);
    if (rgb.every((value) => value >= -0.0005 && value <= 1.0005)) return hexOfRgb(rgb);
    chroma *= 0.9;
  }
  return hexOfRgb(rgbOf([lightness, 0, 0]));
}

/** A colour between two, straight through OKLab; `share` 0 gives the first. */
export function mixColors(from: string, to: string, share: number): string {
  const first = labOf(from);
  const second = labOf(to);
  return hexOfRgb(rgbOf(first.map((value, index) => value + ((second[index] ?? 0) - value) * share) as Triple));
}

/** The same colour, lighter (positive) or darker. */
export function shiftLightness(hex: string, by: number): string {
  const color = oklchOf(hex);
  return hexOf({ ...color, l: color.l + by });
}

/** `#rrggbb` with an alpha of 0..1, as canvas takes it. */
export function withAlpha(hex: string, alpha: number): string {
  const value = Math.round(Math.min(1, Math.max(0, alpha)) * 255);
  return hex + value.toString(16).padStart(2, '0');
}

/** How different two colours look, in OKLab distance; about 0.02 is just noticeable. */
export function colorDistance(first: string, second: string): number {
  const a = labOf(first);
  const b = labOf(second);
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

type Triple = [number, number, number];

function labOf(hex: string): Triple {
  const [r, g, b] = rgbOfHex(hex).map(lightOf) as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function rgbOf([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(valueOf) as Triple;
}
