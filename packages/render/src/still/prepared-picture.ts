import { createKernel } from '../motion/kernel.ts';
import { layOutPicture, padding, type Plane } from '../motion/plane-layout.ts';

/** Padded 4:2:0 planes of BT.709 limited range, as `layOutPicture` lays them out. */
export interface PreparedPicture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Even. So few stay in the processor's cache on their way. */
const stripRows = 64;

/** Packed 8-bit sRGB, even width and height -> planes for the kernel. */
export function toPreparedPicture(rgb: Uint8Array, width: number, height: number): PreparedPicture {
  const { picture, bytes } = layOutPicture(width, height);
  const data = new Uint8Array(bytes);
  const strip = layOutPicture(width, stripRows);
  const stripBytes = stripRows * width * 3;
  const kernel = createKernel({ bytes: stripBytes + strip.bytes + 64, width: 16 });
  const from = kernel.allocate(stripBytes + 16);
  const at = kernel.allocate(strip.bytes);
  for (let row = 0; row < height; row += stripRows) {
    const rows = Math.min(stripRows, height - row);
    const part = layOutPicture(width, rows, at).picture;
    const [y, u, v] = part.planes;
    kernel.memory.set(rgb.subarray(row * width * 3, (row + rows) * width * 3), from);
    kernel.raw.rgbToLuma(from, width, rows, y.at, y.stride);
    kernel.raw.rgbToChroma(from, width, rows, u.at, v.at, u.stride);
    kernel.pad(part);
    part.planes.forEach((plane, index) => {
      const whole = picture.planes[index] as Plane;
      const firstRow = index === 0 ? row : row / 2;
      const start = plane.at - padding;
      const padded = kernel.memory.subarray(start, start + plane.height * plane.stride);
      data.set(padded, whole.at - padding + firstRow * whole.stride);
    });
  }
  kernel.close();
  return { width, height, data };
}
