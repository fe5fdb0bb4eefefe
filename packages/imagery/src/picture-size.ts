import type { Format } from '@bom/domain';

/** Pixels of a picture before it is moved and cropped: about 1.4 times the film's, so that slow zooms stay sharp. */
export function pictureSize(format: Format): { width: number; height: number } {
  return pictureSizes[format];
}

const pictureSizes: Record<Format, { width: number; height: number }> = {
  vertical: { width: 1536, height: 2688 },
  square: { width: 2048, height: 2048 },
  horizontal: { width: 2688, height: 1536 },
};
