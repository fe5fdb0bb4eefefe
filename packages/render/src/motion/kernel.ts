import { borrowMemory, returnMemory } from './kernel-memory.ts';
import { loadKernelModule } from './load-kernel-module.ts';
import { layOutFrame, padding, roundUp, type Picture, type Plane } from './plane-layout.ts';

/** What the compiled kernel exports; see kernel/*.ts for each. */
interface KernelExports {
  planColumns: (...numbers: number[]) => void;
  planColumnsSharp: (...numbers: number[]) => void;
  resamplePlane: (...numbers: number[]) => void;
  resamplePlaneSharp: (...numbers: number[]) => void;
  blendBytes: (a: number, b: number, to: number, bytes: number, factor: number) => void;
  blendSpritePlane: (...numbers: number[]) => void;
  wipePlane: (from: number, target: number, width: number, height: number, edge: number) => void;
  rgbToLuma: (rgb: number, width: number, height: number, target: number, stride: number) => void;
  rgbToChroma: (rgb: number, width: number, height: number, u: number, v: number, stride: number) => void;
  rgbaToSprite: (...numbers: number[]) => void;
  padColumns: (plane: number, stride: number, width: number, height: number, left: number, right: number) => void;
}

/** A rectangle of a picture in its own pixels, edges at whole numbers, double precision. */
export interface PixelRect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Kernel {
  /** All its memory, with whatever lay in it. It never grows, so views into it stay valid. */
  memory: Uint8Array;
  /** Reserves bytes for good, at a multiple of 16. Throws RangeError when the memory is used up. */
  allocate: (bytes: number) => number;
  /** Draws a rectangle of `source` over the whole of `frame`; RangeError beyond 1.7 source px per frame px. */
  resample: (source: Picture, view: PixelRect, frame: Picture) => void;
  /** target = under + (over - under) * share, share 0..1. */
  blend: (frames: { under: Picture; over: Picture; target: Picture; share: number }) => void;
  /** Columns from `edge` px to the right of `target` are taken from `from`; the edge may lie between two columns. */
  wipe: (from: Picture, target: Picture, edge: number) => void;
  /** Fills a frame with one colour, given as Y, U, V. */
  fill: (frame: Picture, color: [number, number, number]) => void;
  pad: (picture: Picture) => void;
  raw: KernelExports;
  /** Hands the memory on to the next kernel. Nothing of this one may be used any more. */
  close: () => void;
}

interface KernelSize {
  bytes: number;
  width: number;
  sharp?: boolean;
}

const pageBytes = 65_536;
const firstAddress = 1024;
const fullFactor = 32_767;
/** Beyond it, columns would need more of a row than the kernel reads at a time. */
const largestStep = 1.7;

/**
 * A kernel of its own with `bytes` of memory to allocate from, beside its scratch for frames `width` px wide. `sharp`
 * resamples by 6-tap Lanczos instead of 4-tap Catmull-Rom: sharper, and several times the work.
 */
export function createKernel({ bytes, width, sharp = false }: KernelSize): Kernel {
  const scratch = scratchBytes(width);
  const pages = Math.ceil((firstAddress + scratch + bytes + pageBytes) / pageBytes);
  const memory = borrowMemory(pages);
  const raw = new WebAssembly.Instance(loadKernelModule(), { env: { memory } }).exports as unknown as KernelExports;
  const filter = sharp
    ? { plan: raw.planColumnsSharp, resample: raw.resamplePlaneSharp }
    : { plan: raw.planColumns, resample: raw.resamplePlane };
  let next = roundUp(firstAddress + scratch, 16);
  return {
    memory: new Uint8Array(memory.buffer),
    allocate(size) {
      const at = next;
      next = roundUp(next + size, 16);
      if (next > pages * pageBytes) throw new RangeError('the kernel has no memory left');
      return at;
    },
    resample: (source, view, frame) => resamplePicture(filter, { source, view, frame }),
    blend: ({ under, over, target, share }) => {
      const factor = Math.round(Math.min(1, Math.max(0, share)) * fullFactor);
      const size = layOutFrame(target.width, target.height).bytes;
      raw.blendBytes(under.planes[0].at, over.planes[0].at, target.planes[0].at, size, factor);
    },
    wipe: (from, target, edge) => {
      target.planes.forEach((plane, index) => {
        const across = index === 0 ? edge : edge / 2;
        raw.wipePlane((from.planes[index] as Plane).at, plane.at, plane.width, plane.height, across);
      });
    },
    fill: (frame, color) => {
      const all = new Uint8Array(memory.buffer);
      frame.planes.forEach((plane, index) => {
        all.fill(color[index] as number, plane.at, plane.at + plane.width * plane.height);
      });
    },
    pad: (picture) => {
      for (const { at, stride, width: across, height } of picture.planes) {
        raw.padColumns(at, stride, across, height, padding, stride - across - padding);
      }
    },
    raw,
    close: () => returnMemory(memory),
  };
}

/** Bytes past a frame's end that the kernel may write to. */
export const frameSlackBytes = 32;

/** Column records and eight rows of 16 bit; see kernel/resample-sharp.ts, the other filter needs less. */
function scratchBytes(width: number): number {
  const columns = roundUp(width, 16);
  return columns * (28 + 16);
}

/**
 * Chroma of 4:2:0 video is sited left: sample k lies on luma column 2k, between rows 2k and 2k + 1. In luma pixels
 * from the picture's edge its centre is (2k + 0.5, 2k + 1), and so it samples the source's chroma at the same place.
 */
function resamplePicture(
  filter: { plan: KernelExports['planColumns']; resample: KernelExports['resamplePlane'] },
  { source, view, frame }: { source: Picture; view: PixelRect; frame: Picture },
): void {
  const stepX = view.width / frame.width;
  const stepY = view.height / frame.height;
  if (stepX > largestStep) throw new RangeError(`${stepX} source px per px are more than ${largestStep}`);
  const lumaX = view.x + 0.5 * stepX - 0.5;
  const lumaY = view.y + 0.5 * stepY - 0.5;
  const chromaY = (view.y + stepY) / 2 - 0.5;
  const table = firstAddress;
  source.planes.forEach((plane, index) => {
    const target = frame.planes[index] as Plane;
    // Both chroma planes lie on the same columns.
    if (index < 2) filter.plan(table, target.width, plane.width, index === 0 ? lumaX : lumaX / 2, stepX);
    const [from, to] = [
      [plane.at, plane.stride, plane.height],
      [target.at, target.width, target.height],
    ] as const;
    filter.resample(...from, ...to, index === 0 ? lumaY : chromaY, stepY, table);
  });
}
