import { PermanentError, TransientError } from '@bom/domain';
import sharp from 'sharp';

/** Larger ones are bombs, not pictures. */
const maxPixels = 40_000_000;
/** Smaller ones are icons or error badges. */
const minSide = 256;

export interface InspectedImage {
  bytes: Buffer;
  mimeType: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
}

/**
 * Judges bytes by their content: a whole, decodable PNG, JPEG or WebP (which becomes a JPEG). Throws TransientError
 * `image_invalid` for anything else, since a model's next picture may well be sound.
 */
export async function inspectImage(
  bytes: Buffer,
  about: { provider: string; scene: number | null },
): Promise<InspectedImage> {
  try {
    const image = sharp(bytes, { failOn: 'truncated', limitInputPixels: maxPixels });
    const { format, width, height } = await image.metadata();
    if (format !== 'png' && format !== 'jpeg' && format !== 'webp')
      throw new PermanentError('image_invalid', `it is ${format}`);
    if (Math.min(width, height) < minSide)
      throw new PermanentError('image_invalid', `it has only ${width} x ${height} pixels`);
    if (format === 'webp')
      return { bytes: await image.jpeg({ quality: 93 }).toBuffer(), mimeType: 'image/jpeg', width, height };
    // Decoding it whole finds what is cut off.
    await image.resize(16, 16, { fit: 'fill' }).raw().toBuffer();
    return { bytes, mimeType: format === 'png' ? 'image/png' : 'image/jpeg', width, height };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new TransientError(
      'image_invalid',
      `${about.provider} sent something that is not a usable picture: ${why}.`,
      { cause: error, scene: about.scene },
    );
  }
}
