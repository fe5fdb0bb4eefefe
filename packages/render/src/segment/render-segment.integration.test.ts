import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { countFrames, probeMedia } from '@bom/ffmpeg';
import sharp from 'sharp';
import type { Backdrop, MediaRef, MotionPath, OverlayEvent, TransitionKind } from '../timeline.ts';
import { drawSegment } from './draw-segment.ts';
import type { SegmentRequest } from './render-segment.ts';
import {
  blue,
  colors,
  decode,
  expectNear,
  hold,
  limits,
  openStage,
  pixel,
  red,
  segmentOf,
  signal,
  white,
  type Stage,
} from '../test-support/segment-stage.ts';
import type { Sprite } from '../sprite.ts';

const zoom: MotionPath = { ...hold, preset: 'zoom-in', to: { x: 0.05, y: 0.05, width: 0.9, height: 0.9 } };

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

describe('renderSegment', () => {
  it('writes every frame of the plan, tagged BT.709, from time zero, keyframe first', async () => {
    const done: number[] = [];
    const segment = segmentOf(await stage.still('#ff0000', zoom), { frames: 70, profile: 'standard' });
    const { out, frames, bytes } = await stage.render(segment, { onFrame: (count) => done.push(count) });
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
          from: await stage.still('#ff0000'),
          fromFrame: 9,
          fromFrames: 9,
        },
      },
    );
    const [first, second] = [await stage.render(segment), await stage.render(segment)];
    expect((await readFile(first.out)).equals(await readFile(second.out))).toBe(true);
  });

  it.each([
    ['#ff0000', red],
    ['#0000ff', blue],
    ['#ffffff', white],
    ['#0f766e', [98, 135, 83]],
  ])('carries %s through the whole chain', async (color, expected) => {
    const { out } = await stage.render(segmentOf(await stage.still(color, zoom), { frames: 4 }));
    expectNear(pixel((await decode(out))[3], 45, 80), expected);
  });

  it('holds a picture without any change from frame to frame', async () => {
    const picture = { kind: 'still', media: await photograph(), path: hold } as const;
    const drawn = await stage.draw(segmentOf(picture));
    expect(drawn.every((frame) => frame.equals(drawn[0] as Buffer))).toBe(true);
    const decoded = await decode((await stage.render(segmentOf(picture))).out);
    // x264 refines a held picture by a level or two.
    const worst = (decoded[5] as Buffer).reduce(
      (most, value, at) => Math.max(most, Math.abs(value - ((decoded[11] as Buffer)[at] as number))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(3);
  });

  async function photograph(): Promise<MediaRef> {
    const file = join(stage.folder, 'photo.png');
    const raw = Buffer.alloc(180 * 320 * 3);
    for (let at = 0; at < raw.length; at += 1) raw[at] = 128 + 90 * Math.sin(at / 41) * Math.cos(at / 1733);
    await sharp(raw, { raw: { width: 180, height: 320, channels: 3 } }).toFile(file);
    return stage.keep(file, 'image');
  }

  it('draws overlays in their order, faded and cut to the frame', async () => {
    const overlays = [overlay({ fromFrame: 2, toFrame: 10, fadeInFrames: 3 }), overlay({ fromFrame: 6, toFrame: 12 })];
    const sprites = sequence([box(-10, -10, 60, '#ff0000'), box(20, 20, 21, '#ffffff')]);
    const frames = await stage.draw(segmentOf(await stage.still('#0000ff'), { overlays }), sprites);
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
    const drawOverlay = () => {
      asked += 1;
      return Promise.resolve([nothing]);
    };
    await stage.draw(segmentOf(await stage.still('#0000ff'), { overlays }), drawOverlay);
    expect(asked).toBe(2);
  });

  it.each(['crossfade', 'slide', 'push', 'zoom-through', 'dip'] as Exclude<TransitionKind, 'cut'>[])(
    'goes over by %s: first the earlier picture, then its own, none black between',
    async (kind) => {
      const from = await stage.still('#ff0000');
      const transition = { kind, frames: 8, color: '#ffffff', from, fromFrame: 30, fromFrames: 30 };
      const frames = await stage.draw(segmentOf(await stage.still('#0000ff'), { transition }));
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
    const one = (await stage.draw(segmentOf({ kind: 'card', colors, variant: 0 })))[6];
    const other = (await stage.draw(segmentOf({ kind: 'card', colors, variant: 1 })))[6];
    const lumas = [...(one as Buffer).subarray(0, 90 * 160)];
    expect(Math.min(...lumas)).toBeGreaterThan(28);
    expect(Math.max(...lumas)).toBeLessThan(130);
    expect((one as Buffer).equals(other as Buffer)).toBe(false);
  });

  it('names what is missing, what cannot be read and what failed while drawing', async () => {
    const gone: Backdrop = { kind: 'still', media: { sha256: 'f'.repeat(64), kind: 'image' }, path: hold };
    await expect(stage.render(segmentOf(gone))).rejects.toMatchObject({ code: 'media_missing', retriable: false });
    const text = await stage.keep(__filename, 'video');
    await expect(stage.render(segmentOf({ kind: 'clip', media: text, fit: 'cover' }))).rejects.toMatchObject({
      code: 'unsupported_clip',
    });
    const overlays = [overlay({ fromFrame: 3, toFrame: 9 })];
    await expect(stage.render(segmentOf(await stage.still('#0000ff'), { overlays }))).rejects.toThrow(
      'nothing to draw',
    );
  });

  // A rejection that nobody handles ends a process, and Jest keeps such events to itself.
  it('ends no process by a failure that comes before the encoder asks for a frame', async () => {
    const segment = segmentOf({ kind: 'still', media: { sha256: 'f'.repeat(64), kind: 'image' }, path: hold });
    const script = `
      import { renderSegment } from ${JSON.stringify(new URL('./render-segment.ts', import.meta.url).href)};
      const { signal } = new AbortController();
      const request = { segment: ${JSON.stringify(segment)}, media: new Map(), out: 'none.mp4', signal };
      await renderSegment(request).catch((error) => console.log(error.code));
    `;
    const words = ['--import', 'tsx', '--conditions=@bom/source', '--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    expect(stdout).toBe('media_missing\n');
  });

  it('keeps its hands off the next segment when it is closed in the middle of a frame', async () => {
    let giveSprite: (sprites: Sprite[]) => void = () => undefined;
    const late = new Promise<Sprite[]>((resolve) => (giveSprite = resolve));
    const overlays = [overlay({ fromFrame: 0, toFrame: 12 })];
    const shared = { media: stage.media, signal };
    const first = await drawSegment({
      ...shared,
      segment: segmentOf(await stage.still('#ff0000'), { overlays }),
      drawOverlay: () => late,
    });
    const unfinished = first.draw(0);
    first.close();
    const next = await drawSegment({
      ...shared,
      segment: segmentOf(await stage.still('#0000ff')),
      drawOverlay: () => Promise.resolve([]),
    });
    const frame = await next.draw(0);
    const before = Buffer.from(frame);
    giveSprite([box(0, 0, 90, '#ffffff')]);
    await unfinished;
    expect(Buffer.compare(frame, before)).toBe(0);
    next.close();
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const onFrame = (done: number) => void (done === 5 && controller.abort());
    const work = stage.render(segmentOf(await stage.still('#ff0000'), { frames: 3000 }), {
      signal: controller.signal,
      onFrame,
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
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

function sequence(sprites: Sprite[]): SegmentRequest['drawOverlay'] {
  let next = 0;
  return () => Promise.resolve([sprites[next++ % sprites.length] as Sprite]);
}
