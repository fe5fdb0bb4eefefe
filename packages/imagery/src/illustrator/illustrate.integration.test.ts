import { CancelledError, defaultBrandColors } from '@bom/domain';
import sharp from 'sharp';
import { createImagery } from '../imagery.ts';
import { makeCall, makeRequest } from '../testing/provider-double.ts';
import { themes } from './catalog.ts';
import { illustrate, planPicture, type IllustrationRequest } from './illustrate.ts';
import { oklchOf } from './oklch.ts';
import { settings } from './settings/index.ts';

const idle = new AbortController().signal;
const request = (overrides: Partial<IllustrationRequest> = {}): IllustrationRequest => ({
  ...makeRequest(),
  colors: defaultBrandColors,
  ...overrides,
});

/** A thumbnail as numbers; two pictures' mean difference of 0..255 says how far apart they look. */
async function thumbnailOf(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes).resize(24, 24, { fit: 'fill' }).removeAlpha().raw().toBuffer();
}

function meanDifference(first: Buffer, second: Buffer): number {
  return first.reduce((sum, value, index) => sum + Math.abs(value - (second[index] ?? 0)), 0) / first.length;
}

describe('illustrate', () => {
  test('draws the same bytes for the same request, and others for another seed', async () => {
    const [first, again, other] = [
      await illustrate(request(), idle),
      await illustrate(request(), idle),
      await illustrate(request({ seed: 'b' }), idle),
    ];
    expect(first.bytes.equals(again.bytes)).toBe(true);
    expect(first.bytes.equals(other.bytes)).toBe(false);
  });

  test.each([
    ['vertical', 1536, 2688],
    ['square', 2048, 2048],
    ['horizontal', 2688, 1536],
  ] as const)('fills a %s picture to its edges', async (format, width, height) => {
    for (const index of [0, 1]) {
      const picture = await illustrate(request({ format, index }), idle);
      const { data, info } = await sharp(picture.bytes).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([width, height]);
      const corners = [0, width - 1, (height - 1) * width, height * width - 1].map((pixel) => [
        ...data.subarray(pixel * 3, pixel * 3 + 3),
      ]);
      // An undrawn corner of a canvas is black in a JPEG.
      for (const corner of corners) expect(Math.max(...corner)).toBeGreaterThan(8);
    }
  });

  test('makes the pictures of a film look different, even for the same words', async () => {
    const thumbnails: Buffer[] = [];
    for (let index = 0; index < 6; index += 1)
      thumbnails.push(await thumbnailOf((await illustrate(request({ index, format: 'square' }), idle)).bytes));
    const distances = thumbnails.flatMap((first, index) =>
      thumbnails.slice(index + 1).map((second) => meanDifference(first, second)),
    );
    expect(Math.min(...distances)).toBeGreaterThan(12);
  });

  test.each([['#0F766E'], ['#BE185D'], ['#2563EB']])('keeps its colours near the brand %s', async (primary) => {
    const picture = await illustrate(
      request({
        colors: { primary, secondary: primary, accent: primary, text: '#FFFFFF' },
        narration: 'rocket',
        visual: '',
        index: 2,
      }),
      idle,
    );
    const { data } = await sharp(picture.bytes).resize(32, 32).raw().toBuffer({ resolveWithObject: true });
    const brand = oklchOf(primary);
    let near = 0;
    let coloured = 0;
    for (let pixel = 0; pixel < data.length; pixel += 3) {
      const { c, h } = oklchOf(`#${data.subarray(pixel, pixel + 3).toString('hex')}`);
      if (c < 0.02) continue;
      coloured += 1;
      if (Math.abs(((h - brand.h + 540) % 360) - 180) < 60) near += 1;
    }
    expect(near / coloured).toBeGreaterThan(0.6);
  });

  test('stops between layers on cancel', async () => {
    await expect(illustrate(request(), AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('planPicture', () => {
  test('never repeats hour and setting together within eight scenes, for any subject', () => {
    for (const { stems } of themes.flatMap((theme) => theme.subjects)) {
      const words = { narration: stems.split(' ')[0]?.replace('=', '') ?? '', visual: '', brandName: 'Q' };
      const plans = Array.from({ length: 8 }, (_, index) => planPicture({ ...words, index }));
      expect(new Set(plans.map(({ mood, setting, subject }) => `${mood} ${setting.name} ${subject.name}`)).size).toBe(
        8,
      );
    }
  });

  test('has a setting for every place', () => {
    expect(new Set(settings.map(({ place }) => place))).toEqual(new Set(['ground', 'table', 'stage']));
  });
});

describe('the offline provider', () => {
  test('draws without any service, for nothing, and says so', async () => {
    const imagery = createImagery({ providers: [] });
    const call = makeCall();
    const image = await imagery.makeImage(makeRequest({ scene: null, format: 'square' }), call);
    expect(imagery.provider).toBe('offline');
    expect(image).toMatchObject({ width: 2048, height: 2048, mimeType: 'image/jpeg', provider: 'offline' });
    expect(image.warnings).toEqual([{ code: 'offline_image', detail: expect.any(String) }]);
    expect(call.usage).toEqual([expect.objectContaining({ provider: 'offline', costMicrocents: 0 })]);
    expect(call.spends).toEqual([]);
  });

  test('is no way round a provider without a key', () => {
    expect(() => createImagery({ providers: ['fal'] })).toThrow(/"fal" is listed/);
  });
});
