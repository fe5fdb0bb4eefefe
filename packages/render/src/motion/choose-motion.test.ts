import * as fc from 'fast-check';
import type { MotionPath, View } from '../timeline.ts';
import { chooseMotion } from './choose-motion.ts';
import { ease, viewAt } from './view-at.ts';

const canvases = [
  { width: 1080, height: 1920, fps: 30 },
  { width: 1080, height: 1080, fps: 30 },
  { width: 1920, height: 1080, fps: 30 },
];

function still(width: number, height: number, focus?: { x: number; y: number }) {
  return { sha256: 'a', kind: 'image' as const, width, height, ...(focus ? { focus } : {}) };
}

describe('chooseMotion', () => {
  it('never leaves the picture, keeps the frame shape exactly and zooms at most 1.2 times', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(1000),
          relief: fc.boolean(),
          width: fc.integer({ min: 1, max: 9000 }),
          height: fc.integer({ min: 1, max: 9000 }),
          x: fc.double({ min: 0, max: 1, noNaN: true }),
          y: fc.double({ min: 0, max: 1, noNaN: true }),
          frames: fc.integer({ min: 1, max: 900 }),
          canvas: fc.constantFrom(...canvases),
        }),
        ({ seed, relief, width, height, x, y, frames, canvas }) => {
          const path = chooseMotion({ seed, relief, picture: still(width, height, { x, y }), canvas, frames });
          const largest = Math.min(1, canvas.width / canvas.height / (width / height));
          for (const frame of [0, 1, Math.floor(frames / 3), Math.floor(frames / 2), frames - 1, frames + 20]) {
            const view = viewAt(path, frame, frames);
            expect(Math.min(view.x, view.y)).toBeGreaterThanOrEqual(-1e-12);
            expect(Math.max(view.x + view.width, view.y + view.height)).toBeLessThanOrEqual(1 + 1e-12);
            const shape = (view.width * width) / (view.height * height);
            expect(shape / (canvas.width / canvas.height)).toBeCloseTo(1, 9);
            expect(largest / view.width).toBeLessThanOrEqual(1.2 + 1e-9);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('moves in many ways, and drifts where it would move as its neighbour does', () => {
    const request = (seed: number) => ({ seed, picture: still(1536, 2688), canvas: canvases[0]!, frames: 120 });
    const seen = Array.from({ length: 30 }, (_, seed) => chooseMotion(request(seed)).preset);
    expect(new Set(seen).size).toBe(6);
    expect(seen).not.toContain('drift');
    expect(chooseMotion({ ...request(0), relief: true }).preset).toBe('drift');
  });

  it('zooms toward what matters', () => {
    const focus = { x: 0.8, y: 0.2 };
    const { preset, from, to } = chooseMotion({
      seed: 0,
      picture: still(2000, 3000, focus),
      canvas: canvases[0]!,
      frames: 150,
    });
    const away = (view: View): number =>
      Math.hypot(view.x + view.width / 2 - focus.x, view.y + view.height / 2 - focus.y);
    expect(preset).toBe('zoom-in');
    expect(away(to)).toBeLessThan(away(from));
  });

  it('goes across a picture much wider than the frame', () => {
    const { from, to } = chooseMotion({ seed: 0, picture: still(4000, 1500), canvas: canvases[0]!, frames: 150 });
    expect(Math.abs(to.x - from.x)).toBeGreaterThan(0.02);
    expect(to.width).toBe(from.width);
  });

  it('holds what is too small to move', () => {
    expect(chooseMotion({ seed: 0, picture: still(1, 1), canvas: canvases[0]!, frames: 90 }).preset).toBe('hold');
  });

  it('says the same for the same request', () => {
    const request = { seed: 9, picture: still(1536, 2688), canvas: canvases[0]!, frames: 77 };
    expect(chooseMotion(request)).toEqual(chooseMotion(request));
  });
});

describe('viewAt', () => {
  const zoom: MotionPath = {
    preset: 'zoom-in',
    from: { x: 0, y: 0, width: 1, height: 1 },
    to: { x: 0.1, y: 0.05, width: 0.8, height: 0.8 },
    easing: 'linear',
  };

  it('begins and ends exactly at the ends, and holds beyond', () => {
    expect(viewAt(zoom, 0, 100)).toEqual(zoom.from);
    for (const frame of [99, 100, 130]) {
      const view = viewAt(zoom, frame, 100);
      for (const side of ['x', 'y', 'width', 'height'] as const) expect(view[side]).toBeCloseTo(zoom.to[side], 12);
    }
  });

  it('changes the width by the same factor from frame to frame', () => {
    const widths = Array.from({ length: 50 }, (_, frame) => viewAt(zoom, frame, 50).width);
    const factors = widths.slice(1).map((width, index) => width / (widths[index] as number));
    expect(Math.max(...factors) - Math.min(...factors)).toBeLessThan(1e-12);
  });
});

describe('ease', () => {
  it.each(['linear', 'sine', 'smooth'] as const)('%s rises from 0 to 1 without a jump or a step back', (easing) => {
    const values = Array.from({ length: 1001 }, (_, index) => ease(easing, index / 1000));
    const steps = values.slice(1).map((value, index) => value - (values[index] as number));
    expect(values[0]).toBeCloseTo(0, 12);
    expect(values[1000]).toBeCloseTo(1, 12);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...steps)).toBeLessThan(0.0016);
    const bends = steps.slice(1).map((step, index) => Math.abs(step - (steps[index] as number)));
    expect(Math.max(...bends)).toBeLessThan(1.1e-5);
  });
});
