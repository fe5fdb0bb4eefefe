import { readMp4, type Mp4Index } from '../mp4/read-mp4.ts';
import type { MediaFiles, MediaRef, Segment, Timeline } from '../timeline.ts';
import type { FilmFailure, FilmReport } from './film-report.ts';
import type { FrameFacts } from './frame-log.ts';
import { judgeCaptions } from './judge-captions.ts';
import { filmFailure, judgeContainer } from './judge-container.ts';
import { judgeFrames } from './judge-frames.ts';
import { judgeSound } from './judge-sound.ts';
import { planLooks, rangesOf, type FrameRange, type Look } from './plan-looks.ts';
import { readStillLight, type StillLight } from './still-light.ts';
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
  /** Those of `planLooks(timeline)` to take; all by default. A film that passed, with the same key in its looks, has been seen there. */
  looks?: Look[];
  /** Brings the source pictures; asked only where something looks wrong, for those that may be meant to look so. */
  bringMedia?: (refs: MediaRef[]) => Promise<MediaFiles>;
  signal: AbortSignal;
}): Promise<FilmReport> {
  const { file, timeline, looks = planLooks(timeline), bringMedia, signal } = request;
  const index = await readMp4(file);
  const ofContainer = judgeContainer(index, timeline);
  const hasSound = index.audio !== undefined;
  const ranges = rangesOf(hasSound ? looks : planLooks(timeline));
  const { frames, framesSeen, sound } = await watchFilm({ file, hasSound, ranges, timeline, signal });
  const failures = [
    ...ofContainer,
    ...judgeCount(framesSeen, ranges),
    ...(await judgePictures(frames, timeline, bringMedia)),
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
      ...containerFigures(index),
    },
  };
}

/** What looks wrong is looked at again beside the source pictures: one colour shows no motion. */
async function judgePictures(
  frames: FrameFacts[],
  timeline: Timeline,
  bringMedia?: (refs: MediaRef[]) => Promise<MediaFiles>,
): Promise<FilmFailure[]> {
  const suspected = judgeFrames(frames, timeline);
  if (suspected.length === 0 || !bringMedia) return suspected;
  const files = await bringMedia(timeline.segments.flatMap(stillsOf));
  const lights = new Map<string, StillLight>();
  for (const [sha256, path] of files) lights.set(sha256, await readStillLight(path));
  return judgeFrames(frames, timeline, lights);
}

function stillsOf({ backdrop, transition }: Segment): MediaRef[] {
  const backdrops = [backdrop, ...(transition ? [transition.from] : [])];
  return backdrops.flatMap((shown) => (shown.kind === 'still' ? [shown.media] : []));
}

function judgeCount(seen: number, ranges: FrameRange[]): FilmFailure[] {
  const asked = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  if (seen === asked) return [];
  return [filmFailure('frame_count', `${seen} frames could be decoded and ${asked} were planned.`)];
}

function containerFigures({ video, audio }: Mp4Index) {
  const seconds = (video?.endSeconds ?? 0) - (video?.startSeconds ?? 0);
  return {
    frames: video?.packets ?? 0,
    durationMs: seconds * 1000,
    width: video?.width ?? 0,
    height: video?.height ?? 0,
    fps: seconds > 0 ? (video?.packets ?? 0) / seconds : 0,
    soundEndOffsetMs: ((audio?.endSeconds ?? 0) - (video?.endSeconds ?? 0)) * 1000,
  };
}
