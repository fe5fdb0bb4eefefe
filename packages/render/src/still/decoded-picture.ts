import sharp, { type Sharp } from 'sharp';
import { decoding, openPicture } from './open-picture.ts';
import { createStillCache } from './still-cache.ts';

/** Packed 8-bit sRGB of a whole picture. */
interface Decoded {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Of 5 million pixels; larger ones are read row by row each time, so that memory stays small. */
const keptBytes = 16 * 1024 * 1024;
const decoded = createStillCache<Decoded>(keptBytes);

/**
 * A picture ready for operations, decoded once for the formats that show it one after another.
 * Throws like `openPicture`.
 */
export async function decodePicture(path: string): Promise<{ image: () => Sharp; width: number; height: number }> {
  const picture = await openPicture(path);
  const { width, height } = picture;
  if (width * height * 3 > keptBytes) return picture;
  const { data } = await decoded.get(path, async () => {
    const { data: pixels, info } = await decoding(
      picture.image().removeAlpha().raw().toBuffer({ resolveWithObject: true }),
    );
    return { data: info.channels === 3 ? pixels : grayToRgb(pixels), width, height };
  });
  return { image: () => sharp(data, { raw: { width, height, channels: 3 } }), width, height };
}

export function grayToRgb(gray: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(gray.length * 3);
  gray.forEach((value, index) => rgb.fill(value, index * 3, index * 3 + 3));
  return rgb;
}
