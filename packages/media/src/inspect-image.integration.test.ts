import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { inspectMedia } from './inspect-media.ts';
import type { MediaKind } from './media-types.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-media-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;
const inspect = (path: string, accept: MediaKind[] = ['image', 'audio', 'video']) =>
  inspectMedia({ path, accept, signal });

async function save(name: string, content: Buffer | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#777', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  });

/** A PNG that claims a size and has no pixels: 69 bytes. */
function bombPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from([0x78, 0x9c, 0x03, 0, 0, 0, 0, 1])),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('inspectMedia on pictures', () => {
  test.each([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['gif', 'image/gif'],
    ['avif', 'image/avif'],
  ] as const)('knows a %s by its content, whatever it is called', async (format, mimeType) => {
    const path = await save(`${format}.mp3`, await noise(64, 48).toFormat(format).toBuffer());
    expect(await inspect(path, ['image'])).toMatchObject({ kind: 'image', mimeType, width: 64, height: 48 });
  });

  test('gives the size as displayed when EXIF turns the picture', async () => {
    const path = await save('turned.jpg', await noise(60, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer());
    expect(await inspect(path)).toMatchObject({ width: 20, height: 60 });
  });

  test('accepts a single pixel and a photo of 64 megapixels', async () => {
    const dot = await save('dot.png', await noise(1, 1).png().toBuffer());
    expect(await inspect(dot)).toMatchObject({ width: 1, height: 1 });
    const photo = sharp({ create: { width: 8000, height: 8000, channels: 3, background: '#345' } });
    const path = await save('photo.jpg', await photo.jpeg().toBuffer());
    expect(await inspect(path)).toMatchObject({ width: 8000, height: 8000 });
  });

  test.each([
    ['50000 x 50000', 50_000, 50_000],
    ['16000 x 16000', 16_000, 16_000],
    ['1 x 2147483647', 1, 2_147_483_647],
  ])('refuses a PNG that claims %s before decoding it', async (_what, width, height) => {
    const path = await save('bomb.png', bombPng(width, height));
    await expect(inspect(path)).rejects.toMatchObject({
      code: expect.stringMatching(/^(image_too_large|media_corrupt)$/),
      retriable: false,
    });
  });

  test('refuses a picture over 40 megapixels that must be held in memory whole', async () => {
    const flat = sharp({ create: { width: 7000, height: 7000, channels: 3, background: '#345' } });
    const path = await save('progressive.jpg', await flat.jpeg({ progressive: true }).toBuffer());
    await expect(inspect(path)).rejects.toMatchObject({ code: 'image_too_large' });
  });

  test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)(
    'finds a %s that is cut off, by half or by little',
    async (format) => {
      const whole = await noise(200, 200).toFormat(format).toBuffer();
      for (const part of [0.5, 0.97]) {
        const path = await save(`half.${format}`, whole.subarray(0, Math.floor(whole.length * part)));
        await expect(inspect(path)).rejects.toMatchObject({ code: 'media_corrupt', retriable: false });
      }
    },
  );

  test('reads the first picture of an animation only', async () => {
    const frames = Array.from({ length: 40 }, () => Buffer.alloc(300, 200));
    const gif = await sharp(Buffer.concat(frames), { raw: { width: 10, height: 400, channels: 3, pageHeight: 10 } })
      .gif()
      .toBuffer();
    expect(await inspect(await save('animated.gif', gif))).toMatchObject({ width: 10, height: 10 });
  });

  test.each([
    ['an SVG drawing', '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'],
    [
      'an SVG drawing',
      '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
    ['an HTML page', '<!DOCTYPE html><html><body>Not found</body></html>'],
    ['an HLS playlist', '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n'],
    ['an ffconcat playlist', 'ffconcat version 1.0\nfile /etc/passwd\n'],
    ['a DASH manifest', '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'],
    ['an SDP session description', 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\n'],
    ['a file of the type application/pdf', '%PDF-1.4\n%âãÏÓ\n'],
    ['a file of an unknown kind', 'just words'],
    ['a file of an unknown kind', 'RIFF\0\0\0\0WEBX<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ])('refuses %s that is called a picture or a song, and says so', async (inWords, content) => {
    for (const name of ['innocent.png', 'innocent.mp3']) {
      const path = await save(name, content);
      const asImage = inspect(path, ['image']);
      await expect(asImage).rejects.toMatchObject({
        code: 'media_not_an_image',
        message: expect.stringContaining(`${name} is ${inWords}; supply a JPEG`),
      });
      await expect(inspect(path, ['audio'])).rejects.toMatchObject({ code: 'media_not_audio' });
    }
  });

  test('closes the loaders of other formats even behind a right signature', async () => {
    await inspect(await save('any.png', await noise(4, 4).png().toBuffer()));
    await expect(
      sharp(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')).metadata(),
    ).rejects.toThrow('unsupported');
  });
});
