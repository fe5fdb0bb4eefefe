import type { SKRSContext2D } from '@napi-rs/canvas';
import { PermanentError } from '@bom/domain';
import { cleanText } from '../captions/clean-text.ts';
import { splitWords } from '../captions/split-words.ts';
import type { Sprite } from '../sprite.ts';
import type { Canvas, MediaFiles, SpriteSpec } from '../timeline.ts';
import { ink, outlinedColors, paper, textOn } from './contrast.ts';
import { grow } from './draw-caption.ts';
import { fontLanguage } from './fonts.ts';
import { type Logo, loadLogo } from './load-logo.ts';
import { drawableWords, paintFills, paintOutlines } from './paint-text.ts';
import { pixelUnit, placesFor } from './safe-area.ts';
import { setText, type TextBlock, wordsOf } from './set-text.ts';
import { drawCropped } from './sprite-canvas.ts';

type EndCardSpec = Extract<SpriteSpec, { kind: 'end-card' }>;

/** One thing of the card; they are stacked on the frame's middle line. */
interface Item {
  width: number;
  height: number;
  gapAfter: number;
  paint(context: SKRSContext2D, x: number, y: number): void;
}

/** Px of a frame whose shorter side is 1080. */
const sizes = { name: 88, alone: 120, call: 70, url: 54, gap: 56 };
/** More than ever fits; the rest is behind the ellipsis. */
const maxCardChars = 240;
const padX = 0.85;
const padY = 0.5;

/** Logo, name, the call to action as a button, and the link beneath it, centred above where captions go. */
export async function drawEndCard(spec: EndCardSpec, canvas: Canvas, files: MediaFiles): Promise<Sprite> {
  const place = placesFor(canvas);
  const unit = pixelUnit(canvas);
  const room = canvas.height * (place.endCard.bottom - place.endCard.top);
  const maxWidth = canvas.width * place.textWidth;
  const items: Item[] = [];
  if (spec.logo) {
    const box = { width: maxWidth * 0.6, height: room * 0.26 };
    items.push(logoItem(await loadLogo(spec.logo, box, files), unit));
  }
  const set = (text: string, size: number, share: number, width = maxWidth) =>
    setCardText({ text, spec, size: size * unit, maxWidth: width, maxHeight: room * share });
  const name = set(spec.name, spec.logo || spec.text ? sizes.name : sizes.alone, 0.2, maxWidth * 0.94);
  if (name) items.push(outlinedItem(name, spec, sizes.gap * 1.1 * unit));
  const call = set(spec.text, sizes.call, 0.24, maxWidth - 2 * padX * sizes.call * unit);
  if (call) items.push(buttonItem(call, spec, sizes.gap * 0.8 * unit));
  const url = set(shortUrl(spec.url ?? ''), sizes.url, 0.1, maxWidth * 0.94);
  if (url) items.push(outlinedItem(url, spec, 0));
  if (items.length === 0) {
    throw new PermanentError('text_empty', 'The end card has neither logo, name, text nor link; leave it out.');
  }
  const height = items.reduce((sum, item, at) => sum + item.height + (at < items.length - 1 ? item.gapAfter : 0), 0);
  const top = canvas.height * place.endCard.top + (room - height) / 2;
  const widest = Math.max(...items.map((item) => item.width));
  const around = { x: (canvas.width - widest) / 2, y: top, width: widest, height };
  return drawCropped(grow(around, 60 * unit), canvas, (context) => {
    let y = top;
    for (const item of items) {
      item.paint(context, Math.round((canvas.width - item.width) / 2), Math.round(y));
      y += item.height + item.gapAfter;
    }
  });
}

function setCardText(request: {
  text: string;
  spec: EndCardSpec;
  size: number;
  maxWidth: number;
  maxHeight: number;
}): TextBlock | null {
  const { spec, size, maxWidth, maxHeight } = request;
  const { words, ...fonts } = drawableWords(
    splitWords(cleanText(request.text, maxCardChars), fontLanguage(spec.font), 400),
    spec.font,
  );
  const kept = words.filter((word) => word !== '');
  if (kept.length === 0) return null;
  return setText({
    lines: [kept],
    // A name or a button on one line reads best, even a little smaller.
    rewrap: false,
    rtl: spec.rtl,
    ...fonts,
    weight: 800,
    size,
    minSize: size * 0.45,
    maxWidth,
    maxHeight,
    maxLines: 3,
  });
}

function outlinedItem(block: TextBlock, { colors }: EndCardSpec, gapAfter: number): Item {
  const { text, outline } = outlinedColors(colors);
  const words = wordsOf(block);
  return {
    width: block.width,
    height: block.height,
    gapAfter,
    paint(context, x, y) {
      paintOutlines({ context, block, x, y }, outline, words);
      paintFills({ context, block, x, y }, () => text, words);
    },
  };
}

function buttonItem(block: TextBlock, { colors }: EndCardSpec, gapAfter: number): Item {
  const [sideX, sideY] = [block.size * padX, block.size * padY];
  const height = block.height + 2 * sideY;
  return {
    width: block.width + 2 * sideX,
    height,
    gapAfter,
    paint(context, x, y) {
      context.save();
      context.fillStyle = colors.accent;
      context.shadowColor = 'rgba(0, 0, 0, 0.4)';
      context.shadowBlur = block.size * 0.5;
      context.shadowOffsetY = block.size * 0.14;
      context.beginPath();
      context.roundRect(x, y, block.width + 2 * sideX, height, Math.min(height / 2, block.size * 1.1));
      context.fill();
      context.restore();
      const words = wordsOf(block);
      paintFills({ context, block, x: x + sideX, y: y + sideY }, () => textOn(colors.accent), words);
    },
  };
}

/**
 * A logo with clear parts stands on a plate that it can be seen on; one that fills its box only gets round corners.
 */
function logoItem(logo: Logo, unit: number): Item {
  const plated = logo.clearness > 0.04;
  const pad = plated ? 36 * unit : 0;
  const [width, height] = [logo.width + 2 * pad, logo.height + 2 * pad];
  return {
    width,
    height,
    gapAfter: sizes.gap * unit,
    paint(context, x, y) {
      context.save();
      context.beginPath();
      context.roundRect(x, y, width, height, 32 * unit);
      context.fillStyle = logo.lightness > 0.7 ? ink : paper;
      context.shadowColor = 'rgba(0, 0, 0, 0.35)';
      context.shadowBlur = 30 * unit;
      context.shadowOffsetY = 8 * unit;
      context.fill();
      context.shadowColor = 'rgba(0, 0, 0, 0)';
      context.clip();
      context.drawImage(logo.picture, x + pad, y + pad);
      context.restore();
    },
  };
}

/** As it is said: without scheme, `www.` and trailing slash. */
function shortUrl(url: string): string {
  return cleanText(url)
    .replace(/^https?:\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/\/$/, '');
}
