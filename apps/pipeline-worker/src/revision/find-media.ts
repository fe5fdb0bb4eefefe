import { z } from 'zod';
import { canonicalHash, mediaKey, musicBedStep } from '@bom/domain';
import type { FilmDraft, MediaSource } from '@bom/domain';
import type { FilmMedia, MediaRef } from '@bom/render';
import type { Storage } from '@bom/storage';

/** What is known without making anything. */
export interface Known {
  /** What earlier steps of the video left; null where nothing did, or where the file that it names is gone. */
  recall(name: string, input: unknown): Promise<unknown>;
  /** An uploaded file's kind and size, null where there is none. */
  assetOf(url: string): Promise<Pick<MediaRef, 'kind' | 'width' | 'height'> | null>;
}

const file = z.looseObject({ sha256: z.string() }).transform(({ sha256 }) => mediaKey(sha256));
const fileSchema = z.union([
  file,
  z.looseObject({ source: file }).transform(({ source }) => source),
  z.looseObject({ take: z.looseObject({ source: file }) }).transform(({ take }) => take.source),
  z.looseObject({ film: z.looseObject({ key: z.string() }) }).transform(({ film }) => film.key),
]);

/** False where the file of a remembered picture, take, fetch or film is gone: running would make it again. */
export async function isFileThere(storage: Storage, stored: unknown): Promise<boolean> {
  const key = fileSchema.safeParse(stored);
  return !key.success || (await storage.head(key.data)) !== null;
}

const refSchema = z.looseObject({ sha256: z.string(), kind: z.enum(['image', 'video', 'audio']) });

/** The file of a source as assembly knows it, or a stand-in whose segments are not there yet. */
export async function findMedia(
  known: Known,
  { source, accept }: { source: MediaSource; accept: ('image' | 'video' | 'audio')[] },
): Promise<MediaRef> {
  const stored = await known.recall('fetch', { source, accept });
  if (stored) return refSchema.parse(stored);
  const asset = 'url' in source ? await known.assetOf(source.url) : null;
  return { ...standIn(accept[0] ?? 'image', source), ...asset };
}

/** For a file that is still to be made: its content is not known, so nothing that shows it is found either. */
export function standIn(kind: 'image' | 'video' | 'audio', of: unknown): MediaRef {
  return { sha256: `${toCome}${canonicalHash(of)}`, kind };
}

export function isToCome({ sha256 }: MediaRef): boolean {
  return sha256.startsWith(toCome);
}

const toCome = 'to-come-';

/** A picture of unknown size probably has the shape of the film's others, or the one that is asked of illustrators. */
export function withSize(ref: MediaRef, others: (MediaRef | null)[]): MediaRef {
  if (ref.width && ref.height) return ref;
  const { width = 1080, height = 1920 } = others.find((other) => other?.width && other.height) ?? {};
  return { ...ref, width, height };
}

/** The files that do not belong to a beat. */
export async function findBrandMedia(known: Known, draft: FilmDraft): Promise<Omit<FilmMedia, 'pictures' | 'voices'>> {
  const { logo_url: logo, intro_url: intro, outro_url: outro } = draft.brand.kit;
  const find = async (url: string | undefined, accept: ('image' | 'video')[]) =>
    url === undefined ? null : withSize(await findMedia(known, { source: { url }, accept }), []);
  return {
    music: draft.music
      ? await findMedia(known, { source: draft.music, accept: ['audio'] })
      : await findMusicBed(known, draft),
    logo: await find(logo, ['image']),
    intro: await find(intro, ['image', 'video']),
    outro: await find(outro, ['image', 'video']),
  };
}

async function findMusicBed({ recall }: Known, { brand }: FilmDraft): Promise<MediaRef> {
  const { name, input } = musicBedStep(brand);
  const stored = await recall(name, input);
  return stored ? refSchema.parse(stored) : standIn('audio', input);
}
