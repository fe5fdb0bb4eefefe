import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';
import { graphemesOf } from '../captions/clean-text.ts';
import { type Coverage, covers, type FontFace, readCoverage, readFontFaces } from './font-file.ts';

/** In falling order of preference for what the brand's own font lacks. */
const defaultFamilies = ['Inter', 'Noto Sans', 'Helvetica Neue', 'Liberation Sans', 'Arial', 'DejaVu Sans'];
const scriptFamilies = [
  'Noto Sans Arabic',
  'Noto Sans Hebrew',
  'Noto Sans Devanagari',
  'Noto Sans Thai',
  'Noto Sans CJK JP',
  'Geeza Pro',
  'Arial Hebrew',
  'Hiragino Sans',
  'PingFang SC',
  'Apple SD Gothic Neo',
  'Noto Sans Symbols',
  'Noto Sans Symbols 2',
  'Noto Sans Math',
];
const emojiFamilies = ['Noto Color Emoji', 'Apple Color Emoji'];
const cjkPrefix = 'Noto Sans CJK ';
const maxFontFiles = 6000;
const maxDepth = 6;

/** A family that is not installed, and what is used for it. */
export interface FontChoice {
  family: string;
  missing?: string;
}

/** The family asked for if it is installed (any case), the shipped one or the best of the system otherwise. */
export function chooseFont(wanted: string | undefined): FontChoice {
  const book = fontBook();
  const name = wanted?.trim() ?? '';
  const found = book.named(name);
  if (found) return { family: found };
  const family = defaultFamilies.map((each) => book.named(each)).find((each) => each !== undefined);
  const fallback = family ?? book.families[0] ?? 'sans-serif';
  return name === '' ? { family: fallback } : { family: fallback, missing: name };
}

/** A CSS font-family list that can draw `text`: the families of `font` (comma-separated), then whatever it needs. */
export function fontFamilies(text: string, font: string): string {
  return resolveStack(text, font)
    .stack.map((family) => `"${family.replace(/["\\]/g, '')}"`)
    .join(', ');
}

/**
 * Characters of a text that no installed font can draw, each once; they would come out as empty boxes. `font`: family
 * names, comma-separated, best first.
 */
export function missingGlyphs(text: string, font: string): string[] {
  return resolveStack(text, font).missing;
}

/** The language whose forms of shared Chinese characters a sprite's `font` asks for; `en` where it doesn't matter. */
export function fontLanguage(font: string): string {
  const face = /Noto Sans CJK (JP|KR|SC|TC|HK)/.exec(font)?.[1] ?? '';
  return { JP: 'ja', KR: 'ko', SC: 'zh-Hans', TC: 'zh-Hant', HK: 'zh-Hant-HK' }[face] ?? 'en';
}

function resolveStack(text: string, font: string): { stack: string[]; missing: string[] } {
  const book = fontBook();
  const [first, ...others] = font.split(',').map((name) => name.trim());
  const named = others.map((name) => book.named(name)).filter((name) => name !== undefined);
  const stack = [...new Set([chooseFont(first).family, ...named])];
  const missing = new Set<string>();
  for (const grapheme of graphemesOf(text)) {
    const codePoints = Array.from(grapheme, (char) => char.codePointAt(0) ?? 0).filter((code) => !needsNoGlyph(code));
    const emoji = /\p{Emoji_Presentation}|\uFE0F/u.test(grapheme);
    for (const code of codePoints) {
      if (!emoji && stack.some((family) => book.covers(family, code))) continue;
      const family = preferred(text, emoji, book).find((each) => book.covers(each, code));
      if (family === undefined) missing.add(grapheme);
      else if (!stack.includes(family)) stack.push(family);
    }
  }
  return { stack, missing: [...missing] };
}

function preferred(text: string, emoji: boolean, book: FontBook): string[] {
  const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
  const hangul = /\p{Script=Hangul}/u.test(text);
  const local = kana
    ? ['Noto Sans CJK JP', 'Hiragino Sans']
    : hangul
      ? ['Noto Sans CJK JP', 'Apple SD Gothic Neo']
      : [];
  const usual = [...defaultFamilies.slice(0, 2), ...local, ...scriptFamilies, ...defaultFamilies];
  return [...(emoji ? [...emojiFamilies, ...usual] : [...usual, ...emojiFamilies]), ...book.families];
}

/** Spaces, joiners, variation selectors, direction marks and tags shape their neighbours and draw nothing. */
function needsNoGlyph(code: number): boolean {
  return /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u.test(String.fromCodePoint(code));
}

interface FontBook {
  /** Every installed family, sans-serif Noto first. */
  families: string[];
  /** The installed spelling of a family name. */
  named(name: string): string | undefined;
  covers(family: string, codePoint: number): boolean;
}

let book: FontBook | undefined;

/** Fonts are looked for once in the life of the process, when text is first set. */
function fontBook(): FontBook {
  book ??= openFontBook();
  return book;
}

function openFontBook(): FontBook {
  const faces = fontDirectories()
    .flatMap((directory) => fontFiles(directory))
    .flatMap(readFontFaces);
  const known = new Set(GlobalFonts.families.map(({ family }) => family));
  // Fonts outside the places Skia looks at by itself.
  for (const face of faces) {
    if (!face.families.some((family) => known.has(family))) GlobalFonts.registerFromPath(face.path);
  }
  const families = GlobalFonts.families.map(({ family }) => family).sort(byUsefulness);
  const spelling = new Map(families.map((family) => [family.toLowerCase(), family]));
  // Of a collection Skia knows the first face only; all faces of this one hold the same characters (see
  // fontLanguage).
  const cjk = families.find((family) => family.startsWith(cjkPrefix));
  const named = (name: string) =>
    spelling.get(name.toLowerCase()) ?? (name.toLowerCase().startsWith(cjkPrefix.toLowerCase()) ? cjk : undefined);
  return { families, named, covers: coverageLookup(faces) };
}

function byUsefulness(a: string, b: string): number {
  const rank = (family: string) =>
    (family.startsWith('Noto Sans') ? 0 : 1) + (/Mono|Serif|Display|UI$|Last ?Resort/i.test(family) ? 2 : 0);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function coverageLookup(faces: FontFace[]): FontBook['covers'] {
  const faceOf = new Map<string, FontFace>();
  for (const face of faces) for (const family of face.families) if (!faceOf.has(family)) faceOf.set(family, face);
  const read = new Map<string, Coverage>();
  return (family, codePoint) => {
    const face = faceOf.get(family);
    if (!face) return false;
    const key = `${face.path}#${face.cmapAt}`;
    const coverage = read.get(key) ?? readCoverage(face);
    read.set(key, coverage);
    return covers(coverage, codePoint);
  };
}

function fontDirectories(): string[] {
  const home = homedir();
  return [
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(home, '.fonts'),
    join(home, '.local/share/fonts'),
    '/System/Library/Fonts',
    '/Library/Fonts',
    join(home, 'Library/Fonts'),
    '/opt/homebrew/share/fonts',
  ];
}

function fontFiles(directory: string, depth = 0, found: string[] = []): string[] {
  if (depth > maxDepth || found.length >= maxFontFiles) return found;
  for (const entry of entriesOf(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) fontFiles(path, depth + 1, found);
    else if (['.ttf', '.otf', '.ttc', '.otc'].includes(extname(entry.name).toLowerCase())) found.push(path);
  }
  return found;
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
