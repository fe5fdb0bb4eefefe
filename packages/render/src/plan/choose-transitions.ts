import { createHash } from 'node:crypto';
import { identityOf } from './scene-identity.ts';
import type { ScheduledScene } from './schedule-scenes.ts';
import type { TransitionKind } from '../timeline.ts';

export interface ChosenTransition {
  kind: TransitionKind;
  frames: number;
}

/** A calm mix: dissolves most, movement sometimes. */
const mix: TransitionKind[] = ['crossfade', 'crossfade', 'slide', 'push', 'zoom-through'];
/** Stands between two equal ones; never in the mix itself. */
const relief: TransitionKind = 'cut';
const lengths: Record<TransitionKind, number> = {
  cut: 0,
  crossfade: 12,
  slide: 11,
  push: 11,
  'zoom-through': 12,
  dip: 14,
};
/** Shorter than this reads as a glitch; such a join is a cut. */
const minFrames = 5;

/**
 * How each scene begins (the first with a cut). The kind follows from the two scenes that meet, unless the request
 * names one, so scenes moved together keep their join. The second of two equal neighbours becomes a cut, and the end
 * card comes by a dip, so neighbours always differ.
 */
export function chooseTransitions(scenes: ScheduledScene[], wanted: TransitionKind | undefined): ChosenTransition[] {
  const kinds: TransitionKind[] = [];
  let runLength = 0;
  scenes.forEach((scene, index) => {
    const before = scenes[index - 1];
    if (!before) return kinds.push('cut');
    if (wanted) return kinds.push(wanted);
    if (scene.role === 'end-card') return kinds.push('dip');
    const own = kindForPair(before, scene);
    const earlier = scenes[index - 2];
    runLength = earlier && kindForPair(earlier, before) === own ? runLength + 1 : 0;
    return kinds.push(runLength % 2 === 1 ? relief : own);
  });
  return kinds.map((kind, index) => fitted(kind, scenes[index - 1], scenes[index]));
}

function kindForPair(before: ScheduledScene, after: ScheduledScene): TransitionKind {
  const digest = createHash('sha256')
    .update(`${identityOf(before)} ${identityOf(after)}`)
    .digest();
  return mix[digest.readUInt32BE(0) % mix.length] ?? 'crossfade';
}

/** At most a third of either scene, so that both are seen by themselves. */
function fitted(kind: TransitionKind, before?: ScheduledScene, after?: ScheduledScene): ChosenTransition {
  const room = Math.floor(Math.min(before?.frames ?? 0, after?.frames ?? 0) / 3);
  const frames = Math.min(lengths[kind], room);
  return frames < minFrames ? { kind: 'cut', frames: 0 } : { kind, frames };
}
