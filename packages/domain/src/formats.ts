import { z } from 'zod';

export const formatSchema = z
  .enum(['vertical', 'square', 'horizontal'])
  .meta({ description: '1080x1920, 1080x1080 or 1920x1080 pixels.' });
export type Format = z.infer<typeof formatSchema>;

export const framesPerSecond = 30;

/** Output size in pixels of each format. */
export const formatSizes: Record<Format, { width: number; height: number }> = {
  vertical: { width: 1080, height: 1920 },
  square: { width: 1080, height: 1080 },
  horizontal: { width: 1920, height: 1080 },
};
