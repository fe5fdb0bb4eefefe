import { PermanentError } from '@bom/domain';
import { framesCovering, msOfFrames, samplesPerFrame, samplesPerMs } from '../frame-clock.ts';
import type { PreparedScene } from './prepare-scenes.ts';
import { speechWeight } from '../speech/speech-weight.ts';

/** The picture is there a little before the voice, and stays a little after it. */
const leadInMs = 150;
const tailMs = 350;
/** The end card is to be read after the voice has ended. */
const endCardTailMs = 1200;
const minSceneMs = 600;
const maxFilmMs = 10 * 60_000;
/** Silent scenes are read: about 4.5 syllables a second, and a moment to see the picture. */
const readingSyllablesPerSecond = 4.5;
const lookMs = 900;
const minSilentMs = 2000;

export interface ScheduledScene extends PreparedScene {
  startFrame: number;
  frames: number;
  /** Where the voice begins, in samples of the film. */
  voiceAtSample?: number;
}

/**
 * Puts scenes one after another on whole frames. A take of its own gets a lead-in and a tail; neighbouring stretches
 * of one recording run on without a gap, and the picture changes at the frame nearest to the split. Throws
 * PermanentError `film_too_long` beyond ten minutes.
 */
export function scheduleScenes(scenes: PreparedScene[]): ScheduledScene[] {
  const scheduled: ScheduledScene[] = [];
  let startFrame = 0;
  scenes.forEach((scene, index) => {
    const place = placeScene({ scene, next: scenes[index + 1], before: scheduled.at(-1), startFrame });
    scheduled.push(place);
    startFrame += place.frames;
  });
  if (msOfFrames(startFrame) > maxFilmMs) {
    const minutes = (msOfFrames(startFrame) / 60_000).toFixed(1);
    throw new PermanentError(
      'film_too_long',
      `The film would last ${minutes} minutes; shorten the script to ten at most.`,
    );
  }
  return scheduled;
}

function placeScene(request: {
  scene: PreparedScene;
  next: PreparedScene | undefined;
  before: ScheduledScene | undefined;
  startFrame: number;
}): ScheduledScene {
  const { scene, next, before, startFrame } = request;
  const leastFrames = framesCovering(Math.max(scene.minDurationMs ?? 0, minSceneMs));
  const { narration } = scene;
  if (!narration) {
    const silentFrames = scene.minDurationMs === undefined ? framesCovering(readingMs(scene)) : 0;
    return { ...scene, startFrame, frames: Math.max(leastFrames, silentFrames) };
  }
  const voiceAtSample = voiceStart(scene, before, startFrame);
  const voiceEnd = voiceAtSample + Math.round((narration.toMs - narration.fromMs) * samplesPerMs);
  const endFrame = runsOn(scene, next)
    ? Math.round(voiceEnd / samplesPerFrame)
    : Math.ceil(voiceEnd / samplesPerFrame + (tailAfter(scene) * samplesPerMs) / samplesPerFrame - 1e-6);
  return { ...scene, startFrame, voiceAtSample, frames: Math.max(leastFrames, endFrame - startFrame) };
}

function voiceStart(scene: PreparedScene, before: ScheduledScene | undefined, startFrame: number): number {
  const fresh = startFrame * samplesPerFrame + leadInMs * samplesPerMs;
  if (!before?.narration || before.voiceAtSample === undefined || !runsOn(before, scene)) return fresh;
  const { fromMs, toMs } = before.narration;
  const endedAt = before.voiceAtSample + Math.round((toMs - fromMs) * samplesPerMs);
  // Further off: the scene before was held longer than its words, so the recording pauses with it.
  return Math.abs(endedAt - startFrame * samplesPerFrame) <= samplesPerFrame ? endedAt : fresh;
}

/** The next scene's voice goes on where this one's ends in the same recording. */
function runsOn(scene: PreparedScene, next: PreparedScene | undefined): boolean {
  const here = scene.narration;
  const there = next?.narration;
  return Boolean(here && there && here.media.sha256 === there.media.sha256 && Math.abs(there.fromMs - here.toMs) < 1);
}

function tailAfter(scene: PreparedScene): number {
  return scene.role === 'end-card' ? endCardTailMs : tailMs;
}

function readingMs(scene: PreparedScene): number {
  const syllables = speechWeight(`${scene.text} ${scene.onScreenText ?? ''}`);
  return Math.max(minSilentMs, lookMs + (syllables / readingSyllablesPerSecond) * 1000);
}
