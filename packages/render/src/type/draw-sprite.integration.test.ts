import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrandColors, defaultBrandColors, type Format, formatSizes } from '@bom/domain';
import sharp from 'sharp';
import type { Sprite } from '../segment/sprite.ts';
import type { Canvas, MediaRef, SpriteSpec } from '../timeline/timeline.ts';
import { contrastRatio } from './contrast.ts';
import { drawSprite } from './draw-sprite.ts';
import { safeArea } from './safe-area.ts';

const colors: BrandColors = defaultBrandColors;
const none = new Map<string, string>();
const formats = ['vertical', 'square', 'horizontal'] as const;
const styles = ['karaoke', 'word', 'line'] as const;
const positions = ['top', 'middle', 'bottom'] as const;
type Caption = Extract<SpriteSpec, { kind: 'caption' }>;

const canvasOf = (format: Format): Canvas => ({ ...formatSizes[format], fps: 30 });
/** Sizes follow the frame, so a third of it shows the same in a ninth of the time. */
const trialOf = (format: Format): Canvas => {
  const { width, height } = formatSizes[format];
  return { width: width / 3, height: height / 3, fps: 30 };
};

function caption(lines: string[], options: Partial<Caption> & { active?: number } = {}): Caption {
  const { active = 0, ...rest } = options;
  let at = 0;
  const state = (index: number) => (index === active ? 'active' : index < active ? 'after' : 'before');
  const set = lines.map((line) => ({ words: line.split(' ').map((text) => ({ text, state: state(at++) }) as const) }));
  return {
    kind: 'caption',
    lines: set,
    style: 'karaoke',
    position: 'bottom',
    rtl: false,
    font: 'Inter',
    colors,
    ...rest,
  };
}

const title = (text: string, role: 'hook' | 'on-screen' = 'hook'): SpriteSpec => ({
  kind: 'title',
  text,
  role,
  rtl: false,
  font: 'Inter',
  colors,
});

function endCard(options: Partial<Extract<SpriteSpec, { kind: 'end-card' }>> = {}): SpriteSpec {
  return {
    kind: 'end-card',
    name: 'Bom Bakery',
    text: 'Order now',
    url: 'https://www.bom.example/',
    rtl: false,
    font: 'Inter',
    colors,
    ...options,
  };
}

const hashOf = (sprite: Sprite) => createHash('sha256').update(sprite.rgba).digest('hex');

/** Bounds in the frame of what is clearly seen; the last traces of a shadow are not. */
function seenBounds({ x, y, width, height, rgba }: Sprite) {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let at = 0; at < width * height; at++) {
    if ((rgba[at * 4 + 3] ?? 0) < 150) continue;
    left = Math.min(left, at % width);
    right = Math.max(right, at % width);
    top = Math.min(top, Math.floor(at / width));
    bottom = Math.floor(at / width);
  }
  expect(right).toBeGreaterThanOrEqual(0);
  return { left: x + left, top: y + top, right: x + right + 1, bottom: y + bottom + 1 };
}

function expectSafe(sprite: Sprite, { width, height }: Canvas) {
  expect(sprite.x).toBeGreaterThanOrEqual(0);
  expect(sprite.y).toBeGreaterThanOrEqual(0);
  expect(sprite.x + sprite.width).toBeLessThanOrEqual(width);
  expect(sprite.y + sprite.height).toBeLessThanOrEqual(height);
  expect(sprite.rgba).toHaveLength(sprite.width * sprite.height * 4);
  const safe = safeArea({ width, height });
  const seen = seenBounds(sprite);
  expect(seen.left).toBeGreaterThanOrEqual(Math.floor(safe.x));
  expect(seen.top).toBeGreaterThanOrEqual(Math.floor(safe.y));
  expect(seen.right).toBeLessThanOrEqual(Math.ceil(safe.x + safe.width));
  expect(seen.bottom).toBeLessThanOrEqual(Math.ceil(safe.y + safe.height));
}

