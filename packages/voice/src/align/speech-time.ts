import { findSpeech, frameLevels } from '../sound/find-speech.ts';

export const frameSeconds = 0.01;
/** Quieter than this below the loud parts of the voice is a pause; over a louder background, what is near that is. */
const belowLoudDb = 30;
const aboveBackgroundDb = 6;
/** A background is never taken to be as loud as this below the voice. */
const leastContrastDb = 14;
/** No shorter one: stops such as p, t and k close the mouth for about this long. */
const shortestPauseFrames = 5;

/** The recording without its pauses, in frames of 10 ms. */
export interface SpeechTime {
  length: number;
  /** Frames of the pause just before a frame; 0 for most. */
  pauseBefore: Uint16Array;
  /** How far a frame's loudness is above the quietest around it, in dB. */
  aboveDip: Float32Array;
  /** Real time at which the sound goes on after a boundary before this frame, */
  secondsAfter(frame: number): number;
  /** and at which it stopped. */
  secondsBefore(frame: number): number;
}

export function readSpeechTime(samples: Float32Array, sampleRate: number): SpeechTime {
  const length = Math.round(sampleRate * frameSeconds);
  const region = findSpeech(samples, sampleRate) ?? { from: 0, to: samples.length };
  const first = Math.floor(region.from / length);
  const levels = frameLevels(samples, length).slice(first, Math.ceil(region.to / length));
  const isPause = findPauses(levels);
  const kept = levels.flatMap((_, frame) => (isPause[frame] ? [] : [frame]));
  const place = (frame: number): number => first + (kept[Math.min(kept.length - 1, frame)] ?? 0);
  const pauseBefore = Uint16Array.from(kept, (frame, index) => (index === 0 ? 0 : frame - (kept[index - 1] ?? 0) - 1));
  return {
    length: kept.length,
    pauseBefore,
    aboveDip: measureDips(kept.map((frame) => levels[frame] ?? 0)),
    secondsAfter: (frame) => place(frame) * frameSeconds,
    secondsBefore: (frame) => (frame === 0 ? place(0) : place(frame - 1) + 1) * frameSeconds,
  };
}

function findPauses(levels: number[]): boolean[] {
  const sorted = levels.toSorted((a, b) => a - b);
  const levelAt = (share: number): number => sorted[Math.floor(levels.length * share)] ?? 0;
  const loud = levelAt(0.9);
  const quiet = Math.max(loud - belowLoudDb, levelAt(0.04) + aboveBackgroundDb);
  const isQuiet = levels.map((level) => level < Math.min(quiet, loud - leastContrastDb));
  const runs = measureRuns(isQuiet);
  return isQuiet.map((isHere, frame) => isHere && (runs[frame] ?? 0) >= shortestPauseFrames);
}

/** For each frame, how many frames on end are as it is. */
function measureRuns(values: boolean[]): Uint32Array {
  const runs = new Uint32Array(values.length);
  let from = 0;
  for (let frame = 1; frame <= values.length; frame += 1) {
    if (frame < values.length && values[frame] === values[from]) continue;
    runs.fill(frame - from, from, frame);
    from = frame;
  }
  return runs;
}

function measureDips(levels: number[]): Float32Array {
  const reach = 5;
  return Float32Array.from(levels, (level, frame) => {
    const around = levels.slice(Math.max(0, frame - reach), frame + reach + 1);
    // A boundary is before its frame: the quieter of its two sides counts.
    return Math.min(level, levels[frame - 1] ?? level) - Math.min(...around);
  });
}
