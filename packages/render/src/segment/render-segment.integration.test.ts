import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { countFrames, probeMedia, runFfmpeg } from '@bom/ffmpeg';
import sharp from 'sharp';
import type { Backdrop, MediaRef, MotionPath, OverlayEvent, Segment, TransitionKind } from '../timeline/timeline.ts';
import { detectEncoder } from './detect-encoder.ts';
import { renderSegment, type SegmentRequest } from './render-segment.ts';
import type { Sprite } from './sprite.ts';

const canvas = { width: 90, height: 160, fps: 30 };
const signal = new AbortController().signal;
const limits = { signal, timeoutMs: 30_000 };
const whole = { x: 0, y: 0, width: 1, height: 1 };
const hold: MotionPath = { preset: 'hold', from: whole, to: whole, easing: 'linear' };
const zoom: MotionPath = { ...hold, preset: 'zoom-in', to: { x: 0.05, y: 0.05, width: 0.9, height: 0.9 } };
const colors = { primary: '#0F766E', secondary: '#10243E', accent: '#F59E0B', text: '#FFFFFF' };

let folder: string;
let media: Map<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-segment-'));
  media = new Map();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A file under its content's name, as the store would give it. */
async function keep(path: string, kind: 'image' | 'video'): Promise<MediaRef> {
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  media.set(sha256, path);
  return { sha256, kind };
}

async function still(color: string, path = hold): Promise<Backdrop> {
  const file = join(folder, `${color.slice(1)}.png`);
  await sharp({ create: { width: 180, height: 320, channels: 3, background: color } }).toFile(file);
  return { kind: 'still', media: await keep(file, 'image'), path };
}

async function clip(name: string, source: string, seconds: number): Promise<MediaRef> {
  const path = join(folder, name);
  await runFfmpeg({
    ...limits,
    inputs: [{ generated: source }],
    outputs: [
      { path, options: ['-t', String(seconds), '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast'] },
    ],
  });
  return keep(path, 'video');
}

function segmentOf(backdrop: Backdrop, more: Partial<Segment> = {}): Segment {
  const place = { key: 'k', index: 0, startFrame: 0, kind: 'scene' as const, scene: 0 };
  return { ...place, frames: 12, canvas, backdrop, overlays: [], profile: 'master', ...more };
}

async function render(segment: Segment, more: Partial<SegmentRequest> = {}) {
  const out = join(folder, `${Math.random().toString(36).slice(2)}.mp4`);
  const drawSprite = () => Promise.reject(new Error('nothing to draw'));
  const result = await renderSegment({ segment, media, out, drawSprite, signal, ...more });
  return { out, ...result };
}

/** Decoded planes of every frame. */
async function decode(path: string): Promise<Buffer[]> {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const options = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-fps_mode', 'passthrough'];
  await runFfmpeg({ ...limits, inputs: [{ path, format: 'mov' }], outputs: [{ stream, options }] });
  const all = Buffer.concat(chunks);
  const size = (canvas.width * canvas.height * 3) / 2;
  return Array.from({ length: all.length / size }, (_, index) => all.subarray(index * size, (index + 1) * size));
}

/** Y, U, V at a place of a frame. */
function pixel(frame: Buffer | undefined, x: number, y: number): number[] {
  const luma = canvas.width * canvas.height;
  const chroma = (y >> 1) * (canvas.width / 2) + (x >> 1);
  return [y * canvas.width + x, luma + chroma, luma + luma / 4 + chroma].map((at) => (frame as Buffer)[at] as number);
}

function expectNear(actual: number[], expected: number[], within = 2): void {
  actual.forEach((value, index) => expect(Math.abs(value - (expected[index] as number))).toBeLessThanOrEqual(within));
}

const red = [63, 102, 240];
const blue = [32, 240, 118];
const white = [235, 128, 128];

