import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
    ['ogg', ['-c:a', 'libvorbis']],
    ['opus', ['-c:a', 'libopus']],
  ])('finds half a %s, which ffmpeg calls whole', async (extension, options) => {
    const whole = await readFile(await ffmpeg(`whole.${extension}`, [...tone(4), ...options]));
    const path = await save(`half.${extension}`, whole.subarray(0, Math.floor(whole.length / 8) * 4));
    await expect(inspect(path)).rejects.toMatchObject({ code: 'media_corrupt', retriable: false });
  });

  test('tells padding after an MP3 from damage within it', async () => {
    const whole = await readFile(await ffmpeg('whole.mp3', tone(4)));
    const padded = await save('padded.mp3', Buffer.concat([whole, Buffer.alloc(3000)]));
    expect(await inspect(padded)).toMatchObject({ durationMs: expect.closeTo(4000, -2) });
    expect(await toWav({ path: padded, out: join(folder, 'padded.wav'), signal })).toMatchObject({ channels: 1 });
    const damaged = await save('damaged.mp3', Buffer.from(whole).fill(0x55, 9000, 11_000));
    await expect(inspect(damaged)).rejects.toMatchObject({ code: 'media_corrupt' });
  });

  test.each([
    ['OpenAI, and ffmpeg into a pipe', 0xffffffff, 0xffffffff],
    ['ElevenLabs', 0x80000023, 0x7fffffff],
    ['Pocket TTS', 2_000_000_036, 2_000_000_000],
    ['an encoder that was never ended', 0, 0],
  ])('takes all of a WAV whose sizes are those of %s', async (_, riff, data) => {
    const bytes = await readFile(await ffmpeg('sized.wav', [...tone(2), '-ar', '22050']));
    bytes.writeUInt32LE(riff, 4);
    bytes.writeUInt32LE(data, bytes.indexOf('data', 12, 'latin1') + 4);
    const path = await save('open.wav', bytes);
    expect(await inspect(path)).toMatchObject({ kind: 'audio', durationMs: expect.closeTo(2000, -1) });
    const made = await toWav({ path, out: join(folder, 'closed.wav'), signal });
    expect(made).toEqual({ channels: 1, durationMs: expect.closeTo(2000, -1) });
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

  test('looks at the picture alone where the sound has a codec that is not known', async () => {
    const h264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'];
    const dolby = await ffmpeg('dolby.mp4', [...bars(1), ...tone(1), ...h264, '-c:a', 'ac3']);
    expect(await inspect(dolby, ['video'])).toMatchObject({ kind: 'video', durationMs: expect.closeTo(1000, -2) });
    // What a phone records as spatial sound: beside the stereo track one whose codec ffmpeg has no name for.
    const tracks = ['-map', '0:v', '-map', '1:a', '-map', '2:a'];
    const two = await readFile(
      await ffmpeg('two.mov', [...bars(1), ...tone(1), ...tone(1), ...tracks, ...h264, '-c:a', 'aac']),
    );
    const at = two.indexOf('mp4a', two.lastIndexOf('stsd'));
    two.write('apac', at, 'latin1');
    two.write('dapa', two.indexOf('esds', at), 'latin1');
    expect(await inspect(await save('spatial.mov', two), ['video'])).toMatchObject({ kind: 'video', width: 64 });
  });

  test('decodes all of a WebM that states no length', async () => {
    const path = await ffmpeg('live.webm', [...bars(3), '-c:v', 'libvpx', '-b:v', '100k', '-live', '1']);
    expect(await inspect(path, ['video'])).toMatchObject({ kind: 'video', durationMs: expect.closeTo(3000, -3) });
    const limits = { video: { maxBytes: 1e8, maxDurationMs: 2000 } };
    await expect(inspectMedia({ path, accept: ['video'], signal, limits })).rejects.toMatchObject({
      code: 'media_too_long',
    });
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
