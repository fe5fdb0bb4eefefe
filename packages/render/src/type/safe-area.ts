import type { Canvas } from '../timeline.ts';

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Shape = 'vertical' | 'square' | 'horizontal';

export function shapeOf({ width, height }: Pick<Canvas, 'width' | 'height'>): Shape {
  if (height > width * 1.2) return 'vertical';
  return width > height * 1.2 ? 'horizontal' : 'square';
}

/** Parts of the frame that stay free: buttons, names and bars of Reels, TikTok and Shorts; title-safe elsewhere. */
const margins: Record<Shape, { top: number; right: number; bottom: number; left: number }> = {
  vertical: { top: 0.12, right: 0.12, bottom: 0.2, left: 0.06 },
  square: { top: 0.07, right: 0.07, bottom: 0.07, left: 0.07 },
  horizontal: { top: 0.06, right: 0.06, bottom: 0.06, left: 0.06 },
};

/** Where type and logos may be, in px. */
export function safeArea(canvas: Pick<Canvas, 'width' | 'height'>): Rect {
  const { top, right, bottom, left } = margins[shapeOf(canvas)];
  return {
    x: canvas.width * left,
    y: canvas.height * top,
    width: canvas.width * (1 - left - right),
    height: canvas.height * (1 - top - bottom),
  };
}

/** Where each thing lies inside the safe area, as fractions of the height; logo, title and captions never meet. */
interface Places {
  /** Largest logo watermark, of width and height. */
  logo: { width: number; height: number };
  titleTop: number;
  titleBottom: number;
  captionTop: number;
  captionMiddle: number;
  captionBottom: number;
  /** Widest type, centred in the frame; clear of the right margin of vertical films. */
  textWidth: number;
  endCard: { top: number; bottom: number };
}

const places: Record<Shape, Places> = {
  vertical: {
    logo: { width: 0.24, height: 0.055 },
    titleTop: 0.19,
    titleBottom: 0.46,
    captionTop: 0.195,
    captionMiddle: 0.47,
    captionBottom: 0.735,
    textWidth: 0.76,
    endCard: { top: 0.14, bottom: 0.64 },
  },
  square: {
    logo: { width: 0.22, height: 0.07 },
    titleTop: 0.16,
    titleBottom: 0.52,
    captionTop: 0.165,
    captionMiddle: 0.5,
    captionBottom: 0.845,
    textWidth: 0.84,
    endCard: { top: 0.08, bottom: 0.76 },
  },
  horizontal: {
    logo: { width: 0.125, height: 0.09 },
    titleTop: 0.165,
    titleBottom: 0.55,
    captionTop: 0.17,
    captionMiddle: 0.5,
    captionBottom: 0.925,
    textWidth: 0.62,
    endCard: { top: 0.08, bottom: 0.78 },
  },
};

export function placesFor(canvas: Pick<Canvas, 'width' | 'height'>): Places {
  return places[shapeOf(canvas)];
}

/** Sizes are given for a frame whose shorter side is 1080 px. */
export function pixelUnit({ width, height }: Pick<Canvas, 'width' | 'height'>): number {
  return Math.min(width, height) / 1080;
}
