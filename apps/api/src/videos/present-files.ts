import type { FilmFile } from '@bom/contracts';
import { storedFilmsSchema } from '@bom/domain';
import type { Format } from '@bom/domain';
import type { Storage } from '@bom/storage';
import { signedUrlSeconds } from '../deps.ts';

/** Stored files as callers see them: as signed links. */
export async function presentFilms(storage: Storage, stored: unknown): Promise<Partial<Record<Format, FilmFile>>> {
  const films = Object.entries(storedFilmsSchema.parse(stored));
  const entries = await Promise.all(
    films.map(async ([format, { key, ...film }]) => {
      const url = await storage.signUrl({ key, expiresInSeconds: signedUrlSeconds, contentType: 'video/mp4' });
      return [format, { url, ...film }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

export async function presentCaptions(storage: Storage, stored: unknown): Promise<{ srt: string; vtt: string } | null> {
  const { srt, vtt } = stored as { srt?: string; vtt?: string };
  if (!srt || !vtt) return null;
  const sign = (key: string, contentType: string) =>
    storage.signUrl({ key, expiresInSeconds: signedUrlSeconds, contentType });
  return { srt: await sign(srt, 'application/x-subrip'), vtt: await sign(vtt, 'text/vtt') };
}

export async function presentFile(storage: Storage, key: string | null): Promise<string | null> {
  return key ? storage.signUrl({ key, expiresInSeconds: signedUrlSeconds, contentType: 'image/jpeg' }) : null;
}
