/** Stands in for `@bom/render` in the simulated workers: plans for real, and spends the time that rendering took. */
import { writeFile } from 'node:fs/promises';
import type {
  checkFilm as CheckFilm,
  findPauses as FindPauses,
  joinSegments as JoinSegments,
  makeMusicBed as MakeMusicBed,
  makePoster as MakePoster,
  renderAudio as RenderAudio,
  renderSegment as RenderSegment,
  studyPicture as StudyPicture,
} from '../../packages/render/src/index.ts';
import { around, drawOf, spend } from './clock.ts';
import { durations } from './durations.ts';

export * from '../../packages/render/src/index.ts';

/** As often as a real one is heard of by the job's row. */
const secondsBetweenReports = 0.7;

export const renderSegment: typeof RenderSegment = async ({ segment, out, signal, onFrame }) => {
  const seconds = around(segment.frames * durations.segmentFrame, drawOf(segment.key));
  for (let spent = 0; spent < seconds; spent += secondsBetweenReports) {
    await spend(Math.min(secondsBetweenReports, seconds - spent), signal);
    onFrame?.(Math.min(segment.frames, Math.ceil((segment.frames * spent) / seconds)), segment.frames);
  }
  await writeFile(out, segment.key);
  return { frames: segment.frames, bytes: segment.key.length };
};

export const renderAudio: typeof RenderAudio = async ({ plan, out, signal }) => {
  await spend(around(durations.mix, drawOf(plan.key)), signal);
  await writeFile(out, plan.key);
  return { path: out, samples: 0, integratedLufs: -14, truePeakDbtp: -1.5 };
};

export const joinSegments = (async ({ timeline, out, signal }: Parameters<typeof JoinSegments>[0]) => {
  await spend(durations.join, signal);
  await writeFile(out, JSON.stringify(timeline.segments.map(({ key }) => key)));
}) as typeof JoinSegments;

export const checkFilm = (async ({ signal }: Parameters<typeof CheckFilm>[0]) => {
  await spend(durations.check, signal);
  return { ok: true, failures: [] };
}) as unknown as typeof CheckFilm;

export const makePoster = (async ({ timeline, out, signal }: Parameters<typeof MakePoster>[0]) => {
  await spend(durations.poster, signal);
  await writeFile(out, `poster ${timeline.audio.key}`);
}) as typeof MakePoster;

export const makeMusicBed = (async ({ seed, out, seconds, signal }: Parameters<typeof MakeMusicBed>[0]) => {
  await spend(durations.musicBed, signal);
  await writeFile(out, JSON.stringify({ kind: 'audio', durationMs: seconds * 1000, seed }));
}) as typeof MakeMusicBed;

export const studyPicture: typeof StudyPicture = async () => {
  await spend(durations.focus);
  return { focus: { x: 0.5, y: 0.4 } };
};

export const findPauses: typeof FindPauses = async () => {
  await spend(durations.pauses);
  return [];
};
