import type { AssemblyRequest } from '@bom/contracts';
import { createFilmJob } from '@bom/db';
import type { Job, Tx, Video } from '@bom/db';
import { beatsOf, brandKitSchema } from '@bom/domain';
import type { FilmRecipe, MediaSource } from '@bom/domain';
import { notFound } from '../http/http-problem.ts';
import { urlsOfScript } from '../videos/check-urls.ts';
import type { NamedUrl } from '../videos/check-urls.ts';

/** Every address that an assembly request names. */
export function urlsOfAssembly({ images, audio_url, music_url, callback_url, script }: AssemblyRequest): NamedUrl[] {
  const single = Object.entries({ audio_url, music_url, callback_url });
  return [
    ...images.map((url, index) => ({ path: `images.${index}`, url })),
    ...single.flatMap(([path, url]) => (url === undefined ? [] : [{ path, url }])),
    ...urlsOfScript(script),
  ];
}

/** The job of an assembly request, in the caller's transaction; the video must be in a state that allows it. */
export async function startAssembly(
  tx: Tx,
  { body, actor, requestId }: { body: AssemblyRequest; actor: string; requestId: string },
): Promise<Job> {
  const video = await tx.video.findFirst({
    where: { id: body.video_id, project: { deletedAt: null } },
    include: { client: true },
  });
  if (!video) throw notFound();
  return createFilmJob(tx, {
    videoId: video.id,
    kind: 'assembly',
    request: {},
    recipe: recipeOf(body, video),
    actor,
    requestId,
    callbackUrl: body.callback_url,
    metadata: body.metadata as never,
  });
}

function recipeOf(body: AssemblyRequest, video: Video & { client: { name: string; brandKit: unknown } }): FilmRecipe {
  const kit = brandKitSchema.parse(video.client.brandKit);
  const music = body.music_url ?? kit.music_url;
  return {
    formats: [...new Set(body.formats ?? (body.format ? [body.format] : []))],
    language: body.script.language ?? video.language ?? kit.language ?? 'en',
    script: body.script,
    brand: { name: video.client.name, kit },
    pictures: picturesOf(body),
    voice: {
      kind: 'recording',
      source: { url: body.audio_url },
      ...(body.words ? { words: body.words } : {}),
    },
    music: music ? { url: music } : null,
    captions: body.captions ?? {},
    warnings: [],
  };
}

/** One picture a beat: with one a scene the hook borrows the first; scenes without one use their `image_url`. */
function picturesOf({ script, images }: AssemblyRequest): (MediaSource | null)[] {
  const hookHasOwn = script.hook !== '' && images.length === script.scenes.length + 1;
  return beatsOf(script).map((beat) => {
    if (beat.kind === 'cta') return null;
    const scene = beat.scene ?? 0;
    const index = hookHasOwn ? (beat.kind === 'hook' ? 0 : scene + 1) : scene;
    const url = images[index] ?? script.scenes[scene]?.image_url;
    return url ? { url } : null;
  });
}