describe('safe areas', () => {
  test('vertical keeps the top 12 %, bottom 20 %, right 12 % and left 6 % free', () => {
    const { x, y, width, height } = safeArea(canvasOf('vertical'));
    expect([x / 1080, y / 1920, (x + width) / 1080, (y + height) / 1920].map((part) => part.toFixed(3))).toEqual([
      '0.060',
      '0.120',
      '0.880',
      '0.800',
    ]);
  });

  test.each(formats)('captions of every style and place stay inside in %s', async (format) => {
    const wide = ['WWWWWWWW WWWWW', 'MMMM MMMM gjpÄ'];
    for (const style of styles) {
      for (const position of positions) {
        expectSafe(
          await drawSprite(caption(wide, { style, position, active: 4 }), trialOf(format), none),
          trialOf(format),
        );
      }
    }
  });

  test.each(formats)('titles and end card stay inside in %s, however long their text', async (format) => {
    const long =
      'Everything you ever wanted to know about sourdough and never dared to ask your baker at five in the morning'.repeat(
        3,
      );
    for (const text of [long, 'W'.repeat(10_000), 'word '.repeat(2000)]) {
      expectSafe(await drawSprite(title(text), trialOf(format), none), trialOf(format));
      expectSafe(await drawSprite(title(text, 'on-screen'), trialOf(format), none), trialOf(format));
      expectSafe(await drawSprite(endCard({ name: text, text, url: text }), trialOf(format), none), trialOf(format));
    }
  });

  test.each(formats)('title, captions at the bottom and end card leave each other room in %s', async (format) => {
    const long = 'word '.repeat(300);
    const bottom = seenBounds(
      await drawSprite(caption(['Fresh bread', 'baked today'], { style: 'line' }), trialOf(format), none),
    );
    for (const above of [title(long), title(long, 'on-screen'), endCard({ name: long, text: long, url: long })]) {
      expect(seenBounds(await drawSprite(above, trialOf(format), none)).bottom).toBeLessThan(bottom.top);
    }
  });
});

describe('contrast', () => {
  const palettes: BrandColors[] = [
    colors,
    { primary: '#FFE066', secondary: '#FFFFFF', accent: '#FFF3BF', text: '#111111' },
    { primary: '#7A7A7A', secondary: '#808080', accent: '#777777', text: '#7F7F7F' },
  ];

  test.each(['#000000', '#FFFFFF', '#808080'])(
    'what is drawn has at least 4.5 around every letter over %s',
    async (behind) => {
      for (const palette of palettes) {
        for (const style of styles) {
          const sprite = await drawSprite(
            caption(['HIL TIL'], { style, colors: palette, active: 1 }),
            canvasOf('square'),
            none,
          );
          expect(letterContrast(sprite, behind)).toBeGreaterThanOrEqual(4.5);
        }
      }
    },
  );

  /**
   * Straight strokes only, so a scan line through the letters goes surround, letter, surround: the least contrast of
   * neighbouring flat runs, the picture behind left out.
   */
  function letterContrast(sprite: Sprite, behind: string): number {
    const runs = flatRuns(sprite, Math.round(sprite.height / 2), behind);
    let least = Infinity;
    runs.slice(1).forEach((color, at) => {
      const ratio = contrastRatio(color, runs[at] ?? color);
      // Pill against outline and the picture itself are no letters; every letter has its surround on both sides.
      if (runs[at - 1] === color || runs[at + 2] === runs[at]) least = Math.min(least, ratio);
    });
    expect(least).toBeLessThan(Infinity);
    return least;
  }

  /** Colours of stretches of five equal opaque pixels or more, as seen over `behind`. */
  function flatRuns({ rgba, width }: Sprite, row: number, behind: string): string[] {
    const back = Number.parseInt(behind.slice(1, 3), 16);
    const colorAt = (x: number) => {
      const at = (row * width + x) * 4;
      const alpha = (rgba[at + 3] ?? 0) / 255;
      if (alpha < 0.6) return '';
      const parts = [0, 1, 2].map((part) => Math.round((rgba[at + part] ?? 0) * alpha + back * (1 - alpha)));
      return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    };
    const runs: string[] = [];
    for (let x = 4; x < width; x++) {
      const color = colorAt(x);
      const flat = color !== '' && [1, 2, 3].every((step) => colorAt(x - step) === color);
      if (flat && runs.at(-1) !== color) runs.push(color);
    }
    return runs;
  }
});

