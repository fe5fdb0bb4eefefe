/** Pixels laid over a frame. Straight (not premultiplied) sRGB alpha; `rgba` holds width * height * 4 bytes. */
export interface Sprite {
  /** Top left corner in px of the canvas; may lie outside it, what sticks out is cut. */
  x: number;
  y: number;
  width: number;
  height: number;
  rgba: Uint8ClampedArray;
}
