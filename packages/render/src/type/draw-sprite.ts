import type { Sprite } from '../sprite.ts';
import type { Canvas, MediaFiles, SpriteSpec } from '../timeline.ts';
import { drawCaption } from './draw-caption.ts';
import { drawEndCard } from './draw-end-card.ts';
import { drawLogo } from './draw-logo.ts';
import { drawTitle } from './draw-title.ts';

export type DrawSprite = typeof drawSprite;

/**
 * The pixels of an overlay, bottom layer first, each cut to its bounds, inside the frame and inside its format's safe
 * area. The same spec on the same machine gives the same bytes. Text shrinks, wraps and at last ends in an ellipsis;
 * it is never cut off. Overlays that share a layer get the very same object.
 *
 * Throws PermanentError: `text_empty`, `glyphs_missing` (a letter that no installed font has), `logo_missing`,
 * `logo_unreadable`.
 */
export async function drawSprite(spec: SpriteSpec, canvas: Canvas, media: MediaFiles): Promise<Sprite[]> {
  if (spec.kind === 'caption') return drawCaption(spec, canvas);
  if (spec.kind === 'title') return [drawTitle(spec, canvas)];
  return [spec.kind === 'logo' ? await drawLogo(spec, canvas, media) : await drawEndCard(spec, canvas, media)];
}
