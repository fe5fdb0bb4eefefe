import type { Brush } from './brushes.ts';

/**
 * What the frame shows, in scene units: the subject fills -1..1 both ways and stands at y = 1. The frame reaches beyond
 * it, further down in upright pictures, where captions come to lie.
 */
export interface Stage {
  left: number;
  right: number;
  top: number;
  bottom: number;
  width: number;
  height: number;
  /** Film-wide choices (0..1), so that the pictures of one film share their habits. */
  habit: number;
}

/** What a subject stands on. */
export type Place = 'table' | 'ground' | 'stage';

export interface Setting {
  name: string;
  place: Place;
  back(brush: Brush, stage: Stage): void;
  /** Drawn over the subject's feet: framing leaves, blurred lights. */
  front?(brush: Brush, stage: Stage): void;
}
