import type { CaptionPosition, CaptionStyle, Format } from '@bom/domain';
import type { GroupRules } from './group-words.ts';

export type ShownCaptionStyle = Exclude<CaptionStyle, 'none'>;

/** How a style of captions is set, grouped and moved. The planner and the painter read the same row. */
export interface StyleRow {
  /** Type size in px of a frame whose shorter side is 1080. */
  size: Record<Format, number>;
  /** How many columns fill a line at that size. */
  columns: Record<Format, number>;
  weight: number;
  /** Extra space between words, in parts of the size. */
  wordGap: number;
  /** What is read at once. */
  page: Omit<GroupRules, 'maxColumns'>;
  /** What keeps the words readable over a picture. */
  ground: 'outline' | 'box';
  /**
   * `light-up`: the spoken word lies on a pill. `appear`: words come as they are spoken. `none`: the page stands
   * still.
   */
  animation: 'light-up' | 'appear' | 'none';
}

export const captionStyles: Record<ShownCaptionStyle, StyleRow> = {
  karaoke: {
    size: { vertical: 92, square: 84, horizontal: 80 },
    columns: { vertical: 16, square: 19, horizontal: 26 },
    weight: 800,
    wordGap: 0.1,
    page: { maxLines: 2, maxWords: 7, minMs: 700, maxMs: 4000 },
    ground: 'outline',
    animation: 'light-up',
  },
  line: {
    size: { vertical: 66, square: 60, horizontal: 58 },
    columns: { vertical: 22, square: 26, horizontal: 34 },
    weight: 700,
    wordGap: 0,
    page: { maxLines: 2, maxWords: 12, minMs: 700, maxMs: 4000 },
    ground: 'box',
    animation: 'none',
  },
  word: {
    size: { vertical: 136, square: 124, horizontal: 120 },
    columns: { vertical: 11, square: 13, horizontal: 16 },
    weight: 800,
    wordGap: 0,
    page: { maxLines: 1, maxWords: 3, minMs: 300, maxMs: 1500 },
    ground: 'outline',
    animation: 'appear',
  },
};

/** Captions in the middle are what the film is about, so they are set larger. */
const middleScale = 1.2;

/** How much larger than its style's size a caption is set. */
export function sizeScale(position: CaptionPosition): number {
  return position === 'middle' ? middleScale : 1;
}
