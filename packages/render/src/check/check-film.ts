import type { Timeline } from '../timeline/timeline.ts';
import type { FilmReport } from './film-report.ts';
import { judgeCaptions } from './judge-captions.ts';
import { judgeContainer } from './judge-container.ts';
import { judgeFrames } from './judge-frames.ts';
import { judgeSound } from './judge-sound.ts';
import { readMp4, type Mp4Index } from './read-mp4.ts';
import { watchFilm } from './watch-film.ts';

/**
 * Looks at a finished file as a strict client would, against its plan: exact frames, times, size, tags, key frames at
 * joins, sound's end, loudness, peaks; black, frozen, repeated and silent stretches; captions' order. Reads the tables
 * and decodes the film once. Failures are answers, not exceptions; it throws PermanentError `film_damaged` for a file
 * without readable tables, and as `runFfmpeg` does.
 */
export async function checkFilm(request: {
  file: string;
  timeline: Timeline;
  /** The very same segments, in this order, were checked in a film before: only their join and the sound are new. */
  picturesChecked?: boolean;
  signal: AbortSignal;
}): Promise<FilmReport> {
  const { file, timeline, picturesChecked = false, signal } = request;
  const index = await readMp4(file);
  const ofContainer = judgeContainer(index, timeline);
  const { frames, sound } = await watchFilm({
    file,
    hasSound: index.audio !== undefined,
    looks: !picturesChecked || index.audio === undefined,
    signal,
  });
  const failures = [
    ...ofContainer,
    ...(picturesChecked ? [] : judgeFrames(frames, timeline)),
    ...judgeSound(sound, timeline),
    ...judgeCaptions(timeline),
  ];
  const filmSeconds = (index.video?.endSeconds ?? 0) - (index.video?.startSeconds ?? 0);
  const silentStretches = sound.silentStretches.map((stretch) => ({
    ...stretch,
    toSeconds: Math.min(stretch.toSeconds, filmSeconds),
  }));
  return {
    ok: failures.length === 0,
    failures,
    measured: {
      ...sound,
      silentStretches,
      ...containerFigures(index, picturesChecked ? (index.video?.packets ?? 0) : frames.length),
    },
  };
}

function containerFigures({ video, audio }: Mp4Index, frames: number) {
  const seconds = (video?.endSeconds ?? 0) - (video?.startSeconds ?? 0);
  return {
    frames,
    durationMs: seconds * 1000,
    width: video?.width ?? 0,
    height: video?.height ?? 0,
    fps: seconds > 0 ? (video?.packets ?? 0) / seconds : 0,
    soundEndOffsetMs: ((audio?.endSeconds ?? 0) - (video?.endSeconds ?? 0)) * 1000,
  };
}
