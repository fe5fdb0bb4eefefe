import { planCaptions } from '../captions/plan-captions.ts';
import { planOverlays } from '../captions/plan-overlays.ts';
import type { ChosenTransition } from './choose-transitions.ts';
import { msOfFrames, samplesPerMs } from '../frame-clock.ts';
import { planBackdrops } from './plan-backdrops.ts';
import type { Warnings } from './prepare-scenes.ts';
import type { ScheduledScene } from './schedule-scenes.ts';
import { segmentHash } from './segment-hash.ts';
import { checkType } from '../type/check-type.ts';
import type { Backdrop, Canvas, CaptionCue, FilmRequest, Segment } from '../timeline.ts';

/** One segment per scene, and the captions of the whole film. */
export function planSegments(plan: {
  request: FilmRequest;
  canvas: Canvas;
  scenes: ScheduledScene[];
  transitions: ChosenTransition[];
  warnings: Warnings;
}): { segments: Segment[]; cues: CaptionCue[] } {
  const { request, canvas, scenes, transitions, warnings } = plan;
  const backdrops = planBackdrops({ scenes, canvas, colors: request.look.colors });
  const cues: CaptionCue[] = [];
  const segments = scenes.map((scene, index): Segment => {
    const own = sceneCues(scene, request.language);
    const overlays = planOverlays({ ...request, scene: { ...scene, startFrame: 0 }, cues: own });
    cues.push(...own.map((cue) => shifted(cue, msOfFrames(scene.startFrame))));
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
      ...encoderOf(request),
    };
    return Object.assign(unnamed, { key: segmentHash(unnamed) });
  });
  warnings.push(...checkType(segments));
  return { segments, cues };
}

/** x264 goes without saying, so that its segments keep their names. */
export function encoderOf({ encoder }: Pick<FilmRequest, 'encoder'>): Pick<FilmRequest, 'encoder'> {
  return encoder && encoder !== 'libx264' ? { encoder } : {};
}

/** In milliseconds of the scene: a scene's captions must not depend on where in the film it is. */
function sceneCues(
  { frames, text, narration, startFrame, voiceAtSample }: ScheduledScene,
  language: string,
): CaptionCue[] {
  if (!narration || voiceAtSample === undefined) return [];
  const startMs = Math.max(0, voiceAtSample / samplesPerMs - msOfFrames(startFrame));
  const voice = { startMs, endMs: startMs + narration.toMs - narration.fromMs, words: narration.words };
  return planCaptions({ scenes: [{ startFrame: 0, frames, text, voice }], language }).flat();
}

function shifted(cue: CaptionCue, byMs: number): CaptionCue {
  const words = cue.words.map((word) => ({ ...word, startMs: word.startMs + byMs, endMs: word.endMs + byMs }));
  return { ...cue, startMs: cue.startMs + byMs, endMs: cue.endMs + byMs, words };
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
