import type { Segment } from '../timeline.ts';
import { chooseFont, missingGlyphs } from './fonts.ts';

/** What drawing a film's overlays would change or refuse on this machine: `font_not_found`, `glyphs_missing`. */
export function checkType(
  segments: Pick<Segment, 'overlays' | 'scene'>[],
): { code: string; detail: string; scene?: number }[] {
  const warnings = new Map<string, { code: string; detail: string; scene?: number }>();
  for (const { overlays, scene } of segments) {
    const place = scene === null ? {} : { scene };
    for (const { sprite } of overlays) {
      if (sprite.kind === 'logo') continue;
      const wanted = sprite.font.split(',')[0];
      const { family, missing } = chooseFont(wanted);
      if (missing !== undefined) {
        warnings.set(missing, {
          code: 'font_not_found',
          detail: `The font "${missing}" is not installed; "${family}" is used.`,
        });
      }
      const glyphs = missingGlyphs(textOf(sprite), sprite.font);
      if (glyphs.length > 0) {
        const detail = `No installed font can draw ${glyphs
          .slice(0, 8)
          .map((each) => `"${each}"`)
          .join(', ')}.`;
        warnings.set(`${scene} ${detail}`, { code: 'glyphs_missing', detail, ...place });
      }
    }
  }
  return [...warnings.values()];
}

function textOf(sprite: Exclude<Segment['overlays'][number]['sprite'], { kind: 'logo' }>): string {
  if (sprite.kind === 'caption') return sprite.lines.flatMap((line) => line.words.map((word) => word.text)).join(' ');
  return sprite.kind === 'title' ? sprite.text : [sprite.name, sprite.text, sprite.url ?? ''].join(' ');
}
