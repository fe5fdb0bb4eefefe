import type { Timeline } from '@bom/render';

/** A segment of a film, or its sound. */
export interface Part {
  timeline: Timeline;
  /** sha256 and path of each file. */
  media: [string, string][];
  folder: string;
  /** Of the segment; null: the sound. */
  index: number | null;
}
