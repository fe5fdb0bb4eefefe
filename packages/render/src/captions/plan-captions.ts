import type { SpokenWord } from '@bom/domain';
import { framesPerSecond } from '@bom/domain';
import type { CaptionCue } from '../timeline/timeline.ts';
import { groupWords, type WordGroup } from './group-words.ts';
import { joinWords } from './split-words.ts';
import { timeWords } from './time-words.ts';

/** Line length and times as Netflix' and the BBC's subtitle guides have them, a little quicker for short films. */
const rules = { maxColumns: 32, maxLines: 2, maxWords: 24, minMs: 1000, maxMs: 6000 };
/** Shorter gaps between captions only flicker. */
export const closedGapMs = 500;
/** A caption stays this long after its last word where there is room. */
export const lingerMs = 400;
const silentMarginMs = 150;

export interface CaptionScene {
  startFrame: number;
  frames: number;
  text: string;
  /** Film milliseconds of the take; its words count from `startMs`, empty where unknown. Absent: the text is only read. */
  voice?: { startMs: number; endMs: number; words: SpokenWord[] };
}

/**
 * The captions of a film, one list per scene, in milliseconds of the film: at most two balanced lines (`\n` between)
 * of about 32 columns, cut at sentences and pauses, never beyond their scene, none overlapping the next. In a scene
 * without a voice the text is shared over the scene, to be read.
 */
export function planCaptions(request: { scenes: CaptionScene[]; language: string }): CaptionCue[][] {
  const cues = request.scenes.map((scene) => sceneCues(scene, request.language));
  return cues.map((list, index) => closeGaps(list, endOf(request.scenes[index])));
}

function sceneCues(scene: CaptionScene, language: string): CaptionCue[] {
  const fromMs = (scene.startFrame * 1000) / framesPerSecond;
  const untilMs = endOf(scene);
  const voice = scene.voice ?? { startMs: fromMs + silentMarginMs, endMs: untilMs - 2 * silentMarginMs, words: [] };
  const words = timeWords({
    text: scene.text,
    spoken: voice.words.map((word) => ({
      text: word.text,
      startMs: word.startMs + voice.startMs,
      endMs: word.endMs + voice.startMs,
    })),
    startMs: voice.startMs,
    endMs: voice.endMs,
    language,
  }).map((word) => ({
    text: word.text,
    startMs: clamp(word.startMs, fromMs, untilMs),
    endMs: clamp(word.endMs, fromMs, untilMs),
  }));
  return groupWords(words, rules).map(cueOf);
}

function cueOf(group: WordGroup): CaptionCue {
  const words = group.flat();
  return {
    startMs: words[0]?.startMs ?? 0,
    endMs: words.at(-1)?.endMs ?? 0,
    text: group.map((line) => joinWords(line.map((word) => word.text))).join('\n'),
    words,
  };
}

function closeGaps(cues: CaptionCue[], untilMs: number): CaptionCue[] {
  return cues.map((cue, index) => {
    const nextMs = cues[index + 1]?.startMs ?? untilMs;
    const wanted = Math.max(cue.endMs + lingerMs, cue.startMs + rules.minMs);
    const endMs = nextMs - cue.endMs <= closedGapMs ? nextMs : Math.min(wanted, nextMs);
    return { ...cue, endMs };
  });
}

function endOf(scene: CaptionScene | undefined): number {
  return scene ? Math.floor(((scene.startFrame + scene.frames) * 1000) / framesPerSecond) : 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.round(Math.min(Math.max(value, Math.ceil(low)), high));
}
