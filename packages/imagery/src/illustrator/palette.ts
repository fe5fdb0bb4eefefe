import type { BrandColors } from '@bom/domain';
import { hexOf, mixColors, oklchOf, type Oklch } from './oklch.ts';

export const moods = ['morning', 'golden', 'noon', 'dusk', 'night'] as const;
export type Mood = (typeof moods)[number];

/** A colour of one family at an OKLCH lightness of 0..1. */
export type Ramp = (lightness: number) => string;

/** Every colour of a picture; all of them come from the brand's, so that a film's pictures belong together. */
export interface Palette {
  mood: Mood;
  dark: boolean;
  /** Top to horizon. */
  sky: [string, string, string];
  sun: string;
  primary: Ramp;
  secondary: Ramp;
  accent: Ramp;
  /** Almost grey, with a breath of the brand's hue: walls, paper, clouds. */
  neutral: Ramp;
  wood: Ramp;
  leaf: Ramp;
  /** Grass and woods: as green as goes with the brand. */
  meadow: Ramp;
  /** Bread, leather, brick: warm things that have a colour of their own. */
  warm: Ramp;
  skins: string[];
  hairs: string[];
  /** Land and buildings: 0 is far and melts into the sky, 1 is near. */
  layer(depth: number): string;
  /** Laid over the finished scene with `multiply`, for the hour of the day. */
  grade: { color: string; alpha: number };
}

/** No large area gets more colour than this, however loud the brand is. */
const chromaLimit = 0.15;
const greyBelow = 0.03;

export function createPalette(colors: BrandColors, mood: Mood): Palette {
  const { primary, secondary, accent, neutralHue } = harmonize(colors);
  const ramps = {
    primary: rampOf(primary),
    secondary: rampOf(secondary),
    accent: rampOf(accent),
    neutral: rampOf({ l: 0.7, c: 0.016, h: neutralHue }),
    wood: rampOf({ l: 0.5, c: 0.075, h: turnTowards(58, accent, 0.15) }),
    leaf: rampOf({ l: 0.55, c: 0.095, h: turnTowards(148, primary, 0.22) }),
    meadow: rampOf(meadowOf(primary)),
    warm: rampOf({ l: 0.68, c: 0.115, h: turnTowards(64, accent, 0.2) }),
  };
  const sky = skyOf(mood, ramps);
  const dark = mood === 'night' || mood === 'dusk';
  const near = mood === 'night' ? ramps.secondary(0.3) : dark ? ramps.secondary(0.4) : ramps.primary(0.44);
  return {
    mood,
    dark,
    sky,
    sun: mood === 'night' ? ramps.neutral(0.96) : ramps.accent(mood === 'noon' ? 0.95 : 0.88),
    ...ramps,
    skins: ['#f2c9a8', '#dba47c', '#b97c56', '#8a573a', '#6a412c'].map((skin) =>
      mixColors(skin, ramps.warm(0.7), 0.08),
    ),
    hairs: [0.24, 0.34, 0.46, 0.62].map((lightness, index) =>
      index % 2 === 0 ? ramps.secondary(lightness) : ramps.wood(lightness),
    ),
    layer: (depth) => mixColors(sky[2], near, 0.14 + 0.86 * depth),
    grade: gradeOf(mood, ramps),
  };
}

interface Harmony {
  primary: Oklch;
  secondary: Oklch;
  accent: Oklch;
  neutralHue: number;
}

/** Greys borrow a hue from a colourful sister; an accent too like the primary turns a little, to stay seen. */
function harmonize(colors: BrandColors): Harmony {
  const named = [colors.primary, colors.secondary, colors.accent].map((color) => oklchOf(color));
  const hueSource = named.find(({ c }) => c >= greyBelow);
  if (!hueSource) return greyHarmony(named);
  const [primary, secondary, accent] = named.map(({ l, c, h }) => ({
    l,
    c: c < greyBelow ? Math.max(c, 0.012) : Math.min(chromaLimit, Math.max(c, 0.05)),
    h: c < greyBelow ? hueSource.h : h,
  })) as [Oklch, Oklch, Oklch];
  const tooAlike = Math.abs(hueGap(primary.h, accent.h)) < 24;
  return {
    primary,
    secondary,
    accent: tooAlike ? { l: accent.l, c: Math.max(accent.c, 0.05), h: accent.h + 42 } : accent,
    neutralHue: primary.h,
  };
}

