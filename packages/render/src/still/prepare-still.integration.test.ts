import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { layOutPicture } from '../motion/plane-layout.ts';
import type { MotionPath } from '../timeline.ts';
import { studyPicture } from './study-picture.ts';
import { prepareStill, type PreparedStill } from './prepare-still.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-still-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const whole = { x: 0, y: 0, width: 1, height: 1 };
const hold: MotionPath = { preset: 'hold', from: whole, to: whole, easing: 'linear' };
const square = { width: 64, height: 64, fps: 30 };

async function save(name: string, image: Sharp): Promise<string> {
  const path = join(folder, name);
  await image.toFile(path);
  return path;
}

/** Mean Y, U, V of a part of a prepared still, in fractions. */
function meanOf(still: PreparedStill, part = whole): number[] {
  return layOutPicture(still.width, still.height).picture.planes.map((plane) => {
    let [sum, count] = [0, 0];
    const [left, top] = [Math.ceil(part.x * plane.width), Math.ceil(part.y * plane.height)];
    for (let y = top; y < Math.floor((part.y + part.height) * plane.height); y += 1) {
      for (let x = left; x < Math.floor((part.x + part.width) * plane.width); x += 1) {
        sum += still.data[plane.at + y * plane.stride + x] as number;
        count += 1;
      }
    }
    return sum / count;
  });
}

function flat(color: string, size = { width: 40, height: 40 }): Sharp {
  return sharp({ create: { ...size, channels: 3, background: color } });
}

/** Red above blue, and where each ends up. */
function redOverBlue(): Sharp {
  return flat('#0000ff', { width: 40, height: 80 }).composite([
    { input: { create: { width: 40, height: 40, channels: 3, background: '#ff0000' } }, left: 0, top: 0 },
  ]);
}
const top = { x: 0.1, y: 0.05, width: 0.8, height: 0.4 };
const bottom = { x: 0.1, y: 0.55, width: 0.8, height: 0.4 };

