import { type BrandColors, defaultBrandColors, type Format, formatSizes } from '@bom/domain';
import sharp from 'sharp';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawSegment } from '../segment/draw-segment.ts';
import type { Sprite } from '../sprite.ts';
import { planTimeline } from '../plan/plan-timeline.ts';
import type { MediaRef, OverlayEvent, Segment } from '../timeline.ts';
import { contrastRatio } from './contrast.ts';
import { drawSprite } from './draw-sprite.ts';
import { safeArea } from './safe-area.ts';
import { caption, drawFlat, formats, styles, trialOf } from '../test-support/sprite-stage.ts';

const { signal } = new AbortController();
const texts = {
  en: 'Wonderful warm bread, WWWWWW every jumping morning!',
  de: 'Donaudampfschifffahrtsgesellschaftskapitän frühstückt Größeres',
  ar: 'خبز طازج كل صباح من فرن الحي القديم',
  ja: '毎朝焼きたてのパンをお届けします。',
  emoji: '🍞 🥐 👩‍👩‍👧 ❤️ 🥖 fresh 😀',
};

/** Limited-range luma of a segment's frame, with its overlays and without. */
async function lumaOf(segment: Segment, frame: number, media = new Map<string, string>()) {
  const { width, height } = segment.canvas;
  const shot = { ...segment, frames: frame + 1 };
  const draw = async (overlays: OverlayEvent[]) => {
    const drawn = await drawSegment({ segment: { ...shot, overlays }, media, signal });
    let bytes = Buffer.alloc(0);
    for (let at = 0; at <= frame; at++) bytes = Buffer.from(await drawn.draw(at));
    drawn.close();
    return bytes.subarray(0, width * height);
  };
  return { shown: await draw(segment.overlays), plain: await draw([]) };
}

describe.each(formats)('captions on the frames of a %s film', (format) => {
  test.each([...styles])('are whole and inside the safe area in every script: %s', async (style) => {
    for (const [language, text] of Object.entries(texts)) {
      const { segments } = planTimeline(filmOf(format, { style, language, text }));
      const segment = segments[0] as Segment;
      const events = segment.overlays.filter(({ sprite }) => sprite.kind === 'caption');
      expect(events.length).toBeGreaterThan(0);
      const still = { ...segment, backdrop: { ...segment.backdrop }, transition: undefined };
      for (const event of style === 'line' ? events : [events[0]!, events.at(-1)!]) {
        const moved = { ...event, fromFrame: 0, toFrame: 1, fadeInFrames: 0, fadeOutFrames: 0 };
        const { transition: _none, ...alone } = still;
        const { shown, plain } = await lumaOf({ ...alone, overlays: [moved] }, 0);
        const bounds = boundsOfChange(shown, plain, segment.canvas.width);
        const safe = safeArea(segment.canvas);
        expect(bounds.left).toBeGreaterThanOrEqual(Math.floor(safe.x));
        expect(bounds.top).toBeGreaterThanOrEqual(Math.floor(safe.y));
        expect(bounds.right).toBeLessThanOrEqual(Math.ceil(safe.x + safe.width));
        expect(bounds.bottom).toBeLessThanOrEqual(Math.ceil(safe.y + safe.height));
        await expectWhole(moved, segment, style === 'line');
      }
    }
  });
});

function filmOf(
  format: Format,
  { style, language, text }: { style: (typeof styles)[number]; language: string; text: string },
) {
  const { width, height } = trialOf(format);
  const words = text.split(' ').map((word, index) => ({ text: word, startMs: index * 300, endMs: index * 300 + 280 }));
  const durationMs = words.length * 300;
  const media: MediaRef = { sha256: 'voice', kind: 'audio', durationMs };
  return {
    format,
    language: language === 'emoji' ? 'en' : language,
    scenes: [{ kind: 'scene' as const, scene: 0, text, narration: { media, fromMs: 0, toMs: durationMs, words } }],
    look: {
      name: 'Bom',
      colors: defaultBrandColors,
      watermark: { position: 'top-left' as const, opacity: 1 },
      cta: {},
    },
    captions: { style, position: 'bottom' as const },
    profile: 'draft' as const,
    size: { width: 2 * Math.round(width / 2), height: 2 * Math.round(height / 2) },
  };
}

/** Bounds of what plainly differs; the last traces of a shadow are let pass. */
function boundsOfChange(shown: Buffer, plain: Buffer, width: number) {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  shown.forEach((luma, at) => {
    if (Math.abs(luma - (plain[at] ?? 0)) < 40) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  });
  expect(right).toBeGreaterThan(0);
  return { left, top, right, bottom };
}

/**
 * What is cut off ends in full strength at the sprite's edge; shadows and smoothed edges fade before it. A box is
 * full to its edge, its letters are not.
 */
async function expectWhole({ sprite }: OverlayEvent, { canvas }: Segment, boxed: boolean): Promise<void> {
  const { width, height, rgba } = await drawFlat(sprite, canvas, new Map());
  const alphaAt = (x: number, y: number) => rgba[(y * width + x) * 4 + 3] ?? 0;
  const lightAt = (x: number, y: number) => rgba[(y * width + x) * 4] ?? 0;
  const border = [
    ...Array.from({ length: width }, (_, x) => [x, 0, x, height - 1] as const),
    ...Array.from({ length: height }, (_, y) => [0, y, width - 1, y] as const),
  ].flatMap(([x1, y1, x2, y2]) => [[x1, y1] as const, [x2, y2] as const]);
  const strongest = Math.max(...border.map(([x, y]) => (boxed ? lightAt(x, y) : alphaAt(x, y))));
  expect(strongest).toBeLessThan(boxed ? 100 : 160);
}

