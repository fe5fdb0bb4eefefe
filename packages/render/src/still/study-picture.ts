import sharp from 'sharp';
import { decoding, openPicture } from './open-picture.ts';

const longSide = 256;

/** Luma below which a pixel counts as dark, and the share of such pixels beyond which a picture does. */
const darkLuma = 32;
const darkShare = 0.9;

export interface PictureStudy {
  /**
   * What matters in the picture, as fractions of its width and height: the point that sharp's attention strategy
   * (luminance frequency, saturation, skin tones) crops to.
   */
  focus: { x: number; y: number };
  /** True for a night sky: next to nothing of it is brighter than black, and it is meant to be so. */
  dark?: true;
}

/** What planning wants to know of a picture. Throws like `openPicture`. */
export async function studyPicture(path: string): Promise<PictureStudy> {
  const { image, width, height } = await openPicture(path);
  const scale = longSide / Math.max(width, height);
  const small = { width: Math.max(4, Math.round(width * scale)), height: Math.max(4, Math.round(height * scale)) };
  const { data, info } = await decoding(
    image()
      .resize({ ...small, fit: 'fill' })
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  // It only looks when there is something to cut off.
  const cut = small.width > small.height ? { width: small.width >> 1 } : { height: small.height >> 1 };
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const found = await decoding(
    sharp(data, { raw })
      .resize({ ...small, ...cut, fit: 'cover', position: sharp.strategy.attention })
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const focus = {
    x: clamp((found.info.attentionX ?? small.width / 2) / small.width),
    y: clamp((found.info.attentionY ?? small.height / 2) / small.height),
  };
  return isDark(data, info.channels) ? { focus, dark: true } : { focus };
}

/** By BT.709 luma of packed 8-bit sRGB, or of gray. */
function isDark(pixels: Uint8Array, channels: number): boolean {
  let dark = 0;
  for (let at = 0; at < pixels.length; at += channels) {
    const [red = 0, green = red, blue = red] = channels < 3 ? [pixels[at]] : pixels.subarray(at, at + 3);
    if (0.2126 * red + 0.7152 * green + 0.0722 * blue < darkLuma) dark += 1;
  }
  return (dark * channels) / pixels.length > darkShare;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