describe('captions', () => {
  test('words stand still while the light moves over them', async () => {
    const lines = ['Fresh bread', 'baked every day'];
    for (const options of [{ style: 'karaoke' }, { style: 'word' }] as const) {
      const last = await drawSprite(caption(lines, { ...options, active: 5 }), canvasOf('vertical'), none);
      const first = await drawSprite(caption(lines, { ...options, active: 4 }), canvasOf('vertical'), none);
      // "Fresh" is drawn alike in both: same pixels at the same place of the frame.
      expect(regionOf(first, last)).toEqual(regionOf(last, last));
    }
  });

  function regionOf(sprite: Sprite, reference: Sprite): number[] {
    const region: number[] = [];
    const bounds = seenBounds(reference);
    for (let y = bounds.top + 20; y < bounds.top + 90; y += 3) {
      for (let x = bounds.left + 20; x < bounds.left + 160; x += 3) {
        region.push(...sprite.rgba.subarray(((y - sprite.y) * sprite.width + x - sprite.x) * 4).subarray(0, 4));
      }
    }
    return region;
  }

  test('the lit word of a right-to-left line stands where it is read', async () => {
    const lines = ['خبز طازج كل صباح'];
    const right = pillCentre(await drawSprite(caption(lines, { rtl: true, active: 0 }), canvasOf('square'), none));
    const middle = pillCentre(await drawSprite(caption(lines, { rtl: true, active: 1 }), canvasOf('square'), none));
    const left = pillCentre(await drawSprite(caption(lines, { rtl: true, active: 3 }), canvasOf('square'), none));
    expect(right).toBeGreaterThan(middle);
    expect(middle).toBeGreaterThan(left);
    expect(right).toBeGreaterThan(540);
    expect(left).toBeLessThan(540);
  });

  function pillCentre({ x, width, rgba }: Sprite): number {
    let [sum, count] = [0, 0];
    for (let at = 0; at < rgba.length / 4; at++) {
      if (rgba[at * 4] !== 0xf5 || rgba[at * 4 + 1] !== 0x9e || rgba[at * 4 + 2] !== 0x0b) continue;
      sum += x + (at % width);
      count++;
    }
    expect(count).toBeGreaterThan(500);
    return sum / count;
  }

  test('a word that is not yet spoken is not shown in word style', async () => {
    const all = await drawSprite(caption(['One two'], { style: 'word', active: 1 }), canvasOf('square'), none);
    const first = await drawSprite(caption(['One two'], { style: 'word', active: 0 }), canvasOf('square'), none);
    expect(seenBounds(first).left).toBe(seenBounds(all).left);
    expect(seenBounds(first).right).toBeLessThan(seenBounds(all).right - 150);
  });

  test('emoji are drawn in colour', async () => {
    const { rgba } = await drawSprite(caption(['🍎'], { active: -1 }), canvasOf('square'), none);
    let red = 0;
    for (let at = 0; at < rgba.length; at += 4)
      if ((rgba[at] ?? 0) > 180 && (rgba[at + 1] ?? 0) < 90 && (rgba[at + 3] ?? 0) > 200) red++;
    expect(red).toBeGreaterThan(200);
  });

  test('a letter that no font has is refused by name, a symbol is left out', async () => {
    const canvas = canvasOf('square');
    await expect(drawSprite(caption(['abc \u{16D40}\u{16D41}']), canvas, none)).rejects.toMatchObject({
      code: 'glyphs_missing',
    });
    const plain = await drawSprite(caption(['abc']), canvas, none);
    expect(hashOf(await drawSprite(caption(['abc\u{1FFFD}']), canvas, none))).toBe(hashOf(plain));
    await expect(drawSprite(caption(['\u202E\u0007']), canvas, none)).rejects.toMatchObject({ code: 'text_empty' });
    await expect(drawSprite(title(' \n '), canvas, none)).rejects.toMatchObject({ code: 'text_empty' });
  });

  test('the same spec gives the same bytes, at any size of frame', async () => {
    const specs = [caption(['Größe für 👩‍👩‍👧'], { active: 2 }), title("100% {of} \\N it's: free"), endCard()];
    for (const canvas of [trialOf('vertical'), trialOf('square'), { width: 64, height: 64, fps: 30 }]) {
      for (const spec of specs) {
        const [once, again] = [await drawSprite(spec, canvas, none), await drawSprite(spec, canvas, none)];
        expect({ ...again, rgba: hashOf(again) }).toEqual({ ...once, rgba: hashOf(once) });
      }
    }
  });
});

