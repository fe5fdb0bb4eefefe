import type { Kernel } from '../motion/kernel.ts';
import type { Picture } from '../motion/plane-layout.ts';
import type { Canvas, MediaFiles, OverlayEvent, SpriteSpec } from '../timeline/timeline.ts';
import { blendSprite, createSpriteArena, type SpritePlanes } from './sprite-planes.ts';
import type { Sprite } from './sprite.ts';

export type DrawSprite = (spec: SpriteSpec, canvas: Canvas, media: MediaFiles) => Promise<Sprite>;

export interface OverlayTrack {
  /** Lays everything that is shown at `frame` over it, in the order of the list. */
  draw: (frame: number, target: Picture) => Promise<void>;
}

/** Each sprite is drawn once, when it is first shown, and forgotten with its event. */
export function createOverlayTrack(track: {
  kernel: Kernel;
  canvas: Canvas;
  overlays: OverlayEvent[];
  media: MediaFiles;
  drawSprite: DrawSprite;
}): OverlayTrack {
  const { kernel, canvas, overlays, media, drawSprite } = track;
  const arena = createSpriteArena(kernel, canvas);
  const sprites = new Map<OverlayEvent, Sprite>();
  const placed = new Map<OverlayEvent, SpritePlanes | null>();

  const place = async (event: OverlayEvent): Promise<SpritePlanes | null> => {
    const sprite = sprites.get(event) ?? (await drawSprite(event.sprite, canvas, media));
    sprites.set(event, sprite);
    let planes = arena.place(sprite);
    if (planes === false) {
      arena.clear();
      placed.clear();
      planes = arena.place(sprite);
    }
    if (planes === false) throw new RangeError('a sprite is larger than two frames');
    placed.set(event, planes);
    return planes;
  };

  return {
    async draw(frame, target) {
      for (const event of overlays) {
        if (frame >= event.toFrame) {
          sprites.delete(event);
          placed.delete(event);
        }
        if (frame < event.fromFrame || frame >= event.toFrame) continue;
        const planes = placed.get(event) ?? (placed.has(event) ? null : await place(event));
        if (planes !== null) blendSprite(kernel, planes, { frame: target, share: opacityAt(event, frame) });
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