describe('prepareStill', () => {
  // ITU-R BT.709-6 limited range, computed by hand from the primaries.
  it.each([
    ['#ffffff', [235, 128, 128]],
    ['#000000', [16, 128, 128]],
    ['#ff0000', [62.6, 102.3, 240]],
    ['#00ff00', [172.6, 41.7, 26.3]],
    ['#0000ff', [31.8, 240, 117.7]],
    ['#0f766e', [98, 134.9, 83.1]],
  ])('turns %s into BT.709 limited range', async (color, expected) => {
    const path = await save('flat.png', flat(color));
    const mean = meanOf(await prepareStill({ path, canvas: square, motion: hold }));
    mean.forEach((value, index) => expect(Math.abs(value - (expected[index] as number))).toBeLessThan(0.6));
  });

  it('scales to 1.2 times the frame, and further when the zoom asks for it', async () => {
    const path = await save('a.png', flat('#808080', { width: 300, height: 300 }));
    const zoomed: MotionPath = { ...hold, to: { x: 0.2, y: 0.2, width: 0.66, height: 0.66 } };
    expect(await prepareStill({ path, canvas: square, motion: hold })).toMatchObject({ width: 76, height: 76 });
    expect(await prepareStill({ path, canvas: square, motion: zoomed })).toMatchObject({ width: 82, height: 82 });
  });

  it('cuts away what the path never shows', async () => {
    const path = await save('a.png', flat('#808080', { width: 400, height: 200 }));
    const view = { x: 0.5, y: 0, width: 0.5, height: 1 };
    const still = await prepareStill({ path, canvas: square, motion: { ...hold, from: view, to: view } });
    expect(still.window.x).toBeCloseTo(0.495, 3);
    expect(still.window.width).toBeCloseTo(0.505, 3);
  });

  it.each([1, 3, 6, 8])('turns a JPEG upright by its EXIF orientation %i', async (orientation) => {
    const turned = { 1: 0, 3: 180, 6: 270, 8: 90 }[orientation] as number;
    const upright = await redOverBlue().png().toBuffer();
    const path = await save('t.jpg', sharp(upright).rotate(turned).withMetadata({ orientation }).jpeg({ quality: 95 }));
    const still = await prepareStill({ path, canvas: { width: 32, height: 64, fps: 30 }, motion: hold });
    expect(meanOf(still, top)[2]).toBeGreaterThan(220);
    expect(meanOf(still, bottom)[1]).toBeGreaterThan(220);
  });

  it('shows a CMYK JPEG in its colours', async () => {
    const path = await save('cmyk.jpg', flat('#c04020').toColourspace('cmyk').jpeg({ quality: 95 }));
    expect((await sharp(path).metadata()).space).toBe('cmyk');
    const [y, u, v] = meanOf(await prepareStill({ path, canvas: square, motion: hold })) as [number, number, number];
    expect(Math.abs(y - 92)).toBeLessThan(20);
    expect(u).toBeLessThan(118);
    expect(v).toBeGreaterThan(155);
  });

  it('reads 16-bit, gray and palette PNGs', async () => {
    const deep = await save('deep.png', flat('#ff0000').toColourspace('rgb16').png());
    const gray = await save('gray.png', flat('#808080').toColourspace('b-w').png());
    const palette = await save('palette.png', redOverBlue().png({ palette: true }));
    const luma = async (path: string) =>
      meanOf(await prepareStill({ path, canvas: square, motion: hold }))[0] as number;
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect(await luma(deep)).toBeCloseTo(62.6, 0);
    expect(await luma(gray)).toBeCloseTo(125.9, 0);
    expect(await luma(palette)).toBeCloseTo((62.6 + 31.8) / 2, -0.5);
  });

  it('lays transparent pictures on white', async () => {
    const path = await save(
      'clear.png',
      sharp({ create: { width: 20, height: 20, channels: 4, background: '#ff000000' } }).png(),
    );
    expect(meanOf(await prepareStill({ path, canvas: square, motion: hold }))[0]).toBeCloseTo(235, 1);
  });

  it.each(['gif', 'webp'] as const)('shows the first frame of an animated %s', async (kind) => {
    const pages = Buffer.concat([Buffer.alloc(20 * 20 * 3, 255), Buffer.alloc(20 * 20 * 3, 0)]);
    const raw = sharp(pages, { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } });
    const path = await save(`moving.${kind}`, raw.toFormat(kind, { loop: 0, delay: [100, 100] }));
    expect((await sharp(path, { animated: true }).metadata()).pages).toBe(2);
    expect(meanOf(await prepareStill({ path, canvas: square, motion: hold }))[0]).toBeGreaterThan(233);
  });

  it('takes one pixel for a picture', async () => {
    const path = await save('one.png', flat('#ff0000', { width: 1, height: 1 }));
    expect(meanOf(await prepareStill({ path, canvas: square, motion: hold }))[0]).toBeCloseTo(62.6, 0);
  });

  it('takes 8000 x 8000 pixels', async () => {
    const path = await save('huge.jpg', flat('#00ff00', { width: 8000, height: 8000 }).jpeg());
    expect(meanOf(await prepareStill({ path, canvas: square, motion: hold }))[0]).toBeCloseTo(172.6, -0.5);
  });

  it('refuses more pixels than it can hold, by the header alone', async () => {
    const image = await flat('#000000', { width: 8, height: 8 }).png().toBuffer();
    image.writeUInt32BE(50_000, 8);
    image.writeUInt32BE(50_000, 20);
    const path = join(folder, 'bomb.png');
    await writeFile(path, image);
    await expect(prepareStill({ path, canvas: square, motion: hold })).rejects.toMatchObject({ retriable: false });
  });

  it('refuses SVG, text and broken pictures with a clear error', async () => {
    const png = await redOverBlue().png().toBuffer();
    const bad = {
      'a.svg': ['<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'unsupported_image'],
      'a.png': ['#EXTM3U', 'unsupported_image'],
      'cut.png': [png.subarray(0, png.length / 2), 'image_unreadable'],
    } as const;
    for (const [name, [content, code]] of Object.entries(bad)) {
      const path = join(folder, name);
      await writeFile(path, content);
      const failure = prepareStill({ path, canvas: square, motion: hold });
      await expect(failure).rejects.toMatchObject({ code, retriable: false });
    }
  });

  it('dims and blurs', async () => {
    const path = await save('a.png', redOverBlue());
    const plain = meanOf(await prepareStill({ path, canvas: square, motion: hold }))[0] as number;
    const dim = await prepareStill({ path, canvas: square, motion: hold, dim: 0.5, blur: 0.1 });
    expect((meanOf(dim)[0] as number) - 16).toBeCloseTo((plain - 16) / 2, 0);
    const edge = { x: 0, y: 0.46, width: 1, height: 0.08 };
    expect(Math.abs((meanOf(dim, edge)[1] as number) - 171)).toBeLessThan(25);
  });
});

describe('studyPicture', () => {
  it('finds the one thing there is to see', async () => {
    const path = await save(
      'thing.png',
      flat('#5a6068', { width: 900, height: 1600 }).composite([
        { input: { create: { width: 120, height: 120, channels: 3, background: '#f03020' } }, left: 180, top: 1200 },
      ]),
    );
    const { focus, dark } = await studyPicture(path);
    expect(dark).toBeUndefined();
    expect(Math.abs(focus.x - 240 / 900)).toBeLessThan(0.12);
    expect(Math.abs(focus.y - 1260 / 1600)).toBeLessThan(0.12);
  });

  it('takes one pixel, and a line', async () => {
    for (const [width, height] of [
      [1, 1],
      [500, 1],
    ] as const) {
      const { focus } = await studyPicture(await save('tiny.png', flat('#888888', { width, height })));
      const { x, y } = focus;
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(Math.max(x, y)).toBeLessThanOrEqual(1);
    }
  });

  it('tells a night sky from a picture', async () => {
    const moon = {
      input: { create: { width: 120, height: 120, channels: 3 as const, background: '#f0f0e0' } },
      left: 180,
      top: 200,
    };
    const night = flat('#05060c', { width: 900, height: 1600 }).composite([moon]);
    expect((await studyPicture(await save('night.png', night))).dark).toBe(true);
  });
});
