import { type BrandColors, PermanentError } from '@bom/domain';
import { splitWords } from '../captions/split-words.ts';
import { cleanText } from '../captions/clean-text.ts';
import type { Sprite } from '../sprite.ts';
import type { Canvas, SpriteSpec } from '../timeline.ts';
import { outlinedColors, textOn } from './contrast.ts';
import { fontLanguage } from './fonts.ts';
import { grow, lineBoxes, wholePixels } from './draw-caption.ts';
import { drawableWords, outlinePadding, type Paint, paintFills, paintOutlines } from './paint-text.ts';
import { pixelUnit, placesFor, type Shape, shapeOf } from './safe-area.ts';
import { setText, wordsOf } from './set-text.ts';
import { drawCropped } from './sprite-canvas.ts';

type TitleSpec = Extract<SpriteSpec, { kind: 'title' }>;

/** Px of a frame whose shorter side is 1080. */
const sizes: Record<TitleSpec['role'], Record<Shape, number>> = {
  hook: { vertical: 104, square: 94, horizontal: 96 },
  'on-screen': { vertical: 84, square: 76, horizontal: 76 },
};
const leastScale = 0.42;
const maxLines = 4;
const boxRoom = 0.42;
/** More than ever fits; the rest is behind the ellipsis. */
const maxTitleChars = 240;

/** `hook`: lines on boxes of the brand's colour. `on-screen`: outlined, over a short bar of the accent colour. */
export function drawTitle(spec: TitleSpec, canvas: Canvas): Sprite {
  const { words, ...fonts } = drawableWords(
    splitWords(cleanText(spec.text, maxTitleChars), fontLanguage(spec.font), 400),
    spec.font,
  );
  const lines = [words.filter((word) => word !== '')];
  if (lines[0]?.length === 0) {
    throw new PermanentError('text_empty', 'A title has no text that can be drawn; leave it out.');
  }
  const place = placesFor(canvas);
  const size = sizes[spec.role][shapeOf(canvas)] * pixelUnit(canvas);
  const block = setText({
    lines,
    rewrap: true,
    rtl: spec.rtl,
    ...fonts,
    weight: 800,
    size,
    minSize: size * leastScale,
    maxWidth: canvas.width * place.textWidth - 2 * boxRoom * size,
    maxHeight: canvas.height * (place.titleBottom - place.titleTop) - size,
    maxLines,
  });
  const corner = wholePixels({
    x: (canvas.width - block.width) / 2,
    y: canvas.height * place.titleTop + block.size * 0.25,
  });
  const around = grow({ ...corner, width: block.width, height: block.height }, block.size * (outlinePadding + 0.4));
  return drawCropped(around, canvas, (context) => {
    const paint = { context, block, ...corner };
    if (spec.role === 'hook') paintHook(paint, spec.colors);
    else paintOnScreen(paint, spec.colors, canvas);
  });
}

function paintHook(paint: Paint, { primary, text }: BrandColors): void {
  const { context, block } = paint;
  context.save();
  context.fillStyle = primary;
  context.shadowColor = 'rgba(0, 0, 0, 0.35)';
  context.shadowBlur = block.size * 0.3;
  context.shadowOffsetY = block.size * 0.08;
  context.fill(lineBoxes(paint));
  context.restore();
  const color = textOn(primary, text);
  paintFills(paint, () => color, wordsOf(block));
}

function paintOnScreen(paint: Paint, colors: BrandColors, canvas: Canvas): void {
  const { context, block, y } = paint;
  const { text, outline } = outlinedColors(colors);
  paintOutlines(paint, outline, wordsOf(block));
  paintFills(paint, () => text, wordsOf(block));
  const bar = { width: block.size * 1.5, height: block.size * 0.12 };
  context.fillStyle = colors.accent;
  context.beginPath();
  context.roundRect(
    (canvas.width - bar.width) / 2,
    y + block.height + block.size * 0.3,
    bar.width,
    bar.height,
    bar.height / 2,
  );
  context.fill();
}