describe('renderSegment', () => {
  it('writes every frame of the plan, tagged BT.709, from time zero, keyframe first', async () => {
    const done: number[] = [];
    const segment = segmentOf(await still('#ff0000', zoom), { frames: 70, profile: 'standard' });
    const { out, frames, bytes } = await render(segment, { onFrame: (count) => done.push(count) });
    expect({ frames, counted: await countFrames(out, limits) }).toEqual({ frames: 70, counted: 70 });
    expect(bytes).toBe((await readFile(out)).length);
    expect(done).toEqual(Array.from({ length: 70 }, (_, index) => index + 1));
    const [stream, ...others] = (await probeMedia(out, limits)).streams;
    expect(others).toEqual([]);
    expect(stream).toMatchObject({
      codec: 'h264',
      startMs: 0,
      video: { width: 90, height: 160, fps: 30, pixelFormat: 'yuv420p' },
    });
    expect(stream?.video).toMatchObject({
      colorSpace: 'bt709',
      colorPrimaries: 'bt709',
      colorTransfer: 'bt709',
      colorRange: 'tv',
    });
  });

  it('gives the same bytes for the same segment', async () => {
    const segment = segmentOf(
      { kind: 'card', colors, variant: 3 },
      {
        profile: 'standard',
        transition: {
          kind: 'push',
          frames: 5,
          color: '#000000',
          from: await still('#ff0000'),
          fromFrame: 9,
          fromFrames: 9,
        },
      },
    );
    const [first, second] = [await render(segment), await render(segment)];
    expect((await readFile(first.out)).equals(await readFile(second.out))).toBe(true);
  });

  it.each([
    ['#ff0000', red],
    ['#0000ff', blue],
    ['#ffffff', white],
    ['#0f766e', [98, 135, 83]],
  ])('carries %s through the whole chain', async (color, expected) => {
    const { out } = await render(segmentOf(await still(color, zoom), { frames: 4 }));
    expectNear(pixel((await decode(out))[3], 45, 80), expected);
  });

  it('holds a picture without any change from frame to frame', async () => {
    const frames = await decode(
      (await render(segmentOf({ kind: 'still', media: await photograph(), path: hold }))).out,
    );
    // x264 refines a held picture over its first frames; from keyframe quality on nothing may move.
    const change = (a: Buffer, b: Buffer) =>
      a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] as number))), 0);
    expect(change(frames[5] as Buffer, frames[11] as Buffer)).toBeLessThanOrEqual(3);
  });

  async function photograph(): Promise<MediaRef> {
    const file = join(folder, 'photo.png');
    const raw = Buffer.alloc(180 * 320 * 3);
    for (let at = 0; at < raw.length; at += 1) raw[at] = 128 + 90 * Math.sin(at / 41) * Math.cos(at / 1733);
    await sharp(raw, { raw: { width: 180, height: 320, channels: 3 } }).toFile(file);
    return keep(file, 'image');
  }

  it('draws overlays in their order, faded and cut to the frame', async () => {
    const { out } = await render(
      segmentOf(await still('#0000ff'), {
        overlays: [overlay({ fromFrame: 2, toFrame: 10, fadeInFrames: 3 }), overlay({ fromFrame: 6, toFrame: 12 })],
      }),
      { drawSprite: sequence([box(-10, -10, 60, '#ff0000'), box(20, 20, 21, '#ffffff')]) },
    );
    const frames = await decode(out);
    expectNear(pixel(frames[1], 10, 10), blue);
    expectNear(pixel(frames[3], 10, 10), [47, 171, 179], 3);
    expectNear(pixel(frames[5], 10, 10), red);
    expectNear(pixel(frames[5], 60, 60), blue);
    expectNear(pixel(frames[8], 30, 30), white, 3);
    expectNear(pixel(frames[8], 10, 10), red);
    expectNear(pixel(frames[10], 10, 10), blue);
  });

  it('asks for each sprite once, and goes on when one has nothing to show', async () => {
    let asked = 0;
    const nothing: Sprite = { x: 0, y: 0, width: 4, height: 4, rgba: new Uint8ClampedArray(64) };
    const overlays = [overlay({ fromFrame: 0, toFrame: 12 }), overlay({ fromFrame: 3, toFrame: 9 })];
    const drawSprite = () => {
      asked += 1;
      return Promise.resolve(nothing);
    };
    await render(segmentOf(await still('#0000ff'), { overlays }), { drawSprite });
    expect(asked).toBe(2);
  });

  it.each(['crossfade', 'slide', 'push', 'zoom-through', 'dip'] as Exclude<TransitionKind, 'cut'>[])(
    'goes over by %s: first the earlier picture, then its own, none black between',
    async (kind) => {
      const from = await still('#ff0000');
      const transition = { kind, frames: 8, color: '#ffffff', from, fromFrame: 30, fromFrames: 30 };
      const frames = await decode((await render(segmentOf(await still('#0000ff'), { transition }))).out);
      expect(frames).toHaveLength(12);
      expect(pixel(frames[0], 20, 80)[2]).toBeGreaterThan(200);
      expectNear(pixel(frames[8], 20, 80), blue);
      const middle = pixel(frames[4], 45, 80);
      expect(middle[0]).toBeGreaterThan(28);
      if (kind === 'dip') expect(middle[0]).toBeGreaterThan(190);
      if (kind === 'crossfade') expectNear(middle, [46, 179, 172], 4);
      if (kind === 'push') expectNear(pixel(frames[4], 88, 80), blue, 3);
    },
  );

  it('draws cards in the brand colours, each variant its own', async () => {
    const [a, b] = [
      await render(segmentOf({ kind: 'card', colors, variant: 0 })),
      await render(segmentOf({ kind: 'card', colors, variant: 1 })),
    ];
    const [one, other] = [(await decode(a.out))[6], (await decode(b.out))[6]];
    const lumas = [...(one as Buffer).subarray(0, 90 * 160)];
    expect(Math.min(...lumas)).toBeGreaterThan(28);
    expect(Math.max(...lumas)).toBeLessThan(130);
    expect((one as Buffer).equals(other as Buffer)).toBe(false);
  });

  it('trims a clip that is longer than its scene, and fills the frame', async () => {
    const ref = await clip('long.mp4', 'color=red:size=320x180:rate=25', 2);
    const frames = await decode((await render(segmentOf({ kind: 'clip', media: ref, fit: 'cover' }))).out);
    expect(frames).toHaveLength(12);
    for (const y of [2, 80, 157]) expectNear(pixel(frames[11], 45, y), red, 4);
  });

  it('slows a clip that is shorter than its scene, then holds its last frame', async () => {
    // Dark for 0.2 s, then bright: slowed by half, the change comes at 0.3 s.
    const ref = await clip(
      'short.mp4',
      "color=black:size=180x320:rate=30,geq=lum='if(lt(T,0.19),40,200)':cb=128:cr=128",
      0.4,
    );
    const frames = await decode(
      (await render(segmentOf({ kind: 'clip', media: ref, fit: 'cover' }, { frames: 40 }))).out,
    );
    const luma = frames.map((frame) => pixel(frame, 45, 80)[0] as number);
    expect(frames).toHaveLength(40);
    expect(luma.findIndex((value) => value > 120)).toBeGreaterThanOrEqual(7);
    expect(luma.findIndex((value) => value > 120)).toBeLessThanOrEqual(10);
    expect(luma[39]).toBeGreaterThan(195);
  });

  it('puts a clip of another shape before a soft copy of itself', async () => {
    const ref = await clip('wide.mp4', 'color=white:size=320x180:rate=30', 1);
    const frame = (await decode((await render(segmentOf({ kind: 'clip', media: ref, fit: 'blurred-fill' }))).out))[6];
    expectNear(pixel(frame, 45, 80), white, 3);
    expect(pixel(frame, 45, 6)[0]).toBeLessThan(230);
    expect(pixel(frame, 45, 6)[0]).toBeGreaterThan(150);
  });

  it('brings an HDR clip to the range of the film', async () => {
    const path = join(folder, 'hlg.mp4');
    const tags = ['-colorspace', 'bt2020nc', '-color_primaries', 'bt2020', '-color_trc', 'arib-std-b67'];
    await runFfmpeg({
      ...limits,
      inputs: [{ generated: 'color=gray:size=90x160:rate=30,scale=out_color_matrix=bt2020' }],
      outputs: [{ path, options: ['-t', '0.5', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', ...tags] }],
    });
    const backdrop: Backdrop = { kind: 'clip', media: await keep(path, 'video'), fit: 'cover' };
    const [y, u, v] = pixel((await decode((await render(segmentOf(backdrop))).out))[6], 45, 80) as [
      number,
      number,
      number,
    ];
    expectNear([u, v], [128, 128], 4);
    expect(y).toBeGreaterThan(60);
    expect(y).toBeLessThan(200);
  });

  it('lets a clip go on beneath a transition', async () => {
    const ref = await clip('before.mp4', 'color=red:size=90x160:rate=30', 1);
    const from: Backdrop = { kind: 'clip', media: ref, fit: 'cover' };
    const transition = { kind: 'crossfade' as const, frames: 6, color: '#000000', from, fromFrame: 20, fromFrames: 20 };
    const frames = await decode((await render(segmentOf(await still('#0000ff'), { transition }))).out);
    expect(pixel(frames[0], 45, 80)[2]).toBeGreaterThan(200);
    expectNear(pixel(frames[7], 45, 80), blue);
  });

  it('names what is missing, what cannot be read and what failed while drawing', async () => {
    const gone: Backdrop = { kind: 'still', media: { sha256: 'f'.repeat(64), kind: 'image' }, path: hold };
    await expect(render(segmentOf(gone))).rejects.toMatchObject({ code: 'media_missing', retriable: false });
    const text = await keep(__filename, 'video');
    await expect(render(segmentOf({ kind: 'clip', media: text, fit: 'cover' }))).rejects.toMatchObject({
      code: 'unsupported_clip',
    });
    const overlays = [overlay({ fromFrame: 3, toFrame: 9 })];
    await expect(render(segmentOf(await still('#0000ff'), { overlays }))).rejects.toThrow('nothing to draw');
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const onFrame = (done: number) => void (done === 5 && controller.abort());
    const work = render(segmentOf(await still('#ff0000'), { frames: 3000 }), { signal: controller.signal, onFrame });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('detectEncoder', () => {
  it('falls back to x264 and says so where the hardware is missing', async () => {
    expect(await detectEncoder('software', signal)).toEqual({ encoder: 'libx264' });
    const found = await detectEncoder('videotoolbox', signal);
    if (process.platform === 'linux')
      expect(found).toMatchObject({ encoder: 'libx264', fallback: expect.stringContaining('h264_videotoolbox') });
  });
});

function overlay(times: Partial<OverlayEvent>): OverlayEvent {
  const sprite: OverlayEvent['sprite'] = { kind: 'title', text: '', role: 'hook', rtl: false, font: '', colors };
  return { fromFrame: 0, toFrame: 12, fadeInFrames: 0, fadeOutFrames: 0, sprite, ...times };
}

function box(x: number, y: number, size: number, color: string): Sprite {
  const value = Number.parseInt(color.slice(1), 16);
  const one = [(value >> 16) & 255, (value >> 8) & 255, value & 255, 255];
  const rgba = Uint8ClampedArray.from({ length: size * size * 4 }, (_, at) => one[at % 4] as number);
  return { x, y, width: size, height: size, rgba };
}

function sequence(sprites: Sprite[]): SegmentRequest['drawSprite'] {
  let next = 0;
  return () => Promise.resolve(sprites[next++ % sprites.length] as Sprite);
}
