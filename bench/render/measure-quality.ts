import { canvas, moveOf } from './workload.ts';
import { sampleWaves, stillSize, type Wave } from './photograph.ts';

export interface Quality {
  /** dB of luma against the ideal. */
  psnr: number;
  /** RMS distance in px of where the picture is from where it should be. */
  pathPx: number;
  /** RMS change of that from frame to frame. */
  stepPx: number;
  /** Second difference from frame to frame, as a share of the ideal's in whole levels. */
  roughness: number;
  /** Largest by smallest sharpness, less one. */
  pulsing: number;
}

const edge = 40;
const rowStep = 23;

/** Judges consecutive luma planes of the workload's move `index` against the picture's true values. */
export function measureQuality(request: {
  planes: Uint8Array[];
  firstFrame: number;
  frames: number;
  index: number;
  waves: Wave[];
}): Quality {
  const columns = range(edge, canvas.width - edge, 1);
  const rows = range(edge, canvas.height - edge, rowStep);
  const judged = request.planes.map((plane, offset) => {
    const view = viewOf(request.index, request.firstFrame + offset, request.frames);
    const placesX = (delta: number): number[] => columns.map((x) => view.left + (x + 0.5 + delta) * view.step);
    const placesY = (delta: number): number[] => rows.map((y) => view.top + (y + 0.5 + delta) * view.step);
    const ideal = levels(request.waves, placesX(0), placesY(0));
    const across = halfDifference(
      levels(request.waves, placesX(1), placesY(0)),
      levels(request.waves, placesX(-1), placesY(0)),
    );
    const down = halfDifference(
      levels(request.waves, placesX(0), placesY(1)),
      levels(request.waves, placesX(0), placesY(-1)),
    );
    const drawn = Float64Array.from(ideal, (_, at) => pick(plane, columns, rows, at, 0));
    const slopes = Float64Array.from(
      ideal,
      (_, at) => (pick(plane, columns, rows, at, 1) - pick(plane, columns, rows, at, -1)) / 2,
    );
    const error = drawn.map((value, at) => value - ideal[at]!);
    return {
      ideal,
      drawn,
      squared: dot(error, error) / error.length,
      ...shiftOf(error, across, down),
      sharpness: dot(slopes, across) / dot(across, across),
    };
  });
  const sharpness = judged.map((one) => one.sharpness);
  const jumps = judged.slice(1).map((one, at) => (one.x - judged[at]!.x) ** 2 + (one.y - judged[at]!.y) ** 2);
  return {
    psnr: 10 * Math.log10(255 ** 2 / mean(judged.map((one) => one.squared))),
    pathPx: Math.sqrt(mean(judged.map((one) => one.x ** 2 + one.y ** 2))),
    stepPx: Math.sqrt(mean(jumps)),
    roughness: Math.sqrt(bend(judged.map((one) => one.drawn)) / bend(judged.map((one) => one.ideal.map(Math.round)))),
    pulsing: Math.max(...sharpness) / Math.min(...sharpness) - 1,
  };
}

/** Where a frame lies on the still, in its pixels. */
function viewOf(index: number, frame: number, frames: number): { left: number; top: number; step: number } {
  const { from, to } = moveOf(index);
  const factor = to.width / from.width;
  const time = frame / (frames - 1);
  const share = Math.abs(factor - 1) < 1e-6 ? time : (factor ** time - 1) / (factor - 1);
  const between = (a: number, b: number): number => a + (b - a) * share;
  const shown = { width: (stillSize.height * 9) / 16, height: stillSize.height };
  const left = (stillSize.width - shown.width) / 2 + between(from.x, to.x) * shown.width;
  return {
    left,
    top: between(from.y, to.y) * shown.height,
    step: (between(from.width, to.width) * shown.width) / canvas.width,
  };
}

function levels(waves: Wave[], xs: number[], ys: number[]): Float64Array {
  return sampleWaves(waves, xs, ys).map((value) => 16 + 219 * value);
}

/** Least squares of error = x * across + y * down; a picture shifted by +d differs by -d times its slope. */
function shiftOf(error: Float64Array, across: Float64Array, down: Float64Array): { x: number; y: number } {
  const [a, b, c] = [dot(across, across), dot(across, down), dot(down, down)];
  const [p, q] = [dot(error, across), dot(error, down)];
  const determinant = a * c - b * b;
  return { x: (p * c - q * b) / determinant, y: (q * a - p * b) / determinant };
}

function bend(frames: Float64Array[]): number {
  let sum = 0;
  for (let at = 1; at + 1 < frames.length; at += 1) {
    const [before, here, after] = [frames[at - 1]!, frames[at]!, frames[at + 1]!];
    for (let i = 0; i < here.length; i += 1) sum += (after[i]! - 2 * here[i]! + before[i]!) ** 2;
  }
  return sum;
}

function pick(plane: Uint8Array, columns: number[], rows: number[], at: number, dx: number): number {
  const row = rows[Math.floor(at / columns.length)]!;
  return plane[row * canvas.width + columns[at % columns.length]! + dx]!;
}

function halfDifference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, at) => (value - b[at]!) / 2);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at]! * b[at]!;
  return sum;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
}
