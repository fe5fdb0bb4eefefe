import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runFfmpeg } from '@bom/ffmpeg';
import sharp from 'sharp';
import type { Backdrop, MediaRef, MotionPath, Segment } from '../timeline.ts';
import { drawSegment, type DrawRequest } from '../segment/draw-segment.ts';
import { renderSegment, type SegmentRequest } from '../segment/render-segment.ts';

/** A small stage for the tests of segments: media made on the spot, frames to look into. */
const canvas = { width: 90, height: 160, fps: 30 };
const whole = { x: 0, y: 0, width: 1, height: 1 };
export const signal = new AbortController().signal;
export const limits = { signal, timeoutMs: 30_000 };
export const hold: MotionPath = { preset: 'hold', from: whole, to: whole, easing: 'linear' };
export const colors = { primary: '#0F766E', secondary: '#10243E', accent: '#F59E0B', text: '#FFFFFF' };
/** Y, U, V in BT.709 limited range. */
export const red = [63, 102, 240];
export const blue = [32, 240, 118];
export const white = [235, 128, 128];

export interface Stage {
  folder: string;
  media: Map<string, string>;
  /** A file under its content's name, as the store would give it. */
  keep: (path: string, kind: 'image' | 'video') => Promise<MediaRef>;
  still: (color: string, path?: MotionPath) => Promise<Backdrop>;
  clip: (name: string, source: string, seconds: number, options?: string[]) => Promise<MediaRef>;
  render: (segment: Segment, more?: Partial<SegmentRequest>) => Promise<{ out: string; frames: number; bytes: number }>;
  /** Every frame as it goes to the encoder. */
  draw: (segment: Segment, drawOverlay?: DrawRequest['drawOverlay']) => Promise<Buffer[]>;
  close: () => Promise<void>;
}

const drawNothing = () => Promise.reject(new Error('nothing to draw'));

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'bom-segment-'));
  const media = new Map<string, string>();
  const keep: Stage['keep'] = async (path, kind) => {
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    media.set(sha256, path);
    return { sha256, kind };
  };
  return {
    folder,
    media,
    keep,
    async still(color, path = hold) {
      const file = join(folder, `${color.slice(1)}.png`);
      await sharp({ create: { width: 180, height: 320, channels: 3, background: color } }).toFile(file);
      return { kind: 'still', media: await keep(file, 'image'), path };
    },
    async clip(name, source, seconds, options = []) {
      const path = join(folder, name);
      const encoding = ['-t', String(seconds), '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast'];
      await runFfmpeg({
        ...limits,
        inputs: [{ generated: source }],
        outputs: [{ path, options: [...encoding, ...options] }],
      });
      return keep(path, 'video');
    },
    async render(segment, more = {}) {
      const out = join(folder, `${Math.random().toString(36).slice(2)}.mp4`);
      return { out, ...(await renderSegment({ segment, media, out, drawOverlay: drawNothing, signal, ...more })) };
    },
    async draw(segment, drawOverlay = drawNothing) {
      const drawn = await drawSegment({ segment, media, drawOverlay, signal });
      const frames: Buffer[] = [];
      for (let frame = 0; frame < segment.frames; frame += 1) frames.push(Buffer.from(await drawn.draw(frame)));
      drawn.close();
      return frames;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

export function segmentOf(backdrop: Backdrop, more: Partial<Segment> = {}): Segment {
  const place = { key: 'k', index: 0, startFrame: 0, kind: 'scene' as const, scene: 0 };
  return { ...place, frames: 12, canvas, backdrop, overlays: [], profile: 'master', ...more };
}

/** Decoded planes of every frame. */
export async function decode(path: string): Promise<Buffer[]> {
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
export function pixel(frame: Buffer | undefined, x: number, y: number): number[] {
  const luma = canvas.width * canvas.height;
  const chroma = (y >> 1) * (canvas.width / 2) + (x >> 1);
  return [y * canvas.width + x, luma + chroma, luma + luma / 4 + chroma].map((at) => (frame as Buffer)[at] as number);
}

export function expectNear(actual: number[], expected: number[], within = 2): void {
  actual.forEach((value, index) => expect(Math.abs(value - (expected[index] as number))).toBeLessThanOrEqual(within));
}
