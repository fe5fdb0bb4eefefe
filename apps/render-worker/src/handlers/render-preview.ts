import { loadRecipe, planningMemory } from '@bom/db';
import { filmKey, previewStep, storedFilmSchema } from '@bom/domain';
import type { FilmRecipe, Format, StoredFilm } from '@bom/domain';
import { runStep } from '@bom/jobs';
import type { Handler, Step } from '@bom/jobs';
import { hashFile } from '@bom/media';
import { joinSegments, mediaOf, planTimeline, renderAudio, renderSegment, requestsFromRecipe } from '@bom/render';
import type { FilmRequest, Timeline } from '@bom/render';
import { stat } from 'node:fs/promises';
import type { RenderDeps } from '../deps.ts';
import { fetchMediaOf } from '../steps/fetch.ts';

/** 480 px wide at most. */
const sizes: Record<Format, NonNullable<FilmRequest['size']>> = {
  vertical: { width: 360, height: 640 },
  square: { width: 480, height: 480 },
  horizontal: { width: 480, height: 270 },
};

/** `render.preview`: a revision's first format, small and quick, from the same timeline code as the film itself. */
export function renderPreviewJob(deps: RenderDeps): Handler<'render.preview'> {
  return async ({ video_id: videoId, revision }, { signal }) => {
    const recipe = await loadRecipe(deps.db, { videoId, revision });
    const memory = planningMemory(deps.db, videoId);
    const once = <Result>(step: Step<Result>) => runStep({ memory, signal, authorizeSpend: async () => {} }, step);
    await once({
      ...previewStep(recipe),
      parse: (stored) => storedFilmSchema.parse(stored),
      isThere: async ({ key }) => (await deps.storage.head(key)) !== null,
      run: () => makePreview({ deps, signal, once }, { videoId, recipe }),
    });
  };
}

type Stage = Parameters<typeof fetchMediaOf>[0];

async function makePreview(
  stage: Stage,
  { videoId, recipe }: { videoId: string; recipe: FilmRecipe },
): Promise<StoredFilm> {
  const { deps, signal } = stage;
  const media = await fetchMediaOf(stage, recipe);
  const [request] = requestsFromRecipe(recipe, { media, profile: 'preview' }).requests;
  if (!request) throw new RangeError('a recipe without a format');
  const timeline = planTimeline({ ...request, size: sizes[request.format] });
  return deps.files.inFolder('preview', async (folder) => {
    const path = await renderFilm(stage, { timeline, folder });
    const sha256 = await hashFile(path);
    const key = filmKey(videoId, sha256, 'mp4');
    await deps.storage.put({ key, body: { path }, contentType: 'video/mp4', ifAbsent: true, signal });
    const { width, height } = timeline.canvas;
    return { key, width, height, duration_seconds: timeline.durationMs / 1000, bytes: (await stat(path)).size, sha256 };
  });
}

/** One segment after the other, on this machine: small frames are quick, and the queue is left to films. */
async function renderFilm(
  { deps, signal }: Stage,
  { timeline, folder }: { timeline: Timeline; folder: string },
): Promise<string> {
  const segments: string[] = [];
  for (const segment of timeline.segments) {
    const out = `${folder}/${segment.index}.mp4`;
    await renderSegment({ segment, media: await deps.files.bring(mediaOf(segment), signal), out, signal });
    segments.push(out);
  }
  const audio = `${folder}/mix.m4a`;
  const sounds = await deps.files.bring(mediaOf(timeline.audio), signal);
  await renderAudio({ plan: timeline.audio, media: sounds, out: audio, signal });
  const out = `${folder}/preview.mp4`;
  await joinSegments({ timeline, segments, audio, out, signal });
  return out;
}
