import type { SpokenWord } from '@bom/domain';
import { framesPerSecond } from '@bom/domain';
import type { CaptionCue } from '../timeline.ts';
import { groupWords, type WordGroup } from './group-words.ts';
import { joinWords, withoutMark } from './split-words.ts';
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
  /**
   * Film milliseconds of the take; its words count from `startMs`, empty where unknown. Absent: the text is only
   * read.
   */
  voice?: { startMs: number; endMs: number; words: SpokenWord[] };
}

/**
 * The captions of a film, one list per scene, in milliseconds of the film: at most two balanced lines (`\n` between)
 * of about 32 columns, cut at sentences and pauses, never beyond their scene, none overlapping the next. In a scene
 * without a voice the text is shared over the scene, to be read.
 */
export function planCaptions(request: { scenes: CaptionScene[]; language: string }): CaptionCue[][] {
  return request.scenes.map((scene) => {
    const fromMs = (scene.startFrame * 1000) / framesPerSecond;
    return sceneCues(scene, fromMs, request.language).map((cue) => shiftCue(cue, fromMs));
  });
}

/** In whole milliseconds of the scene: a scene that moves in the film keeps its times to the frame. */
function sceneCues(scene: CaptionScene, fromMs: number, language: string): CaptionCue[] {
  const untilMs = Math.floor((scene.frames * 1000) / framesPerSecond);
  const voice = scene.voice
    ? { ...scene.voice, startMs: scene.voice.startMs - fromMs, endMs: scene.voice.endMs - fromMs }
    : { startMs: silentMarginMs, endMs: untilMs - 2 * silentMarginMs, words: [] };
  const spoken = voice.words.map((word) => shiftWord(word, voice.startMs));
  const words = timeWords({ text: scene.text, spoken, startMs: voice.startMs, endMs: voice.endMs, language });
  const inside = words.map(({ text, startMs, endMs }) => ({
    text,
    startMs: Math.min(Math.max(startMs, 0), untilMs),
    endMs: Math.min(Math.max(endMs, 0), untilMs),
  }));
  return closeGaps(groupWords(inside, rules).map(cueOf), untilMs);
}

function cueOf(group: WordGroup): CaptionCue {
  const words = group.flat();
  return {
    startMs: words[0]?.startMs ?? 0,
    endMs: words.at(-1)?.endMs ?? 0,
    text: group.map((line) => joinWords(line.map((word) => word.text))).join('\n'),
    words: words.map((word) => ({ ...word, text: withoutMark(word.text) })),
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

function shiftCue(cue: CaptionCue, byMs: number): CaptionCue {
  return { ...shiftWord(cue, byMs), words: cue.words.map((word) => shiftWord(word, byMs)) };
}

/** Whole milliseconds; a hair of float error does not decide which. */
function shiftWord<T extends SpokenWord>(word: T, byMs: number): T {
  const moved = (ms: number) => Math.round(ms + byMs + 1e-6);
  return { ...word, startMs: moved(word.startMs), endMs: moved(word.endMs) };
}
