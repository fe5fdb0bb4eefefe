import { createKernel, type Kernel, type PixelRect } from './kernel.ts';
import { plainKernel } from './kernel.wasm.ts';
import { compileKernel, loadKernelModule } from './load-kernel-module.ts';
import { layOutFrame, layOutPicture, type Picture, type Plane } from './plane-layout.ts';

interface Bench {
  kernel: Kernel;
  source: Picture;
  target: Picture;
  draw: (view: PixelRect) => Uint8Array[];
}

function openBench(
  from: { width: number; height: number },
  to: { width: number; height: number },
  sharp = false,
): Bench {
  const picture = layOutPicture(from.width, from.height);
  const frame = layOutFrame(to.width, to.height);
  const kernel = createKernel({ bytes: picture.bytes + 3 * (frame.bytes + 64), width: to.width, sharp });
  const source = layOutPicture(from.width, from.height, kernel.allocate(picture.bytes)).picture;
  const target = layOutFrame(to.width, to.height, kernel.allocate(frame.bytes + 32)).picture;
  return {
    kernel,
    source,
    target,
    draw(view) {
      kernel.resample(source, view, target);
      return target.planes.map((plane) => kernel.memory.slice(plane.at, plane.at + plane.width * plane.height));
    },
  };
}

function paint(bench: Bench, value: (plane: number, x: number, y: number) => number): void {
  bench.source.planes.forEach((plane, index) => {
    for (let y = 0; y < plane.height; y += 1) {
      for (let x = 0; x < plane.width; x += 1)
        bench.kernel.memory[plane.at + y * plane.stride + x] = value(index, x, y);
    }
  });
  bench.kernel.pad(bench.source);
}

/** A repeatable noise of 0..255. */
function noise(plane: number, x: number, y: number): number {
  let hash = Math.imul(x + 1, 374761393) ^ Math.imul(y + 1, 668265263) ^ Math.imul(plane + 1, 2246822519);
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177);
  return (hash ^ (hash >>> 16)) & 255;
}

function catmullRom(f: number): number[] {
  return [
    -0.5 * f ** 3 + f ** 2 - 0.5 * f,
    1.5 * f ** 3 - 2.5 * f ** 2 + 1,
    -1.5 * f ** 3 + 2 * f ** 2 + 0.5 * f,
    0.5 * f ** 3 - 0.5 * f ** 2,
  ];
}

