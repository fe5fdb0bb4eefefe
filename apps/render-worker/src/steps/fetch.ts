import { z } from 'zod';
import {
  beatsOf,
  canonicalHash,
  mediaKey,
  musicBedStep,
  PermanentError,
  StudioError,
  toStudioError,
} from '@bom/domain';
import type { FilmRecipe, FilmWarning, MediaSource } from '@bom/domain';
import { fetchMedia, hashFile, inspectMedia, toWav } from '@bom/media';
import type { LocalMedia } from '@bom/media';
import { findPauses, makeMusicBed, studyPicture } from '@bom/render';
import type { FilmMedia, MediaRef } from '@bom/render';
import { mapConcurrently } from '@bom/runtime';
import type { Stage } from '../stage.ts';

/** Every file of a film, in storage and known by its content. */
export interface FetchedMedia extends FilmMedia {
  warnings: FilmWarning[];
}

const refSchema = z.object({
  sha256: z.string(),
  kind: z.enum(['image', 'video', 'audio']),
  width: z.number().optional(),
  height: z.number().optional(),
  durationMs: z.number().optional(),
  focus: z.object({ x: z.number(), y: z.number() }).optional(),
  dark: z.literal(true).optional(),
  pauses: z.array(z.object({ fromMs: z.number(), toMs: z.number() })).optional(),
});

type Accept = ('image' | 'video' | 'audio')[];

/** What bringing files takes; assembling is one who does it, previewing another. */
export type MediaStage = Pick<Stage, 'deps' | 'signal' | 'once'>;

/** Brings every file that the recipe names into storage, checked; the first good bytes of a URL are pinned. */
export async function fetchMediaOf(stage: MediaStage, recipe: FilmRecipe): Promise<FetchedMedia> {
  const beats = beatsOf(recipe.script);
  const sceneOf = (index: number) => beats[index]?.scene ?? null;
  const pictures = await bringAll(
    stage,
    recipe.pictures.map((source, index) =>
      source ? { source, accept: ['image', 'video'], scene: sceneOf(index), what: 'picture' } : null,
    ),
  );
  const takes = recipe.voice.kind === 'takes';
  const spoken = recipe.voice.kind === 'takes' ? recipe.voice.takes.map(({ source }) => source) : [recipe.voice.source];
  const voices = await bringAll(
    stage,
    spoken.map((source, index) => ({
      source,
      accept: ['audio'],
      scene: takes ? sceneOf(index) : null,
      what: 'narration',
    })),
  );
  const music = recipe.music
    ? await bring(stage, { source: recipe.music, accept: ['audio'], scene: null, what: 'music' })
    : await bringMusicBed(stage, recipe);
  const warnings = recipe.music
    ? []
    : [{ code: 'default_music', detail: 'No music was given, so a generated music bed plays under the voice.' }];
  const brand = await bringBrandMedia(stage, recipe);
  return { pictures, voices: voices.filter((voice) => voice !== null), music, ...brand, warnings };
}

async function bringBrandMedia(
  stage: MediaStage,
  { brand: { kit } }: FilmRecipe,
): Promise<Pick<FilmMedia, 'logo' | 'intro' | 'outro'>> {
  const wanted = (url: string | undefined, accept: Accept, what: string): Wanted | null =>
    url === undefined ? null : { source: { url }, accept, scene: null, what };
  const [logo = null, intro = null, outro = null] = await bringAll(stage, [
    wanted(kit.logo_url, ['image'], 'logo'),
    wanted(kit.intro_url, ['image', 'video'], 'intro'),
    wanted(kit.outro_url, ['image', 'video'], 'outro'),
  ]);
  return { logo, intro, outro };
}

interface Wanted {
  source: MediaSource;
  accept: Accept;
  scene: number | null;
  /** Named in errors. */
  what: string;
}

const fetchesAtOnce = 6;

/** A few at a time, and each source once, however many scenes show it. */
async function bringAll(stage: MediaStage, wanted: (Wanted | null)[]): Promise<(MediaRef | null)[]> {
  const keyOf = ({ source, accept }: Wanted) => canonicalHash({ source, accept });
  const firsts = new Map<string, Wanted>();
  for (const one of wanted) if (one && !firsts.has(keyOf(one))) firsts.set(keyOf(one), one);
  const brought = new Map<string, MediaRef>();
  await mapConcurrently([...firsts], fetchesAtOnce, async ([key, one]) => {
    brought.set(key, await bring(stage, one));
  });
  return wanted.map((one) => (one && brought.get(keyOf(one))) ?? null);
}

function bring(stage: MediaStage, wanted: Wanted): Promise<MediaRef> {
  return stage.once({
    name: 'fetch',
    input: { source: wanted.source, accept: wanted.accept },
    parse: (stored) => refSchema.parse(stored) as MediaRef,
    isThere: isStored(stage),
    run: async () => {
      try {
        return await fetchOne(stage, wanted);
      } catch (error) {
        throw placed(error, wanted);
      }
    },
  });
}

