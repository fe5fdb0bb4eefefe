import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { audioMixKey, filmKey, PermanentError, segmentKey } from '@bom/domain';
import type { StoredFilm, StoredFilms } from '@bom/domain';
import type { FinishedJob } from '@bom/db';
import { hashFile } from '@bom/media';
import { checkFilm, joinSegments, makePoster, toSrt, toVtt } from '@bom/render';
import type { FilmReport, Timeline } from '@bom/render';
import type { AssemblyStage } from '../assembly.ts';
import type { PlannedFilms } from './plan.ts';

/** Joins, checks and uploads each format; poster and captions come from the first one. */
export async function finishFilms(stage: AssemblyStage, films: PlannedFilms): Promise<Omit<FinishedJob, 'warnings'>> {
  return stage.deps.files.inFolder('finish', async (folder) => {
    const files = new Map<string, string>();
    await stage.enter('mixing');
    for (const timeline of films.timelines) files.set(timeline.format, await joinFilm(stage, { timeline, folder }));
    await stage.enter('checking');
    for (const [index, timeline] of films.timelines.entries()) {
      await stage.enter('checking', index / films.timelines.length);
      await checkOrThrow(stage, { timeline, file: files.get(timeline.format) ?? '' });
    }
    await stage.enter('uploading');
    return uploadFilms(stage, { films, files, folder });
  });
}

async function joinFilm(
  { deps, signal }: AssemblyStage,
  { timeline, folder }: { timeline: Timeline; folder: string },
): Promise<string> {
  const segments: string[] = [];
  for (const segment of timeline.segments) {
    const path = `${folder}/${timeline.format}-${segment.index}.mp4`;
    await deps.storage.download({ key: segmentKey(segment.key), path, signal });
    segments.push(path);
  }
  const audio = `${folder}/${timeline.audio.key}.m4a`;
  await deps.storage.download({ key: audioMixKey(timeline.audio.key), path: audio, signal });
  const out = `${folder}/${timeline.format}.mp4`;
  await joinSegments({ timeline, segments, audio, out, signal });
  return out;
}

async function checkOrThrow(
  { signal }: AssemblyStage,
  { timeline, file }: { timeline: Timeline; file: string },
): Promise<FilmReport> {
  const report = await checkFilm({ file, timeline, signal });
  const [first] = report.failures;
  if (!first) return report;
  const more = report.failures.length > 1 ? ` (and ${report.failures.length - 1} more)` : '';
  throw new PermanentError(
    'film_check_failed',
    `The ${timeline.format} film failed its check: ${first.detail}${more}`,
    {
      scene: first.scene,
      details: { failures: report.failures },
    },
  );
}

async function uploadFilms(
  { deps, claim, signal }: AssemblyStage,
  { films, files, folder }: { films: PlannedFilms; files: Map<string, string>; folder: string },
): Promise<Omit<FinishedJob, 'warnings'>> {
  const { videoId } = claim.job;
  const outputs: StoredFilms = {};
  for (const timeline of films.timelines) {
    const path = files.get(timeline.format) ?? '';
    const sha256 = await hashFile(path);
    const key = filmKey(videoId, sha256, 'mp4');
    await deps.storage.put({ key, body: { path }, contentType: 'video/mp4', ifAbsent: true, signal });
    outputs[timeline.format] = await describeFilm({ timeline, path, key, sha256 });
  }
  const main = films.timelines[0] as Timeline;
  const poster = `${folder}/poster.jpg`;
  await makePoster({ file: files.get(main.format) ?? '', timeline: main, out: poster, signal });
  const posterKey = filmKey(videoId, await hashFile(poster), 'jpg');
  await deps.storage.put({ key: posterKey, body: { path: poster }, contentType: 'image/jpeg', ifAbsent: true, signal });
  const putText = async (text: string, extension: string, contentType: string) => {
    const key = filmKey(videoId, createHash('sha256').update(text).digest('hex'), extension);
    await deps.storage.put({ key, body: Buffer.from(text), contentType, ifAbsent: true, signal });
    return key;
  };
  const captions = {
    srt: await putText(toSrt(main.cues), 'srt', 'application/x-subrip'),
    vtt: await putText(toVtt(main.cues), 'vtt', 'text/vtt'),
  };
  return { outputs, posterKey, captions, durationMs: Math.round(main.durationMs) };
}

async function describeFilm({
  timeline,
  path,
  key,
  sha256,
}: {
  timeline: Timeline;
  path: string;
  key: string;
  sha256: string;
}): Promise<StoredFilm> {
  const { width, height, fps } = timeline.canvas;
  const { size } = await stat(path);
  return {
    key,
    width,
    height,
    duration_seconds: Math.round((timeline.frames / fps) * 1000) / 1000,
    bytes: size,
    sha256,
  };
}
