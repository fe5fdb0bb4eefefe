import { open } from 'node:fs/promises';
import { PermanentError } from '@bom/domain';
import sharp, { type Sharp } from 'sharp';

/** 8000 x 8000 with room; decoded row by row, so memory stays small. */
const maxPixels = 100_000_000;

/**
 * A picture ready for operations: first frame only, upright, flattened, sRGB. Its kind is told by its first bytes:
 * what is not JPEG, PNG, WebP, GIF or AVIF is refused before any decoder sees it (SVG reads files). Throws
 * PermanentError `unsupported_image`, `image_unreadable`, `image_too_large`.
 */
export async function openPicture(path: string): Promise<{ image: () => Sharp; width: number; height: number }> {
  await refuseOthers(path);
  keepSmall();
  const load = (): Sharp => sharp(path, { limitInputPixels: maxPixels, failOn: 'error', pages: 1, autoOrient: true });
  const metadata = await decoding(load().metadata());
  const { width, height } = metadata.autoOrient;
  if (width * height > maxPixels) {
    throw new PermanentError(
      'image_too_large',
      `The picture has ${width} x ${height} px; at most 100 million are allowed.`,
    );
  }
  return { image: () => load().flatten({ background: '#ffffff' }).toColourspace('srgb'), width, height };
}

let isSmall = false;

/**
 * For the whole process: pictures are kept here, prepared, so a second cache of what made them is only memory; and
 * segments run side by side, so that threads within one picture win nothing.
 */
function keepSmall(): void {
  if (isSmall) return;
  isSmall = true;
  sharp.cache(false);
  sharp.concurrency(1);
}

/** Gives a decoder's complaint its class: broken bytes stay broken. */
export async function decoding<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    const tooLarge = error instanceof Error && /pixel limit/.test(error.message);
    throw tooLarge
      ? new PermanentError('image_too_large', 'The picture has too many pixels; at most 100 million are allowed.', {
          cause: error,
        })
      : new PermanentError('image_unreadable', 'The picture cannot be decoded; supply another file.', { cause: error });
  });
}

async function refuseOthers(path: string): Promise<void> {
  const head = Buffer.alloc(16);
  const file = await open(path, 'r');
  try {
    await file.read(head, 0, 16, 0);
  } finally {
    await file.close();
  }
  const text = head.toString('latin1');
  const known =
    text.startsWith('\xff\xd8\xff') ||
    text.startsWith('\x89PNG\r\n\x1a\n') ||
    text.startsWith('GIF8') ||
    (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') ||
    /^....ftyp(?:avif|avis)/s.test(text);
  if (!known) {
    throw new PermanentError(
      'unsupported_image',
      'The picture is not a JPEG, PNG, WebP, GIF or AVIF file; supply one of those.',
    );
  }
}
