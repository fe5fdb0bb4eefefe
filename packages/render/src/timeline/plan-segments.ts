import type { ChosenTransition } from './choose-transitions.ts';
import { planBackdrops } from './plan-backdrops.ts';
import type { Warnings } from './prepare-scenes.ts';
import type { ScheduledScene } from './schedule-scenes.ts';
import { segmentKey } from './segment-key.ts';
import type { Backdrop, Canvas, CaptionCue, FilmRequest, OverlayEvent, Segment } from './timeline.ts';

/** One segment per scene, and the captions of the whole film. */
export function planSegments(plan: {
  request: FilmRequest;
  canvas: Canvas;
  scenes: ScheduledScene[];
  transitions: ChosenTransition[];
  warnings: Warnings;
}): { segments: Segment[]; cues: CaptionCue[] } {
  const { request, canvas, scenes, transitions } = plan;
  const backdrops = planBackdrops({ scenes, canvas, colors: request.look.colors });
  const cues: CaptionCue[] = [];
  const segments = scenes.map((scene, index): Segment => {
    const overlays: OverlayEvent[] = [];
    const transition = transitionInto({ index, scenes, backdrops, transitions, color: request.look.colors.secondary });
    const unnamed: Omit<Segment, 'key'> = {
      index,
      startFrame: scene.startFrame,
      kind: scene.kind,
      scene: scene.scene,
      frames: scene.frames,
      canvas,
      backdrop: backdrops[index] ?? missing(),
      overlays,
      ...(transition ? { transition } : {}),
      profile: request.profile,
    };
    return Object.assign(unnamed, { key: segmentKey(unnamed) });
  });
  return { segments, cues };
}

/** The earlier picture goes on from its own last frame. */
function transitionInto(join: {
  index: number;
  scenes: ScheduledScene[];
  backdrops: Backdrop[];
  transitions: ChosenTransition[];
  color: string;
}): Segment['transition'] {
  const { index, scenes, backdrops, transitions, color } = join;
  const chosen = transitions[index];
  const before = scenes[index - 1];
  const from = backdrops[index - 1];
  if (!chosen || chosen.kind === 'cut' || !before || !from) return undefined;
  return { kind: chosen.kind, frames: chosen.frames, color, from, fromFrame: before.frames, fromFrames: before.frames };
}

function missing(): never {
  throw new RangeError('a scene without a backdrop');
}
