import { hexOfRgb, lightOf, rgbOfHex, type BrandColors } from '@bom/domain';

/** What text needs against what is right behind it: WCAG 2.2, success criterion 1.4.3. */
export const minContrast = 4.5;

export const ink = '#0B0F17';
export const paper = '#FFFFFF';

/** WCAG 2.2 contrast ratio of two opaque `#RRGGBB` colours, 1 to 21. */
export function contrastRatio(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** WCAG 2.2 relative luminance, 0 to 1. */
export function luminance(color: string): number {
  const [red, green, blue] = rgbOfHex(color).map(lightOf) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** `part` of `b` in `a`, mixed as a browser blends sRGB. */
export function mix(a: string, b: string, part: number): string {
  const other = rgbOfHex(b);
  return hexOfRgb(rgbOfHex(a).map((value, index) => value + ((other[index] ?? 0) - value) * part)).toUpperCase();
}

/** Text on a surface of this colour: the brand's where it reads well, else white, near-black or black. */
export function textOn(surface: string, wanted: string = paper): string {
  if (contrastRatio(wanted, surface) >= minContrast + 0.3) return wanted;
  if (contrastRatio(paper, surface) >= minContrast) return paper;
  return contrastRatio(ink, surface) >= minContrast ? ink : '#000000';
}

/**
 * The brand's text and what surrounds it, so that it reads over anything: the brand's dark where dark enough, ink or
 * white.
 */
export function outlinedColors({ text, secondary }: BrandColors): { text: string; outline: string } {
  const outline = outlineFor(text, secondary);
  return { text: readableText(text, outline), outline };
}

/** The brand's text on a box of its own: on `box` where they go together, else on ink or white. */
export function boxedColors(text: string, box: string): { text: string; box: string } {
  const chosen = contrastRatio(text, box) >= 7 ? box : outlineFor(text, ink);
  return { text: readableText(text, chosen), box: chosen };
}

function outlineFor(text: string, brandDark: string): string {
  if (contrastRatio(text, ink) < 7) return contrastRatio(text, paper) > contrastRatio(text, ink) ? paper : ink;
  const fits = luminance(brandDark) < 0.05 && contrastRatio(text, brandDark) >= 7;
  return fits ? mix(brandDark, '#000000', 0.45) : ink;
}

function readableText(color: string, behind: string): string {
  if (contrastRatio(color, behind) >= minContrast + 0.3) return color;
  return contrastRatio(paper, behind) >= contrastRatio(ink, behind) ? paper : ink;
}

/** The colour itself, or as much of white (or black) in it as it needs to read on `surface`. */
export function readableOn(color: string, surface: string): string {
  const toward = luminance(surface) < 0.18 ? '#FFFFFF' : '#000000';
  for (let part = 0; part < 1; part += 0.05) {
    const candidate = mix(color, toward, part);
    if (contrastRatio(candidate, surface) >= minContrast + 0.5) return candidate;
  }
  return toward;
}

/**
 * The least opacity, from `wanted` up, at which a box of this colour keeps its text readable over black and white.
 */
export function boxOpacity(box: string, text: string, wanted: number): number {
  for (let alpha = wanted; alpha < 1; alpha += 0.02) {
    const seen = ['#000000', '#FFFFFF'].map((behind) => mix(behind, box, alpha));
    if (seen.every((color) => contrastRatio(text, color) >= minContrast + 0.3)) return alpha;
  }
  return 1;
}
