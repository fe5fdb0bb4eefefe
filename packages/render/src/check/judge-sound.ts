import { loudnessToleranceLu, maxTruePeakDbtp, targetLufs } from '../sound/loudness-target.ts';
import { sampleRate, samplesPerMs } from '../frame-clock.ts';
import type { Timeline } from '../timeline.ts';
import type { FilmFailure } from './film-report.ts';
import { failureAt, filmFailure } from './judge-container.ts';

/** What a decoder may add where the encoder kept exactly to the limit. */
const peakGraceDb = 0.05;
const clippedDbtp = 0;
const minSilenceSeconds = 1;
/** Music may pause; a film that has some may not be silent for this long before its end. */
const maxMusicPauseSeconds = 3;
const fadeOutSeconds = 2;

export interface SoundFacts {
  /** -70 where silent. */
  integratedLufs: number;
  truePeakDbtp: number;
  silentStretches: { fromSeconds: number; toSeconds: number }[];
}

/** Loudness, peaks and silences against what the plan wants heard. */
export function judgeSound(sound: SoundFacts, timeline: Timeline): FilmFailure[] {
  const { narration, music } = timeline.audio;
  if (narration.length === 0 && !music && timeline.audio.whooshes.length === 0) return [];
  return [...judgeLevel(sound), ...judgeSilence(sound, timeline)];
}

function judgeLevel({ integratedLufs, truePeakDbtp }: SoundFacts): FilmFailure[] {
  const failures: FilmFailure[] = [];
  if (Math.abs(integratedLufs - targetLufs) > loudnessToleranceLu + 0.05) {
    failures.push(
      filmFailure(
        'loudness',
        `The film is ${integratedLufs.toFixed(1)} LUFS loud and should be ${targetLufs} ±${loudnessToleranceLu}.`,
      ),
    );
  }
  if (truePeakDbtp >= clippedDbtp) {
    failures.push(filmFailure('clipped', `The sound is clipped: its true peak is ${truePeakDbtp.toFixed(1)} dBTP.`));
  } else if (truePeakDbtp > maxTruePeakDbtp + peakGraceDb) {
    failures.push(
      filmFailure(
        'true_peak',
        `The true peak is ${truePeakDbtp.toFixed(1)} dBTP and may be ${maxTruePeakDbtp} at most.`,
      ),
    );
  }
  return failures;
}

function judgeSilence({ silentStretches }: SoundFacts, timeline: Timeline): FilmFailure[] {
  const filmSeconds = timeline.durationMs / 1000;
  return silentStretches.flatMap(({ fromSeconds, toSeconds }) => {
    const spoken = spokenInside(timeline, fromSeconds, toSeconds);
    const end = Math.min(toSeconds, filmSeconds - fadeOutSeconds);
    const musicGone = timeline.audio.music !== undefined && end - fromSeconds >= maxMusicPauseSeconds;
    if (!spoken && !musicGone) return [];
    const length = (Math.min(toSeconds, filmSeconds) - fromSeconds).toFixed(1);
    const frame = Math.round((spoken?.from ?? fromSeconds) * timeline.canvas.fps);
    return [failureAt(timeline, frame, 'silent_stretch', `The film is silent for ${length} s where sound is planned.`)];
  });
}

/**
 * The first second and more of planned speech within a silence. Where words have times, their captions say when
 * somebody speaks; where they have not, a take counts as spoken but for a margin at both ends (15 %, a second at most).
 */
function spokenInside(timeline: Timeline, fromSeconds: number, toSeconds: number): Stretch | undefined {
  const estimated =
    timeline.cues.length === 0 || timeline.warnings.some((warning) => warning.code === 'estimated_captions');
  const spoken = estimated ? timeline.audio.narration.map(takeSeconds) : timeline.cues.map(cueSeconds);
  return spoken
    .map((part) => ({ from: Math.max(part.from, fromSeconds), to: Math.min(part.to, toSeconds) }))
    .find((part) => part.to - part.from >= minSilenceSeconds);
}

interface Stretch {
  from: number;
  to: number;
}

function cueSeconds(cue: { startMs: number; endMs: number }): Stretch {
  return { from: cue.startMs / 1000, to: cue.endMs / 1000 };
}

function takeSeconds(take: Timeline['audio']['narration'][number]): Stretch {
  const from = take.atSample / sampleRate;
  const seconds = ((take.toMs - take.fromMs) * samplesPerMs) / sampleRate;
  const margin = Math.min(1, seconds * 0.15);
  return { from: from + margin, to: from + seconds - margin };
}
