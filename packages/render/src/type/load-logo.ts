import { PermanentError, StudioError } from '@bom/domain';
import { type Canvas as Picture, createCanvas, ImageData } from '@napi-rs/canvas';
import sharp from 'sharp';
import type { MediaFiles, MediaRef } from '../timeline.ts';

const maxPixels = 64_000_000;
const rasterFormats = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif', 'avif']);

export interface Logo {
  picture: Picture;
  width: number;
  height: number;
  /** Mean relative lightness of what is seen of it, 0 to 1. */
  lightness: number;
  /** Part of the picture that is clear. */
  clearness: number;
}

/**
 * A logo scaled to fit the box, first frame, upright, in sRGB with its alpha. Throws PermanentError `logo_missing` or
 * `logo_unreadable`.
 */
export async function loadLogo(
  media: MediaRef,
  box: { width: number; height: number },
  files: MediaFiles,
): Promise<Logo> {
  const path = files.get(media.sha256);
  if (path === undefined) {
    throw new PermanentError('logo_missing', 'The logo file is not on this machine; fetch it before drawing.');
  }
  const { data, info } = await decode(path, box);
  const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  const picture = createCanvas(info.width, info.height);
  picture.getContext('2d').putImageData(new ImageData(pixels, info.width, info.height), 0, 0);
  return { picture, width: info.width, height: info.height, ...lookOf(pixels) };
}

async function decode(path: string, box: { width: number; height: number }) {
  try {
    const source = sharp(path, { limitInputPixels: maxPixels, failOn: 'error' });
    const { format } = await source.metadata();
    if (!rasterFormats.has(format)) {
      throw new PermanentError('logo_unreadable', `The logo is a ${format} file; send a PNG, JPEG or WebP.`);
    }
    return await source
      .rotate()
      .resize({ width: Math.round(box.width), height: Math.round(box.height), fit: 'inside', kernel: 'lanczos3' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new PermanentError(
      'logo_unreadable',
      'The logo cannot be decoded; send a PNG, JPEG or WebP up to 64 megapixels.',
      {
        cause: error,
      },
    );
  }
}

function lookOf(pixels: Uint8ClampedArray): { lightness: number; clearness: number } {
  let [light, weight, clear] = [0, 0, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = (pixels[at + 3] ?? 0) / 255;
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3);
    light += (alpha * (0.2126 * red + 0.7152 * green + 0.0722 * blue)) / 255;
    weight += alpha;
    if (alpha < 0.05) clear++;
  }
  return { lightness: weight === 0 ? 0 : light / weight, clearness: (clear * 4) / pixels.length };
}