/** What is remembered of a file is no use without it. */
function isStored({ deps }: MediaStage): (ref: MediaRef) => Promise<boolean> {
  return async ({ sha256 }) => (await deps.storage.head(mediaKey(sha256))) !== null;
}

async function fetchOne(stage: MediaStage, { source, accept, what }: Wanted): Promise<MediaRef> {
  return stage.deps.files.inFolder('fetch', async (dir) => {
    const ref = await fetchInto(dir, stage, { source, accept });
    return what === 'narration' ? { ...ref, pauses: await findPauses(decodedPath(dir)) } : ref;
  });
}

async function fetchInto(
  dir: string,
  { deps, signal }: MediaStage,
  { source, accept }: Pick<Wanted, 'source' | 'accept'>,
): Promise<MediaRef> {
  const key = await storedKey(deps, source);
  if (key === null && 'url' in source) {
    const media = await fetchMedia({ url: source.url, accept, dir, allowPrivate: deps.allowPrivate, signal });
    return keep(deps, { media, dir, signal });
  }
  const path = `${dir}/object`;
  await deps.storage.download({ key: key ?? '', path, signal });
  return keep(deps, { media: await inspectLocal({ path, accept, signal }), dir, signal });
}

/** Puts a checked file into storage. Sound is decoded to WAV first, so that the mix only ever meets our own files. */
async function keep(
  deps: Stage['deps'],
  { media, dir, signal }: { media: LocalMedia; dir: string; signal: AbortSignal },
): Promise<MediaRef> {
  const kept = media.kind === 'audio' ? await asWav(media, { dir, signal }) : media;
  await deps.storage.put({
    key: mediaKey(kept.sha256),
    body: { path: kept.path },
    contentType: kept.mimeType,
    ifAbsent: true,
    signal,
  });
  return toRef(kept);
}

async function asWav(media: LocalMedia, { dir, signal }: { dir: string; signal: AbortSignal }): Promise<LocalMedia> {
  const path = decodedPath(dir);
  const { durationMs } = await toWav({ path: media.path, out: path, signal });
  return { ...media, path, sha256: await hashFile(path), mimeType: 'audio/wav', durationMs };
}

function decodedPath(dir: string): string {
  return `${dir}/decoded.wav`;
}

/** The object that a source names, null for a plain URL. */
async function storedKey({ db }: MediaStage['deps'], source: MediaSource): Promise<string | null> {
  if ('key' in source) return source.key;
  if (!source.url.startsWith('asset:')) return null;
  const asset = await db.prisma.asset.findUnique({ where: { id: source.url.slice('asset:'.length) } });
  if (asset) return asset.key;
  throw new PermanentError('asset_not_found', `There is no asset "${source.url}"; upload it through POST /api/assets.`);
}

async function inspectLocal(file: { path: string; accept: Accept; signal: AbortSignal }): Promise<LocalMedia> {
  return { path: file.path, sha256: await hashFile(file.path), ...(await inspectMedia(file)) };
}

async function toRef(media: LocalMedia): Promise<MediaRef> {
  const { sha256, kind, width, height, durationMs } = media;
  return {
    sha256,
    kind,
    ...(width && height ? { width, height } : {}),
    ...(durationMs ? { durationMs } : {}),
    ...(kind === 'image' ? await studyPicture(media.path) : {}),
  };
}

function bringMusicBed(stage: MediaStage, recipe: FilmRecipe): Promise<MediaRef> {
  const { deps, signal, once } = stage;
  const step = musicBedStep(recipe.brand);
  return once({
    ...step,
    parse: (stored) => refSchema.parse(stored) as MediaRef,
    isThere: isStored(stage),
    run: () =>
      deps.files.inFolder('music', async (dir) => {
        const path = `${dir}/bed.wav`;
        await makeMusicBed({ ...step.input, out: path, signal });
        return keep(deps, { media: await inspectLocal({ path, accept: ['audio'], signal }), dir, signal });
      }),
  });
}

/** The same error, with its scene and with what the file was to be. */
function placed(error: unknown, { scene, what }: Wanted): unknown {
  const failure = toStudioError(error, scene);
  if (!(failure instanceof StudioError) || failure.code === 'cancelled') return error;
  const Class = failure.constructor as new (code: string, message: string, options: object) => StudioError;
  const place = scene === null ? `The ${what}` : `The ${what} of scene ${scene + 1}`;
  return new Class(failure.code, `${place}: ${failure.message}`, {
    cause: error,
    scene,
    details: failure.details,
    ...(failure.retryAfterMs ? { retryAfterMs: failure.retryAfterMs } : {}),
  });
}
