import { brandColors, rgbOfHex, type BrandKit } from '@bom/domain';

export const negativePrompt =
  'text, letters, words, captions, subtitles, signage, labels, logo, watermark, signature, frame, collage, split screen, deformed hands, extra fingers';

const noText =
  'The picture holds no text, letters, signs, labels, logos or watermarks. Calm lower third, focal point near the middle.';

/** One prompt that a painter can work from without knowing the others. */
export function composePrompt({ subject, look, palette }: { subject: string; look: string; palette: string }): string {
  return [subject, look, `Colours that recur as real things: ${palette}.`, noText].map(asSentence).join(' ');
}

/** The brand's colours in words and hex, such as `deep teal (#0F766E), navy (#10243E)`. */
export function paletteOf(kit: BrandKit): string {
  const { primary, secondary, accent } = brandColors(kit);
  return [...new Set([primary, secondary, accent])].map((hex) => `${colorName(hex)} (${hex})`).join(', ');
}

/** A plain name by hue, lightness and saturation: models know words better than hex codes. */
export function colorName(hex: string): string {
  const [red, green, blue] = rgbOfHex(hex);
  const max = Math.max(red, green, blue);
  const min = Math.min(red, green, blue);
  const lightness = (max + min) / 2;
  const chroma = max - min;
  const saturation = chroma === 0 ? 0 : chroma / (1 - Math.abs(2 * lightness - 1));
  if (lightness < 0.08) return 'black';
  if (lightness > 0.95) return 'white';
  if (saturation < 0.12) return lightness < 0.35 ? 'dark grey' : lightness > 0.75 ? 'light grey' : 'grey';
  const depth = lightness < 0.3 ? 'deep ' : lightness > 0.72 ? 'pale ' : saturation > 0.75 ? 'vivid ' : '';
  return `${depth}${hueName(hueOf({ red, green, blue, max, chroma }))}`;
}

function hueOf(color: { red: number; green: number; blue: number; max: number; chroma: number }): number {
  const { red, green, blue, max, chroma } = color;
  const sector =
    max === red
      ? ((green - blue) / chroma) % 6
      : max === green
        ? (blue - red) / chroma + 2
        : (red - green) / chroma + 4;
  return (sector * 60 + 360) % 360;
}

function hueName(hue: number): string {
  const names: [number, string][] = [
    [14, 'red'],
    [36, 'orange'],
    [52, 'amber'],
    [68, 'yellow'],
    [95, 'lime green'],
    [155, 'green'],
    [185, 'teal'],
    [205, 'cyan blue'],
    [250, 'blue'],
    [285, 'violet'],
    [325, 'magenta'],
    [346, 'rose'],
  ];
  return names.find(([until]) => hue < until)?.[1] ?? 'red';
}

function asSentence(text: string): string {
  const trimmed = text.replaceAll(/\s+/g, ' ').trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