/** A brand without any colour gets a little brass for its accent, or its films would look like fog. */
function greyHarmony([primary, secondary, accent]: Oklch[]): Harmony {
  const tinted = (grey: Oklch | undefined, c: number): Oklch => ({ l: grey?.l ?? 0.5, c, h: 62 });
  return {
    primary: tinted(primary, 0.014),
    secondary: tinted(secondary, 0.014),
    accent: tinted(accent, 0.075),
    neutralHue: 62,
  };
}

/** Very light and very dark steps lose colour, as pigments do; yellows darken to amber, never to olive. */
function rampOf({ c, h }: Oklch): Ramp {
  const hue = ((h % 360) + 360) % 360;
  return (lightness) => {
    const room = Math.min(1, 2.2 * Math.min(lightness, 1.08 - lightness));
    const yellow = hue > 72 && hue < 122 ? Math.max(0, 0.9 - lightness) / 0.35 : 0;
    return hexOf({ l: lightness, c: c * Math.max(0.12, room), h: hue - (hue - 66) * Math.min(0.85, yellow) });
  };
}

type Ramps = Pick<Palette, 'primary' | 'secondary' | 'accent' | 'neutral' | 'wood' | 'leaf' | 'warm'>;

function skyOf(mood: Mood, { primary, secondary, accent, neutral }: Ramps): [string, string, string] {
  const skies: Record<Mood, [string, string, string]> = {
    morning: [primary(0.8), mixColors(primary(0.88), accent(0.9), 0.35), mixColors(neutral(0.96), accent(0.93), 0.6)],
    noon: [primary(0.72), primary(0.84), mixColors(primary(0.94), neutral(0.97), 0.5)],
    golden: [mixColors(primary(0.66), accent(0.74), 0.25), mixColors(primary(0.8), accent(0.82), 0.6), accent(0.88)],
    dusk: [secondary(0.34), mixColors(secondary(0.5), primary(0.56), 0.6), mixColors(accent(0.76), primary(0.7), 0.25)],
    night: [secondary(0.24), mixColors(secondary(0.36), primary(0.38), 0.4), primary(0.54)],
  };
  return skies[mood];
}

function gradeOf(mood: Mood, { primary, secondary, accent }: Ramps): { color: string; alpha: number } {
  const grades: Record<Mood, { color: string; alpha: number }> = {
    morning: { color: accent(0.95), alpha: 0.5 },
    noon: { color: primary(0.97), alpha: 0.4 },
    golden: { color: accent(0.88), alpha: 0.6 },
    dusk: { color: mixColors(secondary(0.76), accent(0.8), 0.5), alpha: 0.4 },
    night: { color: mixColors(secondary(0.66), primary(0.7), 0.4), alpha: 0.42 },
  };
  return grades[mood];
}

/** Green beside greens and blues; the brand's own hue, calmed, where green would clash with large pink or red areas. */
function meadowOf(primary: Oklch): Oklch {
  const green = 148;
  if (Math.abs(hueGap(green, primary.h)) < 75) return { l: 0.6, c: 0.085, h: turnTowards(green, primary, 0.45) };
  return { l: 0.6, c: Math.min(primary.c, 0.085), h: primary.h };
}

function turnTowards(hue: number, target: Oklch, share: number): number {
  return target.c < greyBelow
    ? hue
    : hue + hueGap(hue, target.h) * share * (Math.abs(hueGap(hue, target.h)) < 120 ? 1 : 0);
}

function hueGap(from: number, to: number): number {
  return ((to - from + 540) % 360) - 180;
}
