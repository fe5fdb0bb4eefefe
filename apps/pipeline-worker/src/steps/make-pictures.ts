import { z } from 'zod';
import { beatsOf, brandColors } from '@bom/domain';
import type { Beat, FilmWarning, Format, MediaSource, Script } from '@bom/domain';
import type { ImageRequest, Imagery } from '@bom/imagery';
import type { Shot } from '@bom/llm';
import { mapConcurrently } from '@bom/runtime';
import type { Film } from '../film.ts';
import type { Stage } from '../stage.ts';
import { describeShots } from './describe-shots.ts';
import { storeMedia } from './store-media.ts';
import { storedMediaSchema, warningsSchema } from './stored.ts';

const storedSchema = z.object({ source: storedMediaSchema, warnings: warningsSchema });
type StoredPicture = z.infer<typeof storedSchema>;
const picturesAtOnce = 4;

/**
 * A picture for each beat: kept from an earlier revision, given by the script, or made. The call to action has none, its
 * end card is drawn by the renderer.
 */
export async function makePictures(
  stage: Stage,
  script: Script,
): Promise<{ sources: (MediaSource | null)[]; warnings: FilmWarning[] }> {
  const { film } = stage;
  const beats = beatsOf(script);
  const known = beats.map((_beat, index) => knownPicture(film, { script, index }));
  const missing = beats.flatMap((beat, index) => (known[index] || beat.kind === 'cta' ? [] : [index]));
  if (missing.length === 0) return { sources: known, warnings: [] };
  const { shots, warnings } = await describeShots(stage, script);
  let done = 0;
  const made = new Map<number, StoredPicture>();
  await mapConcurrently(missing, picturesAtOnce, async (index) => {
    made.set(index, await makePicture(stage, pictureRequest(film, { script, shots, index })));
    done += 1;
    await stage.progress(done / missing.length);
  });
  return {
    sources: known.map((picture, index) => picture ?? made.get(index)?.source ?? null),
    warnings: [...warnings, ...[...made.values()].flatMap((picture) => picture.warnings)],
  };
}

/** The picture that needs no making, if there is one. */
export function knownPicture(
  { draft }: Film,
  { script, index }: { script: Script; index: number },
): MediaSource | null {
  const beat = beatsOf(script)[index];
  const given = beat && beat.scene !== null ? script.scenes[beat.scene]?.image_url : undefined;
  return draft?.pictures[index] ?? (given ? { url: given } : null);
}

/** What is asked of the illustrator for a beat, by its place in film order. */
export function pictureRequest(
  film: Film,
  { script, shots, index }: { script: Script; shots: Shot[]; index: number },
): ImageRequest {
  const beats = beatsOf(script);
  const beat = beats[index] as Beat;
  const shot = shots.find((candidate) => candidate.kind === beat.kind && candidate.scene === beat.scene);
  return {
    prompt: shot?.prompt ?? beat.visual,
    narration: beat.narration,
    visual: beat.visual,
    ...(beat.onScreenText ? { title: beat.onScreenText } : {}),
    brandName: film.clientName,
    colors: brandColors(film.brandKit),
    format: pictureFormat(film.request.formats),
    index,
    total: beats.filter(({ kind }) => kind !== 'cta').length,
    seed: `${film.videoId}/${beat.kind}/${beat.scene ?? 0}`,
    scene: beat.scene,
  };
}

/** All that a picture follows from. */
export function imageInput(
  request: ImageRequest,
  { provider, model }: Pick<Imagery, 'provider' | 'model'>,
): ImageRequest & { provider: string; model: string } {
  return { ...request, provider, model };
}

function makePicture({ deps, once }: Stage, request: ImageRequest): Promise<StoredPicture> {
  return once({
    name: 'image',
    input: imageInput(request, deps.imagery),
    parse: (stored) => storedSchema.parse(stored),
    isThere: async ({ source }) => (await deps.storage.head(source.key)) !== null,
    run: async (call) => {
      const image = await deps.imagery.makeImage(request, call);
      const source = await storeMedia(deps.storage, {
        bytes: image.bytes,
        mimeType: image.mimeType,
        signal: call.signal,
      });
      return { source, warnings: image.warnings };
    },
  });
}

/** Pictures are made once for all formats: tall ones crop well to the others, and the first format asked decides. */
function pictureFormat(formats: Format[]): Format {
  return formats[0] ?? 'vertical';
}
