import { createKernel } from '../motion/kernel.ts';
import { layOutPicture } from '../motion/plane-layout.ts';

/** Padded 4:2:0 planes of BT.709 limited range, as `layOutPicture` lays them out. */
export interface PreparedPicture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Packed 8-bit sRGB, even width and height -> planes for the kernel. */
export function toPreparedPicture(rgb: Uint8Array, width: number, height: number): PreparedPicture {
  const { bytes } = layOutPicture(width, height);
  const kernel = createKernel({ bytes: rgb.length + bytes + 64, width: 16 });
  const from = kernel.allocate(rgb.length + 16);
  const at = kernel.allocate(bytes);
  kernel.memory.set(rgb, from);
  const { picture } = layOutPicture(width, height, at);
  const [y, u, v] = picture.planes;
  kernel.raw.rgbToLuma(from, width, height, y.at, y.stride);
  kernel.raw.rgbToChroma(from, width, height, u.at, v.at, u.stride);
  kernel.pad(picture);
  return { width, height, data: kernel.memory.slice(at, at + bytes) };
}
