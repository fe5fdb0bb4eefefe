import sharp from 'sharp';
import { decoding, openPicture } from './open-picture.ts';

const longSide = 256;

/**
 * What matters in a picture, as fractions of its width and height: the point that sharp's attention strategy (luminance
 * frequency, saturation, skin tones) crops to. Throws like `openPicture`.
 */
export async function findFocus(path: string): Promise<{ x: number; y: number }> {
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
  return {
    x: clamp((found.info.attentionX ?? small.width / 2) / small.width),
    y: clamp((found.info.attentionY ?? small.height / 2) / small.height),
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
