import type { Kernel } from '../motion/kernel.ts';
import type { Picture } from '../motion/plane-layout.ts';
import type { Sprite } from '../sprite.ts';
import type { Canvas, MediaFiles, OverlayEvent } from '../timeline.ts';
import { drawSprite, type DrawSprite } from '../type/draw-sprite.ts';
import { blendSprite, createSpriteArena, type SpritePlanes } from './sprite-planes.ts';

export interface OverlayTrack {
  /** Lays everything that is shown at `frame` over it, in the order of the list. */
  draw: (frame: number, target: Picture) => Promise<void>;
}

type Layers = (SpritePlanes | null)[];

/**
 * Each overlay is drawn when it is first shown, and forgotten with its event; its pixels stay with the kernel alone.
 */
export function createOverlayTrack(track: {
  kernel: Kernel;
  canvas: Canvas;
  overlays: OverlayEvent[];
  media: MediaFiles;
  drawOverlay?: DrawSprite;
}): OverlayTrack {
  const { kernel, canvas, overlays, media, drawOverlay = drawSprite } = track;
  const arena = createSpriteArena(kernel, canvas);
  const shown = new Map<OverlayEvent, Layers>();
  let placed = new WeakMap<Sprite, { planes: SpritePlanes | null }>();

  const place = (sprite: Sprite): SpritePlanes | null | false => {
    const known = placed.get(sprite);
    if (known) return known.planes;
    const planes = arena.place(sprite);
    if (planes !== false) placed.set(sprite, { planes });
    return planes;
  };
  const takeOver = async (event: OverlayEvent): Promise<Layers> => {
    const sprites = await drawOverlay(event.sprite, canvas, media);
    let layers = sprites.map(place);
    if (layers.includes(false)) {
      arena.clear();
      shown.clear();
      placed = new WeakMap();
      layers = sprites.map(place);
    }
    const fitting = layers.filter((planes) => planes !== false);
    if (fitting.length < layers.length) throw new RangeError('an overlay is larger than two frames');
    shown.set(event, fitting);
    return fitting;
  };

  return {
    async draw(frame, target) {
      for (const event of overlays) {
        if (frame >= event.toFrame) shown.delete(event);
        if (frame < event.fromFrame || frame >= event.toFrame) continue;
        const share = opacityAt(event, frame);
        for (const planes of shown.get(event) ?? (await takeOver(event))) {
          if (planes !== null) blendSprite(kernel, planes, { frame: target, share });
        }
      }
    },
  };
}

/** 0..1; the first frame of a fade in is already seen, the last of a fade out still. */
export function opacityAt(event: OverlayEvent, frame: number): number {
  const into = (frame - event.fromFrame + 1) / (event.fadeInFrames + 1);
  const left = (event.toFrame - frame) / (event.fadeOutFrames + 1);
  return Math.max(0, Math.min(1, into, left));
}
