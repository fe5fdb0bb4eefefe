import type { Timeline } from '../timeline.ts';
import type { FilmFailure } from './film-report.ts';

/** Captions follow one another within the film, and overlays stay within their segments. */
export function judgeCaptions(timeline: Timeline): FilmFailure[] {
  return [...judgeCues(timeline), ...judgeOverlays(timeline)];
}

function judgeCues({ cues, durationMs }: Timeline): FilmFailure[] {
  return cues.flatMap((cue, index): FilmFailure[] => {
    const before = cues[index - 1];
    const at = { scene: null, atSeconds: cue.startMs / 1000 };
    const name = `The caption "${cue.text.slice(0, 40)}"`;
    if (before && cue.startMs < before.endMs - 1) {
      return [{ code: 'caption_order', detail: `${name} begins before the one ahead of it ends.`, ...at }];
    }
    const inside = cue.startMs >= 0 && cue.endMs > cue.startMs && cue.endMs <= durationMs + 1;
    return inside ? [] : [{ code: 'caption_outside', detail: `${name} does not lie within the film.`, ...at }];
  });
}

function judgeOverlays({ segments, canvas }: Timeline): FilmFailure[] {
  return segments.flatMap((segment): FilmFailure[] => {
    const stray = segment.overlays.find(
      (event) => event.fromFrame < 0 || event.toFrame > segment.frames || event.toFrame <= event.fromFrame,
    );
    if (!stray) return [];
    const atSeconds = (segment.startFrame + stray.fromFrame) / canvas.fps;
    return [
      {
        code: 'caption_outside',
        detail: `A ${stray.sprite.kind} is not within its scene's frames.`,
        scene: segment.scene,
        atSeconds,
      },
    ];
  });
}
