import { PermanentError } from '@bom/domain';
import { Path2D, PathOp } from '@napi-rs/canvas';
import { spaceBetween } from '../captions/split-words.ts';
import { captionStyles, sizeScale } from '../captions/styles.ts';
import type { Sprite } from '../sprite.ts';
import type { Canvas, SpriteSpec } from '../timeline.ts';
import { boxedColors, boxOpacity, outlinedColors, readableOn, textOn } from './contrast.ts';
import { drawableWords, outlinePadding, outlineWidth, type Paint, paintFills, paintOutlines } from './paint-text.ts';
import { pixelUnit, placesFor, type Rect, shapeOf } from './safe-area.ts';
import { type PlacedWord, setText, type TextBlock, wordsOf } from './set-text.ts';
import { drawCropped } from './sprite-canvas.ts';

type CaptionSpec = Extract<SpriteSpec, { kind: 'caption' }>;

const leastScale = 0.45;
const maxLines = 3;
/**
 * Padding of the pill behind the lit word (wider than the outline beneath it) and of the box behind a line, in parts
 * of the size.
 */
const pillPadding = { x: 0.14, y: 0.09 };
const boxPadding = { x: 0.42, y: 0.2 };

/**
 * A caption as its style's row asks. Words that light up are drawn once and given again for each spoken word, with
 * that word above them on a pill of the accent colour (in the accent colour itself where the script writes no
 * spaces), so where a word stands doesn't depend on which one is lit.
 */
export function drawCaption(spec: CaptionSpec, canvas: Canvas): Sprite[] {
  if (captionStyles[spec.style].animation !== 'light-up') return [drawWhole(spec, canvas)];
  const { block, corner, base } = setOnce(spec, canvas);
  const lit = wordsOf(block).filter((word) => stateOf(spec, word) === 'active' && word.text !== '');
  return lit.length === 0 ? [base] : [base, ...lit.map((word) => drawLit({ spec, canvas, block, corner, word }))];
}

interface SetCaption {
  block: TextBlock;
  corner: { x: number; y: number };
}

function drawWhole(spec: CaptionSpec, canvas: Canvas): Sprite {
  const { block, corner } = setCaption(spec, canvas);
  return drawCropped(boundsOf({ block, corner }), canvas, (context) => {
    const paint = { context, block, ...corner };
    const appears = captionStyles[spec.style].animation === 'appear';
    const shown = wordsOf(block).filter((word) => !appears || stateOf(spec, word) !== 'before');
    const lit = appears ? { lit: readableOn(spec.colors.accent, groundColors(spec).ground) } : {};
    paintWords(paint, { spec, words: shown, ...lit });
  });
}

function setCaption(spec: CaptionSpec, canvas: Canvas): SetCaption {
  const { words, ...fonts } = drawableWords(
    spec.lines.flatMap((line) => line.words.map((word) => word.text)),
    spec.font,
  );
  if (words.every((word) => word === '')) {
    throw new PermanentError('text_empty', 'A caption has no text that can be drawn; leave it out.');
  }
  const block = setText({ ...sizesFor(spec, canvas), lines: regroup(words, spec), ...fonts, rtl: spec.rtl });
  return { block, corner: wholePixels(cornerOf(block, spec, canvas)) };
}

function boundsOf({ block, corner }: SetCaption): Rect {
  return grow({ ...corner, width: block.width, height: block.height }, block.size * (outlinePadding + 0.3));
}

type SetOnce = SetCaption & { base: Sprite };

/** As many as segments are drawn at once in a process; each shows one caption at a time. */
const rememberedCaptions = 4;
const remembered = new Map<string, SetOnce>();

/** A caption's words, all unlit. Each of its words asks for them in turn and gets the very same sprite. */
function setOnce(spec: CaptionSpec, canvas: Canvas): SetOnce {
  const lines = spec.lines.map((line) => line.words.map((word) => word.text));
  const key = JSON.stringify([{ ...spec, lines }, canvas.width, canvas.height]);
  const known = remembered.get(key);
  if (known) return known;
  const { block, corner } = setCaption(spec, canvas);
  const base = drawCropped(boundsOf({ block, corner }), canvas, (context) => {
    paintWords({ context, block, ...corner }, { spec, words: wordsOf(block) });
  });
  remembered.set(key, { block, corner, base });
  for (const oldest of remembered.keys()) if (remembered.size > rememberedCaptions) remembered.delete(oldest);
  return { block, corner, base };
}

