import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { createKernel } from '../motion/kernel.ts';
import { layOutFrame, layOutPicture, type Plane } from '../motion/plane-layout.ts';
import { viewAt } from '../motion/view-at.ts';
import type { MotionPath } from '../timeline.ts';
import { prepareStill, type PreparedStill } from './prepare-still.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-still-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const whole = { x: 0, y: 0, width: 1, height: 1 };

async function save(name: string, image: Sharp): Promise<string> {
  const path = join(folder, name);
  await image.toFile(path);
  return path;
}

describe('a still in motion', () => {
  const source = { width: 576, height: 1024 };
  const canvas = { width: 360, height: 640, fps: 30 };

  /** Brightness 0..1 at a place of the picture in source pixels: the ideal that any resampler aims at. */
  const brightness = (waves: Wave[], x: number, y: number): number =>
    waves.reduce((sum, wave) => sum + wave.strength * Math.sin(wave.x * x + wave.y * y + wave.phase), 0.5);

  function rawOf(waves: Wave[]): Buffer {
    const raw = Buffer.alloc(source.width * source.height);
    for (let at = 0; at < source.width * source.height; at += 1) {
      const value = Math.round(255 * brightness(waves, (at % source.width) + 0.5, Math.floor(at / source.width) + 0.5));
      raw[at] = Math.min(255, Math.max(0, value));
    }
    return raw;
  }

  async function measure(motion: MotionPath, frames: number, more: { waves?: Wave[]; sharp?: boolean } = {}) {
    const { waves = photographWaves(), sharp: sharpKernel = false } = more;
    const path = await save('photo.png', sharp(rawOf(waves), { raw: { ...source, channels: 1 } }));
    const still = await prepareStill({ path, canvas, motion });
    return compare(still, { motion, frames, waves, sharpKernel });
  }

  function compare(
    still: PreparedStill,
    { motion, frames, waves, sharpKernel }: { motion: MotionPath; frames: number; waves: Wave[]; sharpKernel: boolean },
  ) {
    const layout = layOutPicture(still.width, still.height);
    const kernel = createKernel({
      bytes: layout.bytes + layOutFrame(360, 640).bytes + 128,
      width: canvas.width,
      sharp: sharpKernel,
    });
    const { picture } = layOutPicture(still.width, still.height, kernel.allocate(layout.bytes));
    kernel.memory.set(still.data, picture.planes[0].at - 16);
    const target = layOutFrame(canvas.width, canvas.height, kernel.allocate(layOutFrame(360, 640).bytes + 32)).picture;
    return Array.from({ length: frames }, (_, frame) => {
      const view = viewAt(motion, frame, frames);
      const scale = { x: still.width / still.window.width, y: still.height / still.window.height };
      const left = (view.x - still.window.x) * scale.x;
      const rows = { y: (view.y - still.window.y) * scale.y, height: view.height * scale.y };
      kernel.resample(picture, { x: left, width: view.width * scale.x, ...rows }, target);
      return judge(kernel.memory, target.planes[0], (x, y) => {
        const across = (view.x + ((x + 0.5) / canvas.width) * view.width) * source.width;
        return (
          16 + 219 * brightness(waves, across, (view.y + ((y + 0.5) / canvas.height) * view.height) * source.height)
        );
      });
    });
  }

  /**
   * PSNR in dB, shift in px along x by least squares, sharpness as the ideal slopes' share that is drawn; over a
   * window of the frame.
   */
  function judge(memory: Uint8Array, plane: Plane, ideal: (x: number, y: number) => number) {
    // All columns: at a ratio of 1.2 the filter's phase repeats every 5, and a sample of them would be biased.
    let [error, slope, pull, drawn, count] = [0, 0, 0, 0, 0];
    for (let y = 24; y < 600; y += 23) {
      for (let x = 24; x < 330; x += 1) {
        const at = plane.at + y * plane.stride + x;
        const wanted = ideal(x, y);
        const gradient = (ideal(x + 1, y) - ideal(x - 1, y)) / 2;
        const difference = (memory[at] as number) - wanted;
        error += difference ** 2;
        pull += gradient * difference;
        slope += gradient ** 2;
        drawn += (((memory[at + 1] as number) - (memory[at - 1] as number)) / 2) * gradient;
        count += 1;
      }
    }
    return {
      psnr: 10 * Math.log10(255 ** 2 / (error / count)),
      shift: pull / slope,
      sharpness: drawn / slope,
    };
  }

  it.each([
    ['zoom', { x: 0.06, y: 0.05, width: 0.86, height: 0.86 }],
    ['slow zoom', { x: 0.01, y: 0.012, width: 0.975, height: 0.975 }],
  ])('keeps 50 dB and 0.02 px to an ideal resampling, without pulsing: %s', async (_, to) => {
    const frames = await measure({ preset: 'zoom-in', from: whole, to, easing: 'linear' }, 8);
    const sharpness = frames.map((frame) => frame.sharpness);
    expect(Math.min(...frames.map((frame) => frame.psnr))).toBeGreaterThan(50);
    expect(Math.max(...frames.map((frame) => Math.abs(frame.shift)))).toBeLessThan(0.02);
    expect(Math.max(...sharpness) / Math.min(...sharpness)).toBeLessThan(1.01);
  });

  it('is sharper, nearer to the ideal and as steady with the six taps of the master profile', async () => {
    const to = { x: 0.06, y: 0.05, width: 0.86, height: 0.86 };
    const zoom: MotionPath = { preset: 'zoom-in', from: whole, to, easing: 'linear' };
    const [four, six] = [
      await measure(zoom, 3, { waves: fineWaves() }),
      await measure(zoom, 3, { waves: fineWaves(), sharp: true }),
    ];
    const meanOf = (frames: typeof four, of: 'psnr' | 'sharpness') =>
      frames.reduce((sum, frame) => sum + frame[of], 0) / frames.length;
    expect(meanOf(four, 'sharpness')).toBeLessThan(0.98);
    expect(Math.abs(meanOf(six, 'sharpness') - 1)).toBeLessThan(0.025);
    expect(meanOf(six, 'psnr')).toBeGreaterThan(meanOf(four, 'psnr') + 4);
    const sharpness = six.map((frame) => frame.sharpness);
    expect(Math.max(...sharpness) / Math.min(...sharpness)).toBeLessThan(1.01);
    expect(Math.max(...six.map((frame) => Math.abs(frame.shift)))).toBeLessThan(0.02);
  });

  it('keeps the same in a pan', async () => {
    const view = { x: 0.02, y: 0.03, width: 0.9, height: 0.9 };
    const frames = await measure({ preset: 'pan-right', from: view, to: { ...view, x: 0.08 }, easing: 'linear' }, 8);
    expect(Math.min(...frames.map((frame) => frame.psnr))).toBeGreaterThan(50);
    expect(Math.max(...frames.map((frame) => Math.abs(frame.shift)))).toBeLessThan(0.02);
  });
});

interface Wave {
  x: number;
  y: number;
  phase: number;
  strength: number;
}

/** Detail such as hair and leaves: waves of 4 to 12 px, all as strong. */
function fineWaves(): Wave[] {
  return Array.from({ length: 24 }, (_, index) => {
    const frequency = (2 * Math.PI) / (4 * 3 ** (index / 23));
    const angle = index * 2.399963;
    return { x: frequency * Math.cos(angle), y: frequency * Math.sin(angle), phase: index * 1.7, strength: 0.04 };
  });
}

/** Waves whose strength falls with frequency, as in photographs; the finest is 6 px long. */
function photographWaves(): Wave[] {
  const count = 24;
  const waves = Array.from({ length: count }, (_, index) => {
    const length = 6 * 50 ** (index / (count - 1));
    const angle = index * 2.399963;
    const frequency = (2 * Math.PI) / length;
    return { x: frequency * Math.cos(angle), y: frequency * Math.sin(angle), phase: index * 1.7, strength: length };
  });
  const total = waves.reduce((sum, wave) => sum + wave.strength, 0);
  return waves.map((wave) => Object.assign(wave, { strength: (0.48 * wave.strength) / total }));
}
