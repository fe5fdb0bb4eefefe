import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { MediaRef } from '../timeline.ts';
import {
  canvasOf,
  caption,
  drawFlat,
  endCard,
  expectSafe,
  formats,
  none,
  seenBounds,
  styles,
  title,
  trialOf,
} from '../test-support/sprite-stage.ts';

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
          await drawFlat({ kind: 'logo', media, position, opacity: 1 }, trialOf(format), files),
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
      const logo = seenBounds(await drawFlat({ kind: 'logo', media, position, opacity: 1 }, trialOf(format), files));
      for (const spec of specs) {
        const text = seenBounds(await drawFlat(spec, trialOf(format), none));
        const apart =
          text.right <= logo.left || text.left >= logo.right || text.bottom <= logo.top || text.top >= logo.bottom;
        expect(apart).toBe(true);
      }
    }
  });

  test('opacity and the alpha of the picture multiply', async () => {
    const { media, files } = keep(await picture(40, 40).png().toBuffer());
    const sprite = await drawFlat(
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
      const sprite = await drawFlat(
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
      expectSafe(await drawFlat(endCard({ logo: media }), trialOf(format), files), trialOf(format));
  });

  test('a file that is no picture, a drawing and a missing file are refused', async () => {
    const broken = keep(Buffer.from('\x89PNG\r\n\x1a\nnot really', 'latin1'));
    const drawing = keep(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'));
    const draw = (media: MediaRef, files: Map<string, string>) =>
      drawFlat({ kind: 'logo', media, position: 'top-left', opacity: 1 }, canvasOf('square'), files);
    await expect(draw(broken.media, broken.files)).rejects.toMatchObject({ code: 'logo_unreadable', retriable: false });
    await expect(draw(drawing.media, drawing.files)).rejects.toMatchObject({
      code: 'logo_unreadable',
      retriable: false,
    });
    await expect(draw(broken.media, none)).rejects.toMatchObject({ code: 'logo_missing' });
  });
});
