import type { Draw } from './brushes.ts';
import type { Place } from './stage.ts';

/** Something that can be the middle of a picture: drawn in -1..1, standing at y = 1. */
export interface Subject {
  name: string;
  places: readonly Place[];
  /**
   * Word beginnings (four letters and more) or whole words (shorter, or marked with `=`), without accents, in English, Dutch, German, French, Spanish,
   * Italian and Portuguese. What means something else in another of them is marked: `nl:bank`.
   */
  stems: string;
  draw: Draw;
}

/** A family of subjects, with the words that mean any of them. */
export interface Theme {
  name: string;
  /** Fits any business; used where the words say nothing. */
  general?: boolean;
  /** Named in passing more often than meant. */
  vague?: boolean;
  stems: string;
  subjects: readonly Subject[];
}
