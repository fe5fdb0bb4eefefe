import type { Sprite } from '../sprite.ts';
import type { Canvas, MediaFiles, SpriteSpec } from '../timeline.ts';
import { grow } from './draw-caption.ts';
import { loadLogo } from './load-logo.ts';
import { pixelUnit, placesFor, safeArea } from './safe-area.ts';
import { drawCropped } from './sprite-canvas.ts';

/** The watermark, in its corner of the safe area, with a shadow soft enough to hold a white logo on white. */
export async function drawLogo(
  spec: Extract<SpriteSpec, { kind: 'logo' }>,
  canvas: Canvas,
  files: MediaFiles,
): Promise<Sprite> {
  const place = placesFor(canvas);
  const safe = safeArea(canvas);
  const box = { width: canvas.width * place.logo.width, height: canvas.height * place.logo.height };
  const logo = await loadLogo(spec.media, box, files);
  const x = spec.position.endsWith('left') ? safe.x : safe.x + safe.width - logo.width;
  const y = spec.position.startsWith('top') ? safe.y : safe.y + safe.height - logo.height;
  const blur = 14 * pixelUnit(canvas);
  return drawCropped(grow({ x, y, width: logo.width, height: logo.height }, blur * 2), canvas, (context) => {
    context.globalAlpha = Math.min(1, Math.max(0, spec.opacity));
    context.shadowColor = 'rgba(0, 0, 0, 0.35)';
    context.shadowBlur = blur;
    context.drawImage(logo.picture, Math.round(x), Math.round(y));
  });
}