function drawLit(lit: SetCaption & { spec: CaptionSpec; canvas: Canvas; word: PlacedWord }): Sprite {
  const { spec, canvas, block, corner, word } = lit;
  const { accent } = spec.colors;
  // Between words without spaces a pill has no room.
  const pill = wordsOf(block).every(({ text }) => spaceBetween(text, text));
  const room = { x: corner.x + word.x, y: corner.y + word.y - block.ascent, width: word.width };
  const around = grow({ ...room, height: block.ascent + block.descent }, block.size * 0.6);
  return drawCropped(around, canvas, (context) => {
    const paint = { context, block, ...corner };
    if (pill) paintPill(paint, word, accent);
    const color = pill ? textOn(accent) : readableOn(accent, groundColors(spec).ground);
    paintFills(paint, () => color, [word]);
  });
}

function stateOf(spec: CaptionSpec, { word }: PlacedWord): string {
  return spec.lines.flatMap((line) => line.words)[word]?.state ?? 'before';
}

function sizesFor(spec: CaptionSpec, canvas: Canvas) {
  const place = placesFor(canvas);
  const style = captionStyles[spec.style];
  const size = style.size[shapeOf(canvas)] * pixelUnit(canvas) * sizeScale(spec.position);
  const padding = style.ground === 'box' ? boxPadding.x : pillPadding.x + outlineWidth;
  return {
    size,
    minSize: size * leastScale,
    weight: style.weight,
    maxWidth: canvas.width * place.textWidth - size * 2 * padding,
    maxHeight: canvas.height * 0.25,
    maxLines,
    rewrap: false,
    wordGap: style.wordGap,
  };
}

function regroup(words: string[], spec: CaptionSpec): string[][] {
  let at = 0;
  return spec.lines.map((line) => words.slice(at, (at += line.words.length)));
}

function cornerOf(block: TextBlock, spec: CaptionSpec, canvas: Canvas): { x: number; y: number } {
  const place = placesFor(canvas);
  const x = (canvas.width - block.width) / 2;
  const padding = block.size * boxPadding.y;
  if (spec.position === 'top') return { x, y: canvas.height * place.captionTop + padding };
  if (spec.position === 'middle') return { x, y: canvas.height * place.captionMiddle - block.height / 2 };
  return { x, y: canvas.height * place.captionBottom - block.height - padding };
}

/** The colour of the words, and that of the outline or box behind them. */
function groundColors({ style, colors }: CaptionSpec): { text: string; ground: string } {
  if (captionStyles[style].ground === 'box') {
    const { text, box } = boxedColors(colors.text, colors.secondary);
    return { text, ground: box };
  }
  const { text, outline } = outlinedColors(colors);
  return { text, ground: outline };
}

/** Words over their ground, the spoken one in its own colour where `lit` is given. */
function paintWords(paint: Paint, caption: { spec: CaptionSpec; words: PlacedWord[]; lit?: string }): void {
  const { spec, words, lit } = caption;
  const { text, ground } = groundColors(spec);
  if (captionStyles[spec.style].ground === 'box') paintBoxes(paint, ground, text);
  else paintOutlines(paint, ground, words);
  paintFills(paint, (word) => (lit && stateOf(spec, word) === 'active' ? lit : text), words);
}

function paintBoxes(paint: Paint, box: string, text: string): void {
  const { context } = paint;
  context.save();
  context.globalAlpha = boxOpacity(box, text, 0.9);
  context.fillStyle = box;
  context.fill(lineBoxes(paint));
  context.restore();
}

/** One shape around all lines, each box as wide as its line. */
export function lineBoxes({ block, x, y }: Paint): Path2D {
  const [padX, padY] = [block.size * boxPadding.x, block.size * boxPadding.y];
  const shape = new Path2D();
  for (const line of block.lines) {
    const box = new Path2D();
    const height = block.ascent + block.descent + 2 * padY;
    box.roundRect(x + line.x - padX, y + line.top - padY, line.width + 2 * padX, height, block.size * 0.3);
    shape.op(box, PathOp.Union);
  }
  return shape;
}

function paintPill({ context, block, x, y }: Paint, word: PlacedWord, color: string): void {
  const [padX, padY] = [block.size * pillPadding.x, block.size * pillPadding.y];
  context.save();
  context.fillStyle = color;
  context.shadowColor = 'rgba(0, 0, 0, 0.4)';
  context.shadowBlur = block.size * 0.16;
  context.shadowOffsetY = block.size * 0.05;
  context.beginPath();
  context.roundRect(
    x + word.x - padX,
    y + word.y - block.ascent - padY,
    word.width + 2 * padX,
    block.ascent + block.descent + 2 * padY,
    block.size * 0.24,
  );
  context.fill();
  context.restore();
}

/** Outlines are laid down as a picture: on whole pixels they stay crisp and under their fills. */
export function wholePixels({ x, y }: { x: number; y: number }): { x: number; y: number } {
  return { x: Math.round(x), y: Math.round(y) };
}

export function grow({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
