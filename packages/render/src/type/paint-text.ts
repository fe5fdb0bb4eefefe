import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { PermanentError } from '@bom/domain';
import { cleanText } from '../captions/clean-text.ts';
import { fontFamilies, fontLanguage, missingGlyphs } from './fonts.ts';
import type { PlacedWord, TextBlock } from './set-text.ts';

/** Outline on each side, and how far its shadow reaches, in parts of the type size. */
export const outlineWidth = 0.085;
const shadowBlur = 0.22;
const shadowDrop = 0.05;
/** What outline and shadow add around a block, in parts of its size. */
export const outlinePadding = outlineWidth + shadowBlur * 2 + shadowDrop;

export interface DrawableText {
  words: string[];
  families: string;
  lang: string;
}

/**
 * A text as it can be drawn, and the CSS families that draw it. Symbols no font has are left out; a letter or digit
 * no font has throws PermanentError `glyphs_missing`, since without it the text would say something else.
 */
export function drawableWords(words: string[], font: string): DrawableText {
  const clean = words.map((word) => cleanText(word));
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
  return { words: drawable, families: fontFamilies(drawable.join(' '), font), lang: fontLanguage(font) };
}

export interface Paint {
  context: SKRSContext2D;
  block: TextBlock;
  /** The block's top left, whole px of the frame. */
  x: number;
  y: number;
}

/** Outline and soft shadow of the chosen words; drawn before any fill, so that no outline lies over a neighbour. */
export function paintOutlines({ context, block, x, y }: Paint, color: string, words: PlacedWord[]): void {
  const reach = Math.ceil(block.size * outlineWidth * 3);
  const layer = createCanvas(Math.ceil(block.width) + 2 * reach, Math.ceil(block.height) + 2 * reach);
  const pen = layer.getContext('2d');
  pen.translate(reach, reach);
  pen.font = block.font;
  pen.lang = block.lang;
  pen.lineJoin = 'round';
  pen.textAlign = 'left';
  pen.strokeStyle = color;
  pen.lineWidth = block.size * outlineWidth * 2;
  for (const word of words) {
    pen.direction = word.rtl ? 'rtl' : 'ltr';
    pen.strokeText(word.text, word.x, word.y);
  }
  context.save();
  context.shadowColor = 'rgba(0, 0, 0, 0.55)';
  context.shadowBlur = block.size * shadowBlur;
  context.shadowOffsetY = block.size * shadowDrop;
  // One blur for all words: blurring each costs more than all else.
  context.drawImage(layer, Math.round(x) - reach, Math.round(y) - reach);
  context.restore();
}

export function paintFills(
  { context, block, x, y }: Paint,
  colorOf: (word: PlacedWord) => string,
  words: PlacedWord[],
) {
  context.save();
  context.font = block.font;
  context.lang = block.lang;
  for (const word of words) {
    context.direction = word.rtl ? 'rtl' : 'ltr';
    context.fillStyle = colorOf(word);
    context.fillText(word.text, x + word.x, y + word.y);
  }
  context.restore();
}