describe('contrast on rendered frames', () => {
  const canvas = { ...formatSizes.square, fps: 30 };
  const palettes: Record<string, BrandColors> = {
    'the shipped colours': defaultBrandColors,
    'pale colours': { primary: '#FFE066', secondary: '#FFFFFF', accent: '#FFF3BF', text: '#111111' },
    'greys that are all alike': { primary: '#7A7A7A', secondary: '#808080', accent: '#777777', text: '#7F7F7F' },
  };
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bom-contrast-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Flat colours, and noise of all sizes as photographs have it. */
  async function backdropOf(name: string, colors: BrandColors): Promise<string> {
    const path = join(folder, `${name}.png`);
    const flat = { white: '#FFFFFF', black: '#000000', brand: colors.primary }[name];
    if (flat) {
      await sharp({ create: { width: 270, height: 270, channels: 3, background: flat } })
        .png()
        .toFile(path);
      return path;
    }
    const raw = Buffer.alloc(270 * 270);
    for (let at = 0; at < raw.length; at++) {
      const [x, y] = [at % 270, Math.floor(at / 270)];
      const coarse = 55 * Math.sin(x / 21 + y / 33) + 35 * Math.sin(x / 5 - y / 7);
      raw[at] = 128 + coarse + ((Math.imul(at + 7, 2654435761) >>> 24) % 70) - 35;
    }
    await sharp(raw, { raw: { width: 270, height: 270, channels: 1 } })
      .png()
      .toFile(path);
    return path;
  }

  test.each(Object.keys(palettes))('is 4.5 at least between every letter and what is around it: %s', async (name) => {
    const colors = palettes[name] as BrandColors;
    const whole = { x: 0, y: 0, width: 1, height: 1 };
    const path = { preset: 'hold' as const, from: whole, to: whole, easing: 'linear' as const };
    for (const behind of ['white', 'black', 'brand', 'photograph']) {
      const media = new Map([['back', await backdropOf(behind, colors)]]);
      for (const style of styles) {
        const sprite = caption(['HIL TIL'], { style, colors, active: 1 });
        const event = { fromFrame: 0, toFrame: 1, fadeInFrames: 0, fadeOutFrames: 0, sprite };
        const place = { key: 'k', index: 0, startFrame: 0, kind: 'scene' as const, scene: 0 };
        const back: MediaRef = { sha256: 'back', kind: 'image', width: 270, height: 270 };
        const backdrop = { kind: 'still' as const, media: back, path };
        const segment = { ...place, frames: 1, canvas, profile: 'standard' as const, backdrop, overlays: [event] };
        const frame = await drawOnce(segment, media);
        expect(letterContrast(frame, await drawSprite(sprite, canvas, media))).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  async function drawOnce(segment: Segment, media: Map<string, string>): Promise<Buffer> {
    const drawn = await drawSegment({ segment, media, signal });
    const frame = Buffer.from(await drawn.draw(0));
    drawn.close();
    return frame;
  }

  /** Straight strokes only: along a row, a letter is a run of one opaque colour between two of another. */
  function letterContrast(frame: Buffer, layers: Sprite[]): number {
    const sprite = layers.toSorted((a, b) => b.width - a.width)[0]!;
    const runs: { color: string; luma: number; opaque: boolean }[] = [];
    const row = sprite.y + (sprite.height >> 1);
    for (let x = sprite.x + 3; x < sprite.x + sprite.width; x++) {
      const here = row * canvas.width + x;
      const near = [...frame.subarray(here - 3, here + 1)];
      if (Math.max(...near) - Math.min(...near) > 2) continue;
      const luma = frame[here] ?? 0;
      const opaque = layers.some((layer) => alphaIn(layer, x - 1, row) > 250);
      if (Math.abs((runs.at(-1)?.luma ?? -99) - luma) > 6) runs.push({ color: rgbAt(frame, x - 1, row), luma, opaque });
    }
    const letters = runs.slice(1, -1).flatMap(({ color, opaque }, index) => {
      const [left, right] = [runs[index]!, runs[index + 2]!];
      return opaque && Math.abs(left.luma - right.luma) <= 3 ? [contrastRatio(color, left.color)] : [];
    });
    expect(letters.length).toBeGreaterThanOrEqual(4);
    return Math.min(...letters);
  }

  function alphaIn({ x, y, width, height, rgba }: Sprite, atX: number, atY: number): number {
    const inside = atX >= x && atX < x + width && atY >= y && atY < y + height;
    return inside ? (rgba[((atY - y) * width + atX - x) * 4 + 3] ?? 0) : 0;
  }

  function rgbAt(frame: Buffer, x: number, y: number): string {
    const luma = canvas.width * canvas.height;
    const chroma = (y >> 1) * (canvas.width / 2) + (x >> 1);
    const light = ((frame[y * canvas.width + x] ?? 0) - 16) / 219;
    const u = ((frame[luma + chroma] ?? 0) - 128) / 224;
    const v = ((frame[luma + luma / 4 + chroma] ?? 0) - 128) / 224;
    const parts = [light + 1.5748 * v, light - 0.1873 * u - 0.4681 * v, light + 1.8556 * u];
    return `#${parts
      .map((part) =>
        Math.round(Math.min(1, Math.max(0, part)) * 255)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
  }
});
