import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import {
  audioMixKey,
  canonicalHash,
  filmKey,
  PermanentError,
  segmentKey,
  storedFilmSchema,
  TransientError,
} from '@bom/domain';
import type { StoredFilm, StoredFilms } from '@bom/domain';
import type { FinishedJob } from '@bom/db';
import { hashFile } from '@bom/media';
import { checkFilm, joinSegments, makePoster, planLooks, toSrt, toVtt } from '@bom/render';
import type { Look, MediaRef, Timeline } from '@bom/render';
import { mapConcurrently } from '@bom/runtime';
import type { Stage } from '../stage.ts';
import type { PlannedFilms } from './plan.ts';

const downloadsAtOnce = 4;

const keptSchema = z.object({
  film: storedFilmSchema,
  posterKey: z.string(),
  captions: z.object({ srt: z.string(), vtt: z.string() }),
});
type KeptFilm = z.infer<typeof keptSchema>;

/**
 * Joins, checks and uploads each format; poster and captions come from the first one. A film whose every part is as
 * it was is not joined again: the last one is there, and was checked.
 */
export async function finishFilms(stage: Stage, { timelines }: PlannedFilms): Promise<Omit<FinishedJob, 'warnings'>> {
  const finished: [string, KeptFilm][] = [];
  for (const [index, timeline] of timelines.entries()) {
    finished.push([timeline.format, await finishFilm(stage, { timeline, done: index / timelines.length })]);
  }
  const outputs: StoredFilms = Object.fromEntries(finished.map(([format, { film }]) => [format, film]));
  const main = finished[0]?.[1] as KeptFilm;
  const durationMs = Math.round(timelines[0]?.durationMs ?? 0);
  return { outputs, posterKey: main.posterKey, captions: main.captions, durationMs };
}

/** Those whose film is not there yet, as it is. */
export async function findUnfinished(stage: Stage, timelines: Timeline[]): Promise<Timeline[]> {
  const films = await Promise.all(timelines.map((timeline) => stage.recall(filmStep(stage, timeline))));
  return timelines.filter((_timeline, index) => films[index] === null);
}

function filmStep(stage: Stage, timeline: Timeline) {
  return {
    name: 'film',
    input: { timeline: canonicalHash(timeline) },
    parse: (stored: unknown) => keptSchema.parse(stored),
    isThere: (kept: KeptFilm) => areStored(stage, kept),
  };
}

function finishFilm(stage: Stage, { timeline, done }: { timeline: Timeline; done: number }): Promise<KeptFilm> {
  const make = () =>
    stage.deps.files.inFolder('finish', async (folder) => {
      await stage.enter('mixing', done);
      const file = await joinFilm(stage, { timeline, folder });
      await stage.enter('checking', done);
      return checkAndUpload(stage, { timeline, file, folder, done });
    });
  return stage.once({ ...filmStep(stage, timeline), run: make });
}

/**
 * A film is stored while it is checked. Nothing names it before both have ended, and one that fails is swept in time.
 */
async function checkAndUpload(
  stage: Stage,
  { done, ...film }: { timeline: Timeline; file: string; folder: string; done: number },
): Promise<KeptFilm> {
  const failed = new AbortController();
  const both = { ...stage, signal: AbortSignal.any([stage.signal, failed.signal]) };
  const check = async () => {
    await checkOrThrow(both, film);
    await stage.enter('uploading', done);
  };
  const stopOther = (error: unknown): never => {
    failed.abort(error);
    throw error;
  };
  const [uploaded] = await Promise.allSettled([uploadFilm(both, film).catch(stopOther), check().catch(stopOther)]);
  if (uploaded.status === 'fulfilled' && !failed.signal.aborted) return uploaded.value;
  throw failed.signal.reason;
}

async function areStored({ deps }: Stage, { film, posterKey, captions }: KeptFilm): Promise<boolean> {
  const keys = [film.key, posterKey, captions.srt, captions.vtt];
  const found = await Promise.all(keys.map((key) => deps.storage.head(key)));
  return found.every((object) => object !== null);
}

async function joinFilm(stage: Stage, { timeline, folder }: { timeline: Timeline; folder: string }): Promise<string> {
  const audio = { key: audioMixKey(timeline.audio.key), path: `${folder}/${timeline.audio.key}.m4a` };
  const segments = timeline.segments.map(({ key, index }) => ({
    key: segmentKey(key),
    path: `${folder}/${timeline.format}-${index}.mp4`,
  }));
  await mapConcurrently([audio, ...segments], downloadsAtOnce, (part) => bringPart(stage, part));
  const out = `${folder}/${timeline.format}.mp4`;
  const paths = { segments: segments.map(({ path }) => path), audio: audio.path };
  await joinSegments({ timeline, ...paths, out, signal: stage.signal });
  return out;
}

/** One that somebody took away since it was looked for is made again by the next try. */
async function bringPart({ deps, signal }: Stage, part: { key: string; path: string }): Promise<void> {
  try {
    await deps.storage.download({ ...part, signal });
  } catch (error) {
    if (!(error instanceof PermanentError && error.code === 'object_not_found')) throw error;
    throw new TransientError('part_missing', 'A part of the film left storage while it was joined; it is made again.');
  }
}

/** What was looked at in a film that passed is not looked at again; sound is heard every time. */
async function checkOrThrow(stage: Stage, { timeline, file }: { timeline: Timeline; file: string }): Promise<void> {
  const looks = await findNewLooks(stage, timeline);
  const { signal } = stage;
  const bringMedia = (refs: MediaRef[]) => stage.deps.files.bring(refs, signal);
  const report = await checkFilm({ file, timeline, looks, bringMedia, signal });
  const [first] = report.failures;
  if (!first) {
    await Promise.all(
      looks.map((look) => stage.once({ ...lookStep(look), run: () => Promise.resolve(true as const) })),
    );
    return;
  }
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

async function findNewLooks(stage: Stage, timeline: Timeline): Promise<Look[]> {
  const looks = planLooks(timeline);
  const known = await Promise.all(looks.map((look) => stage.recall(lookStep(look))));
  return looks.filter((_look, index) => known[index] === null);
}

function lookStep({ key }: Look) {
  return {
    name: 'pictures-checked',
    input: { look: key },
    parse: (stored: unknown) => z.literal(true).parse(stored),
  };
}

async function uploadFilm(
  { deps, claim, signal }: Stage,
  { timeline, file, folder }: { timeline: Timeline; file: string; folder: string },
): Promise<KeptFilm> {
  const { videoId } = claim.job;
  const put = async (path: string, extension: string, contentType: string) => {
    const sha256 = await hashFile(path);
    const key = filmKey(videoId, sha256, extension);
    await deps.storage.put({ key, body: { path }, contentType, ifAbsent: true, signal });
    return { key, sha256 };
  };
  const putText = async (text: string, extension: string, contentType: string) => {
    const key = filmKey(videoId, createHash('sha256').update(text).digest('hex'), extension);
    await deps.storage.put({ key, body: Buffer.from(text), contentType, ifAbsent: true, signal });
    return key;
  };
  const poster = `${folder}/poster.jpg`;
  await makePoster({ file, timeline, out: poster, signal });
  const stored = await put(file, 'mp4', 'video/mp4');
  return {
    film: await describeFilm({ timeline, path: file, ...stored }),
    posterKey: (await put(poster, 'jpg', 'image/jpeg')).key,
    captions: {
      srt: await putText(toSrt(timeline.cues), 'srt', 'application/x-subrip'),
      vtt: await putText(toVtt(timeline.cues), 'vtt', 'text/vtt'),
    },
  };
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