describe('logos', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logo-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function keep(bytes: Buffer): { media: MediaRef; files: Map<string, string> } {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = join(folder, sha256);
    writeFileSync(path, bytes);
    return { media: { sha256, kind: 'image' }, files: new Map([[sha256, path]]) };
  }

  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 4, background: { r: 200, g: 30, b: 40, alpha: 0.5 } } });

  test.each(formats)('a watermark of any shape stands in its corner of the safe area in %s', async (format) => {
    for (const [width, height] of [
      [900, 90],
      [60, 700],
      [1, 1],
    ] as const) {
      const { media, files } = keep(await picture(width, height).flatten().png().toBuffer());
      for (const position of ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const) {
        expectSafe(
          await drawSprite({ kind: 'logo', media, position, opacity: 1 }, trialOf(format), files),
          trialOf(format),
        );
      }
    }
  });

  test.each(formats)('a watermark in any corner is clear of the widest captions and titles in %s', async (format) => {
    const { media, files } = keep(await picture(300, 100).flatten().png().toBuffer());
    const wide = ['WWWWWWWWWWWWWWWWWW', 'MMMM gjpÄ MMMM'];
    const specs = [title('W'.repeat(200)), ...styles.map((style) => caption(wide, { style, active: 0 }))];
    for (const position of ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const) {
      const logo = seenBounds(await drawSprite({ kind: 'logo', media, position, opacity: 1 }, trialOf(format), files));
      for (const spec of specs) {
        const text = seenBounds(await drawSprite(spec, trialOf(format), none));
        const apart =
          text.right <= logo.left || text.left >= logo.right || text.bottom <= logo.top || text.top >= logo.bottom;
        expect(apart).toBe(true);
      }
    }
  });

  test('opacity and the alpha of the picture multiply', async () => {
    const { media, files } = keep(await picture(40, 40).png().toBuffer());
    const sprite = await drawSprite(
      { kind: 'logo', media, position: 'top-left', opacity: 0.5 },
      canvasOf('square'),
      files,
    );
    const at = (Math.floor(sprite.height / 2) * sprite.width + Math.floor(sprite.width / 2)) * 4;
    expect(sprite.rgba[at] ?? 0).toBeGreaterThan(120);
    // A quarter, and the shadow beneath it.
    expect(sprite.rgba[at + 3] ?? 0).toBeGreaterThan(60);
    expect(sprite.rgba[at + 3] ?? 0).toBeLessThan(110);
  });

  test('CMYK, 16-bit, grey and turned pictures come out in their colours, upright', async () => {
    const red = () => picture(300, 100).flatten();
    const grey = await sharp({ create: { width: 300, height: 100, channels: 3, background: '#808080' } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const cases = [
      { bytes: await red().toColourspace('cmyk').jpeg().toBuffer(), tall: false, reddish: true },
      { bytes: await red().toColourspace('rgb16').png().toBuffer(), tall: false, reddish: true },
      { bytes: await red().withMetadata({ orientation: 6 }).jpeg().toBuffer(), tall: true, reddish: true },
      { bytes: grey, tall: false, reddish: false },
    ];
    for (const { bytes, tall, reddish } of cases) {
      const { media, files } = keep(bytes);
      const sprite = await drawSprite(
        { kind: 'logo', media, position: 'top-left', opacity: 1 },
        canvasOf('square'),
        files,
      );
      const seen = seenBounds(sprite);
      expect(seen.bottom - seen.top > seen.right - seen.left).toBe(tall);
      const at = (Math.floor(sprite.height / 2) * sprite.width + Math.floor(sprite.width / 2)) * 4;
      expect((sprite.rgba[at] ?? 0) - (sprite.rgba[at + 1] ?? 0) > 40).toBe(reddish);
    }
  });

  test('an end card has room for a logo in every format', async () => {
    const { media, files } = keep(await picture(800, 300).webp().toBuffer());
    for (const format of formats)
      expectSafe(await drawSprite(endCard({ logo: media }), trialOf(format), files), trialOf(format));
  });

  test('a file that is no picture, a drawing and a missing file are refused', async () => {
    const broken = keep(Buffer.from('\x89PNG\r\n\x1a\nnot really', 'latin1'));
    const drawing = keep(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'));
    const draw = (media: MediaRef, files: Map<string, string>) =>
      drawSprite({ kind: 'logo', media, position: 'top-left', opacity: 1 }, canvasOf('square'), files);
    await expect(draw(broken.media, broken.files)).rejects.toMatchObject({ code: 'logo_unreadable', retriable: false });
    await expect(draw(drawing.media, drawing.files)).rejects.toMatchObject({
      code: 'logo_unreadable',
      retriable: false,
    });
    await expect(draw(broken.media, none)).rejects.toMatchObject({ code: 'logo_missing' });
  });
});
