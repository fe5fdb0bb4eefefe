import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { measureAudio } from './decode-audio.ts';
import { inspectMedia } from './inspect-media.ts';
import type { MediaKind } from './media-types.ts';
import { toWav } from './to-wav.ts';

const run = promisify(execFile);
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

async function ffmpeg(name: string, args: string[]): Promise<string> {
  const path = join(folder, name);
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, path]);
  return path;
}
const tone = (seconds: number) => ['-f', 'lavfi', '-i', `sine=f=440:d=${seconds}`];
const bars = (seconds: number) => ['-f', 'lavfi', '-i', `testsrc2=s=64x48:r=10:d=${seconds}`];
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

describe('inspectMedia on recordings', () => {
  const encoders: [string, string, string[]][] = [
    ['mp3', 'audio/mpeg', ['-c:a', 'libmp3lame']],
    ['wav', 'audio/wav', []],
    ['flac', 'audio/flac', []],
    ['ogg', 'audio/ogg', ['-c:a', 'libvorbis']],
    ['opus', 'audio/ogg', ['-c:a', 'libopus']],
    ['m4a', 'audio/mp4', ['-c:a', 'aac']],
    ['aac', 'audio/aac', ['-c:a', 'aac']],
    ['webm', 'audio/webm', ['-c:a', 'libopus']],
    ['mp4', 'audio/mp4', ['-c:a', 'aac']],
  ];

  test.each(encoders)('counts the samples of %s', async (extension, mimeType, codec) => {
    const path = await ffmpeg(`tone.${extension}`, [...tone(2), ...codec]);
    const facts = await inspect(path, ['audio']);
    expect(facts).toMatchObject({ kind: 'audio', mimeType });
    expect(Math.abs((facts.durationMs ?? 0) - 2000)).toBeLessThan(100);
  });

  test.each(['mp3', 'm4a'])('takes %s with cover art for a recording', async (extension) => {
    const cover = await save('cover.png', await noise(32, 32).png().toBuffer());
    const path = await ffmpeg(`covered.${extension}`, [
      ...tone(1),
      '-i',
      cover,
      '-map',
      '0',
      '-map',
      '1',
      '-c:v',
      'png',
      '-disposition:v',
      'attached_pic',
    ]);
    expect(await inspect(path, ['audio'])).toMatchObject({ kind: 'audio' });
  });

  test.each([
    ['mp3', []],
    ['wav', []],
    ['flac', []],
    ['m4a', ['-movflags', '+faststart']],
  ])('finds half a %s, which ffmpeg calls whole', async (extension, options) => {
    const whole = await readFile(await ffmpeg(`whole.${extension}`, [...tone(4), ...options]));
    const path = await save(`half.${extension}`, whole.subarray(0, Math.floor(whole.length / 2)));
    await expect(inspect(path)).rejects.toMatchObject({ code: 'media_corrupt', retriable: false });
  });

  test('accepts an MP3 whose header states no length', async () => {
    const path = await ffmpeg('plain.mp3', [...tone(2), '-write_xing', '0']);
    expect(await inspect(path)).toMatchObject({ kind: 'audio' });
  });

  test('refuses what has no sample or no byte', async () => {
    const silent = await ffmpeg('none.wav', [...tone(1), '-t', '0']);
    await expect(inspect(silent)).rejects.toMatchObject({ code: 'media_empty' });
    await expect(inspect(await save('zero.mp3', ''))).rejects.toMatchObject({ code: 'media_empty' });
  });

  test('refuses a recording that is too long or too large', async () => {
    const path = await ffmpeg('long.wav', tone(2));
    const long = inspectMedia({
      path,
      accept: ['audio'],
      signal,
      limits: { audio: { maxBytes: 1e6, maxDurationMs: 1500 } },
    });
    await expect(long).rejects.toMatchObject({ code: 'media_too_long' });
    const large = inspectMedia({
      path,
      accept: ['audio'],
      signal,
      limits: { audio: { maxBytes: 1000, maxDurationMs: 1e6 } },
    });
    await expect(large).rejects.toMatchObject({ code: 'media_too_large' });
    const unstated = await ffmpeg('long.aac', [...tone(2), '-c:a', 'aac']);
    const counted = inspectMedia({
      path: unstated,
      accept: ['audio'],
      signal,
      limits: { audio: { maxBytes: 1e6, maxDurationMs: 500 } },
    });
    await expect(counted).rejects.toMatchObject({ code: 'media_too_long' });
  });

  test('stops at the signal', async () => {
    const path = await ffmpeg('cancel.wav', tone(1));
    await expect(inspectMedia({ path, accept: ['audio'], signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('gives ffmpeg no playlist to follow even when the first layer is off', async () => {
    const victim = await ffmpeg('victim.wav', tone(1));
    const playlists = [
      `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile://${victim}\n#EXT-X-ENDLIST\n`,
      `ffconcat version 1.0\nfile ${victim}\n`,
    ];
    for (const playlist of playlists) {
      const path = await save('lfi.mp3', playlist);
      for (const demuxer of ['mp3', 'wav', 'flac', 'ogg', 'mov', 'aac', 'matroska']) {
        await expect(measureAudio({ path, demuxer, maxMs: 10_000, signal })).rejects.toMatchObject({
          code: 'ffmpeg_failed',
        });
      }
    }
  });
});

describe('inspectMedia on films', () => {
  test.each([
    ['mp4', 'video/mp4', ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']],
    ['webm', 'video/webm', ['-c:v', 'libvpx', '-b:v', '100k']],
    ['mov', 'video/quicktime', ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']],
  ])('knows a %s', async (extension, mimeType, codec) => {
    const path = await ffmpeg(`film.${extension}`, [...bars(1), ...codec]);
    expect(await inspect(path, ['video'])).toMatchObject({
      kind: 'video',
      mimeType,
      width: 64,
      height: 48,
      durationMs: expect.closeTo(1000, -2),
    });
    await expect(inspect(path, ['audio'])).rejects.toMatchObject({
      code: 'media_not_audio',
      message: expect.stringContaining('a film'),
    });
    await expect(inspect(path, ['image', 'audio'])).rejects.toMatchObject({ code: 'media_not_accepted' });
  });

  test('finds one that is cut off, has a codec of its own or is too long', async () => {
    const h264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-movflags', '+faststart'];
    const whole = await readFile(await ffmpeg('whole.mp4', [...bars(6), ...h264]));
    const half = await save('half.mp4', whole.subarray(0, Math.floor(whole.length / 2)));
    await expect(inspect(half)).rejects.toMatchObject({ code: 'media_corrupt' });
    const odd = await ffmpeg('odd.mkv', [...bars(1), '-c:v', 'ffv1']);
    await expect(inspect(odd)).rejects.toMatchObject({ code: 'media_unsupported' });
    const limits = { video: { maxBytes: 1e8, maxDurationMs: 2000 } };
    const long = inspectMedia({ path: join(folder, 'whole.mp4'), accept: ['video'], signal, limits });
    await expect(long).rejects.toMatchObject({ code: 'media_too_long' });
  });
});

describe('toWav', () => {
  test('writes 48 kHz WAV with the channels of the source, and its length', async () => {
    for (const [channels, name] of [
      [1, 'mono.mp3'],
      [2, 'stereo.mp3'],
      [2, 'six.flac'],
    ] as const) {
      const path = await ffmpeg(name, [
        ...tone(1),
        '-ac',
        name === 'six.flac' ? '6' : String(channels),
        '-ar',
        '44100',
      ]);
      const out = join(folder, `${name}.wav`);
      const made = await toWav({ path, out, signal });
      expect(made).toEqual({ channels, durationMs: expect.closeTo(1000, -2) });
      const wav = await readFile(out);
      expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt32LE(40)]).toEqual([
        channels,
        48_000,
        wav.length - 44,
      ]);
    }
  });

  test('refuses a playlist and leaves nothing behind', async () => {
    const path = await save('list.mp3', '#EXTM3U\nfile:///etc/passwd\n');
    const out = join(folder, 'never.wav');
    await expect(toWav({ path, out, signal })).rejects.toMatchObject({ code: 'media_not_audio' });
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });
});
