import { z } from 'zod';
import { beatsOf, brandColors } from '@bom/domain';
import type { Beat, FilmWarning, Format, MediaSource, Script } from '@bom/domain';
import type { Shot } from '@bom/llm';
import { mapConcurrently } from '@bom/runtime';
import type { Stage } from '../stage.ts';
import { storeMedia } from './store-media.ts';
import { storedMediaSchema, warningsSchema } from './stored.ts';

const storedSchema = z.object({ source: storedMediaSchema, warnings: warningsSchema });
const picturesAtOnce = 4;

/** A picture for each beat; the call to action has none, its end card is drawn by the renderer. */
export async function makePictures(
  stage: Stage,
  { script, shots }: { script: Script; shots: Shot[] },
): Promise<{ sources: (MediaSource | null)[]; warnings: FilmWarning[] }> {
  const beats = beatsOf(script);
  const pictured = beats.filter((beat) => beat.kind !== 'cta').length;
  let done = 0;
  const made = await mapConcurrently(beats, picturesAtOnce, async (beat, index) => {
    const given = beat.scene === null ? undefined : script.scenes[beat.scene]?.image_url;
    if (beat.kind === 'cta') return null;
    if (given) return { source: { url: given }, warnings: [] };
    const shot = shots.find((candidate) => candidate.kind === beat.kind && candidate.scene === beat.scene);
    const picture = await makePicture(stage, { beat, index, total: pictured, prompt: shot?.prompt ?? beat.visual });
    done += 1;
    await stage.progress(done / pictured);
    return picture;
  });
  return {
    sources: made.map((picture) => picture?.source ?? null),
    warnings: made.flatMap((picture) => picture?.warnings ?? []),
  };
}

async function makePicture(
  { deps, film, once }: Stage,
  { beat, index, total, prompt }: { beat: Beat; index: number; total: number; prompt: string },
): Promise<{ source: { key: string; sha256: string }; warnings: FilmWarning[] }> {
  const colors = brandColors(film.brandKit);
  const request = {
    prompt,
    narration: beat.narration,
    visual: beat.visual,
    ...(beat.onScreenText ? { title: beat.onScreenText } : {}),
    brandName: film.clientName,
    colors,
    format: pictureFormat(film.request.formats),
    index,
    total,
    seed: `${film.videoId}/${beat.kind}/${beat.scene ?? 0}`,
    scene: beat.scene,
  };
  return once({
    name: 'image',
    input: { ...request, provider: deps.imagery.provider, model: deps.imagery.model },
    parse: (stored) => storedSchema.parse(stored),
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
