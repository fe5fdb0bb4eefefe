import type { SKRSContext2D } from '@napi-rs/canvas';
import { PermanentError } from '@bom/domain';
import { cleanText } from '../captions/clean-text.ts';
import { fontFamilies, missingGlyphs } from './fonts.ts';
import type { PlacedWord, TextBlock } from './set-text.ts';

/** Outline on each side, and how far its shadow reaches, in parts of the type size. */
const outlineWidth = 0.085;
const shadowBlur = 0.22;
const shadowDrop = 0.05;
/** What outline and shadow add around a block, in parts of its size. */
export const outlinePadding = outlineWidth + shadowBlur * 2 + shadowDrop;

/**
 * A text as it can be drawn, and the CSS families that draw it. Symbols no font has are left out; a letter or digit no
 * font has throws PermanentError `glyphs_missing`, since without it the text would say something else.
 */
export function drawableWords(words: string[], font: string): { words: string[]; families: string } {
  const clean = words.map(cleanText);
  const text = clean.join(' ');
  const missing = missingGlyphs(text, font);
  const letters = missing.filter((grapheme) => /[\p{L}\p{N}]/u.test(grapheme));
  if (letters.length > 0) {
    throw new PermanentError(
      'glyphs_missing',
      `No installed font can draw ${letters
        .slice(0, 8)
        .map((each) => `"${each}"`)
        .join(', ')}; install a font of that script (Debian: fonts-noto-core, fonts-noto-cjk) or change the text.`,
      { details: { glyphs: letters.slice(0, 40) } },
    );
  }
  const drawable = clean.map((word) => missing.reduce((rest, grapheme) => rest.replaceAll(grapheme, ''), word));
  return { words: drawable, families: fontFamilies(drawable.join(' '), font) };
}

export interface Paint {
  context: SKRSContext2D;
  block: TextBlock;
  /** The block's top left, px of the frame. */
  x: number;
  y: number;
}

/** Outline and soft shadow of the chosen words; drawn before any fill, so that no outline lies over a neighbour. */
export function paintOutlines({ context, block, x, y }: Paint, color: string, words: PlacedWord[]): void {
  context.save();
  context.font = block.font;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = block.size * outlineWidth * 2;
  // The shadow first for all words, then clean outlines over it.
  for (const shadow of [true, false]) {
    context.shadowColor = shadow ? 'rgba(0, 0, 0, 0.55)' : 'rgba(0, 0, 0, 0)';
    context.shadowBlur = shadow ? block.size * shadowBlur : 0;
    context.shadowOffsetY = shadow ? block.size * shadowDrop : 0;
    for (const word of words) {
      context.direction = word.rtl ? 'rtl' : 'ltr';
      context.strokeText(word.text, x + word.x, y + word.y);
    }
  }
  context.restore();
}

export function paintFills(
  { context, block, x, y }: Paint,
  colorOf: (word: PlacedWord) => string,
  words: PlacedWord[],
) {
  context.save();
  context.font = block.font;
  for (const word of words) {
    context.direction = word.rtl ? 'rtl' : 'ltr';
    context.fillStyle = colorOf(word);
    context.fillText(word.text, x + word.x, y + word.y);
  }
  context.restore();
}
