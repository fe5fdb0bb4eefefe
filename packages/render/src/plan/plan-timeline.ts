import { formatSizes, framesPerSecond, PermanentError } from '@bom/domain';
import { chooseTransitions } from './choose-transitions.ts';
import { msOfFrames } from '../frame-clock.ts';
import { planAudio } from './plan-audio.ts';
import { prepareScenes, type Warnings } from './prepare-scenes.ts';
import { encoderOf, planSegments } from './plan-segments.ts';
import { rendererVersion } from './renderer-version.ts';
import { scheduleScenes } from './schedule-scenes.ts';
import type { Canvas, FilmRequest, Timeline } from '../timeline.ts';

const maxSidePx = 4096;
const minSidePx = 64;

/**
 * Everything about a film but its pixels and samples: the same request always gives the same timeline. Scenes lie on
 * whole frames, sound is planned to the sample, and each segment's key names its future bytes.
 *
 * Throws PermanentError with one code per fault: `no_scenes`, `too_many_scenes`, `text_too_long`, `film_too_long`
 * (over ten minutes), `narration_empty`, `bad_word_times`, `bad_duration`, `picture_size_unknown`,
 * `picture_is_audio`, `bad_size`.
 */
export function planTimeline(request: FilmRequest): Timeline {
  const warnings: Warnings = [];
  const canvas = canvasOf(request);
  const scenes = scheduleScenes(prepareScenes(request, warnings));
  const transitions = chooseTransitions(scenes, request.transition);
  const frames = scenes.reduce((sum, scene) => sum + scene.frames, 0);
  const { segments, cues } = planSegments({ request, canvas, scenes, transitions, warnings });
  return {
    rendererVersion,
    format: request.format,
    canvas,
    frames,
    durationMs: msOfFrames(frames),
    segments,
    audio: planAudio({ scenes, transitions, frames, request }),
    cues,
    language: request.language,
    profile: request.profile,
    ...encoderOf(request),
    warnings,
  };
}

function canvasOf({ format, profile, size }: FilmRequest): Canvas {
  const full = formatSizes[format];
  const usual = profile === 'preview' ? { width: full.width / 3, height: full.height / 3 } : full;
  const { width, height } = size ?? usual;
  // 4:2:0 video has no odd sizes.
  const fits = [width, height].every((side) => side % 2 === 0 && side >= minSidePx && side <= maxSidePx);
  if (!fits) {
    throw new PermanentError(
      'bad_size',
      `A film cannot be ${width}x${height} pixels; send even numbers from ${minSidePx} to ${maxSidePx}.`,
    );
  }
  return { width, height, fps: framesPerSecond };
}