/** From two pixels before the place to three after it. */
function lanczos(f: number): number[] {
  const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  const weights = [-2, -1, 0, 1, 2, 3].map((tap) => sinc(f - tap) * sinc((f - tap) / 3));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

const filters = { 'Catmull-Rom': catmullRom, Lanczos: lanczos };
/**
 * In levels of 255, on white noise, where the steps of Catmull-Rom's taps show most; rounding alone is 0.5 and 0.29.
 */
const tolerances = { 'Catmull-Rom': { largest: 4.5, rms: 0.8 }, Lanczos: { largest: 0.65, rms: 0.3 } };

/** The same filter in floating point, straight from its definition, edges replicated. */
function sampleFloat(
  tapsAt: (f: number) => number[],
  size: Plane,
  value: (x: number, y: number) => number,
  at: { x: number; y: number },
): number {
  const clamp = (position: number, length: number): number => Math.min(length - 1, Math.max(0, position));
  const [column, row] = [Math.floor(at.x), Math.floor(at.y)];
  const across = tapsAt(at.x - column);
  const down = tapsAt(at.y - row);
  const before = across.length / 2 - 1;
  let sum = 0;
  for (let j = 0; j < down.length; j += 1) {
    for (let i = 0; i < across.length; i += 1) {
      const taken = value(clamp(column - before + i, size.width), clamp(row - before + j, size.height));
      sum += (across[i] as number) * (down[j] as number) * taken;
    }
  }
  return Math.min(255, Math.max(0, sum));
}

describe.each(['Catmull-Rom', 'Lanczos'] as const)('the motion kernel by %s', (filter) => {
  const isSharp = filter === 'Lanczos';

  it.each([
    ['inside, slightly reduced', { x: 3.37, y: 5.91, width: 118.6, height: 79.07 }],
    ['touching all edges', { x: 0, y: 0, width: 140, height: 93.333333 }],
    ['enlarged', { x: 40.123, y: 20.456, width: 60.5, height: 40.333333 }],
    ['beyond the right and lower edge', { x: 60.7, y: 50.2, width: 120, height: 80 }],
    ['beyond the left and upper edge', { x: -70.3, y: -33.1, width: 120, height: 80 }],
    ['reduced as far as it goes', { x: 0.25, y: 0.75, width: 139, height: 93 }],
  ])('agrees with the filter in floating point, pixel by pixel: %s', (name, view) => {
    const size = name === 'reduced as far as it goes' ? { width: 84, height: 56 } : { width: 102, height: 68 };
    const bench = openBench({ width: 140, height: 94 }, size, isSharp);
    paint(bench, noise);
    const planes = bench.draw(view);
    const step = { x: view.width / size.width, y: view.height / size.height };
    planes.forEach((plane, index) => {
      const source = bench.source.planes[index] as Plane;
      const target = bench.target.planes[index] as Plane;
      let worst = 0;
      let squares = 0;
      for (let y = 0; y < target.height; y += 1) {
        for (let x = 0; x < target.width; x += 1) {
          // Centres in luma pixels: chroma sits on even columns, between two rows.
          const luma =
            index === 0
              ? { x: view.x + (x + 0.5) * step.x - 0.5, y: view.y + (y + 0.5) * step.y - 0.5 }
              : { x: (view.x + (2 * x + 0.5) * step.x - 0.5) / 2, y: (view.y + (2 * y + 1) * step.y - 1) / 2 };
          const expected = sampleFloat(filters[filter], source, (i, j) => noise(index, i, j), luma);
          const error = Math.abs((plane[y * target.width + x] as number) - expected);
          worst = Math.max(worst, error);
          squares += error ** 2;
        }
      }
      const { largest, rms } = tolerances[filter];
      expect(worst).toBeLessThan(largest);
      expect(Math.sqrt(squares / plane.length)).toBeLessThan(rms);
    });
  });

  it('copies a picture shown at its own size exactly', () => {
    const bench = openBench({ width: 102, height: 68 }, { width: 102, height: 68 }, isSharp);
    paint(bench, noise);
    const planes = bench.draw({ x: 0, y: 0, width: 102, height: 68 });
    planes.forEach((plane, index) => {
      const { width } = bench.target.planes[index] as Plane;
      expect(plane.every((value, at) => value === noise(index, at % width, Math.floor(at / width)))).toBe(true);
    });
  });

  it('keeps flat areas flat at every position and zoom', () => {
    const bench = openBench({ width: 80, height: 60 }, { width: 64, height: 48 }, isSharp);
    for (const flat of [16, 77, 128, 235, 255]) {
      paint(bench, () => flat);
      for (let step = 0; step < 40; step += 1) {
        const zoom = 1 + step * 0.0071;
        const planes = bench.draw({ x: step * 0.137, y: step * 0.093, width: 72 / zoom, height: 54 / zoom });
        expect(planes.every((plane) => plane.every((value) => value === flat))).toBe(true);
      }
    }
  });

  it('writes nothing outside its frame', () => {
    const bench = openBench({ width: 60, height: 40 }, { width: 50, height: 38 }, isSharp);
    const { bytes } = layOutFrame(50, 38);
    const start = bench.target.planes[0].at;
    const guard = bench.kernel.allocate(64);
    bench.kernel.memory.fill(7, guard, guard + 64);
    bench.draw({ x: 1.5, y: 2.5, width: 40, height: 30.4 });
    expect(guard).toBeGreaterThanOrEqual(start + bytes + 16);
    expect(bench.kernel.memory.slice(guard, guard + 64).every((value) => value === 7)).toBe(true);
  });
});

describe('the motion kernel', () => {
  it('refuses a picture with far more pixels than its frame, of which it would see only some', () => {
    const bench = openBench({ width: 140, height: 94 }, { width: 70, height: 46 });
    expect(() => bench.draw({ x: 0, y: 0, width: 140, height: 92 })).toThrow('more than 1.7');
  });

  it('draws the same bytes on a machine without relaxed SIMD', () => {
    const bytesOf = (module: WebAssembly.Module): Uint8Array => {
      const memory = new WebAssembly.Memory({ initial: 4 });
      const bytes = new Uint8Array(memory.buffer).map((_, at) => noise(0, at, 0));
      new Uint8Array(memory.buffer).set(bytes);
      const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel['raw'];
      const [table, source, target] = [1024, 32_768, 131_072];
      kernel.planColumns(table, 160, 200, -3.3, 1.21);
      kernel.resamplePlane(source, 232, 120, target, 160, 96, -2.7, 1.17, table);
      const sharp = target + 32_768;
      kernel.planColumnsSharp(table, 160, 200, -3.3, 1.21);
      kernel.resamplePlaneSharp(source, 232, 120, sharp, 160, 96, -2.7, 1.17, table);
      kernel.blendBytes(target, source, target + 65_536, 15_360, 12_345);
      kernel.blendSpritePlane(source, source + 4096, 64, 30, target + 65_536, 160, 23_456);
      return new Uint8Array(memory.buffer).slice(target);
    };
    expect(Buffer.compare(bytesOf(loadKernelModule()), bytesOf(compileKernel(plainKernel)))).toBe(0);
  });

  it('blends exactly at both ends and evenly between', () => {
    const { kernel, target } = openBench({ width: 4, height: 4 }, { width: 32, height: 8 });
    const { bytes } = layOutFrame(32, 8);
    const over = layOutFrame(32, 8, kernel.allocate(bytes + 32)).picture;
    const bytesOf = (): Uint8Array => kernel.memory.slice(target.planes[0].at, target.planes[0].at + bytes);
    const first = Uint8Array.from({ length: bytes }, (_, index) => index & 255);
    const second = first.map((value) => 255 - value);
    for (const share of [0, 0.25, 0.5, 1]) {
      kernel.memory.set(first, target.planes[0].at);
      kernel.memory.set(second, over.planes[0].at);
      kernel.blend({ under: target, over, target, share });
      const worst = bytesOf().reduce((most, value, index) => {
        const exact = (first[index] as number) * (1 - share) + (second[index] as number) * share;
        return Math.max(most, Math.abs(value - exact));
      }, 0);
      expect(worst).toBeLessThan(share === 0 || share === 1 ? 1e-9 : 0.52);
    }
  });

  it('wipes at an edge between two columns by mixing the column it crosses', () => {
    const { kernel, target } = openBench({ width: 4, height: 4 }, { width: 16, height: 2 });
    const { bytes } = layOutFrame(16, 2);
    const from = layOutFrame(16, 2, kernel.allocate(bytes + 32)).picture;
    kernel.fill(target, [0, 0, 0]);
    kernel.fill(from, [200, 200, 200]);
    kernel.wipe(from, target, 5.25);
    const row = kernel.memory.slice(target.planes[0].at, target.planes[0].at + 16);
    expect([...row]).toEqual([0, 0, 0, 0, 0, 150, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]);
  });
});
