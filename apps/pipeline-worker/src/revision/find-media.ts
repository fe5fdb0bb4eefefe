import { z } from 'zod';
import { canonicalHash } from '@bom/domain';
import type { FilmDraft, MediaSource } from '@bom/domain';
import type { FilmMedia, MediaRef } from '@bom/render';

/** What earlier steps of the video left; null where nothing did. */
export type Recall = (name: string, input: unknown) => Promise<unknown>;

const refSchema = z.looseObject({ sha256: z.string(), kind: z.enum(['image', 'video', 'audio']) });

/** The file of a source as assembly knows it, or a stand-in whose segments are not there yet. */
export async function findMedia(
  recall: Recall,
  { source, accept }: { source: MediaSource; accept: ('image' | 'video' | 'audio')[] },
): Promise<MediaRef> {
  const stored = await recall('fetch', { source, accept });
  if (stored) return refSchema.parse(stored);
  return standIn(accept[0] ?? 'image', source);
}

/** Pictures that are made are tall, and most that are given too. */
const usualSize = { width: 1080, height: 1920 };

/** For a file that is still to be made: its content is not known, so nothing that shows it is found either. */
export function standIn(kind: 'image' | 'video' | 'audio', of: unknown): MediaRef {
  const sha256 = `to-come-${canonicalHash(of)}`;
  return kind === 'audio' ? { sha256, kind } : { sha256, kind, ...usualSize };
}

/** The files that do not belong to a beat. */
export async function findBrandMedia(
  recall: Recall,
  { draft, baseMusic }: { draft: FilmDraft; baseMusic: MediaRef | null },
): Promise<Omit<FilmMedia, 'pictures' | 'voices'>> {
  const { logo_url: logo, intro_url: intro, outro_url: outro } = draft.brand.kit;
  const find = async (url: string | undefined, accept: ('image' | 'video')[]) =>
    url === undefined ? null : findMedia(recall, { source: { url }, accept });
  return {
    music: draft.music
      ? await findMedia(recall, { source: draft.music, accept: ['audio'] })
      : (baseMusic ?? standIn('audio', draft.brand)),
    logo: await find(logo, ['image']),
    intro: await find(intro, ['image', 'video']),
    outro: await find(outro, ['image', 'video']),
  };
}
