import { contentKey } from './content-key.ts';
import { samplesPerFrame, samplesPerMs } from '../frame-clock.ts';
import type { ChosenTransition } from './choose-transitions.ts';
import type { ScheduledScene } from './schedule-scenes.ts';
import type { AudioPlan, FilmRequest, MediaRef, TransitionKind } from '../timeline.ts';

/** Raised when the same plan would be mixed differently. */
const mixVersion = '1';
/** Movement is heard, a dissolve is not. */
const audible: ReadonlySet<TransitionKind> = new Set(['slide', 'push', 'zoom-through']);

/** The film's sound: the same for all formats, since neither voice nor joins depend on the picture's shape. */
export function planAudio(plan: {
  scenes: ScheduledScene[];
  transitions: ChosenTransition[];
  frames: number;
  request: Pick<FilmRequest, 'music' | 'whooshes'>;
}): AudioPlan {
  const { scenes, transitions, frames } = plan;
  const { music, whooshes = true } = plan.request;
  const audio: Omit<AudioPlan, 'key'> = {
    samples: frames * samplesPerFrame,
    narration: narrationTrack(scenes),
    ...(music ? { music } : {}),
    whooshes: scenes.flatMap((scene, index) =>
      whooshes && audible.has(transitions[index]?.kind ?? 'cut') ? [scene.startFrame * samplesPerFrame] : [],
    ),
  };
  const named = {
    ...audio,
    mixVersion,
    music: music && soundOf(music),
    narration: audio.narration.map((stretch) => ({ ...stretch, media: soundOf(stretch.media) })),
  };
  return { key: contentKey(named), ...audio };
}

/** Stretches that run on in the same recording become one, so that no cut is heard in it. */
function narrationTrack(scenes: ScheduledScene[]): AudioPlan['narration'] {
  const track: AudioPlan['narration'] = [];
  let endedAt = -1;
  for (const { narration, voiceAtSample } of scenes) {
    if (!narration || voiceAtSample === undefined) continue;
    const before = track.at(-1);
    const { media, fromMs, toMs } = narration;
    if (
      before &&
      before.media.sha256 === media.sha256 &&
      endedAt === voiceAtSample &&
      Math.abs(before.toMs - fromMs) < 1
    ) {
      before.toMs = toMs;
    } else {
      track.push({ media, fromMs, toMs, atSample: voiceAtSample });
    }
    endedAt = voiceAtSample + Math.round((toMs - fromMs) * samplesPerMs);
  }
  return track;
}

function soundOf(media: MediaRef): string {
  return media.sha256;
}
