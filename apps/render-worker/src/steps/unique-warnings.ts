import type { FilmWarning } from '@bom/domain';

/** Said once for a whole film, however many scenes and formats it is true of. */
const ofTheFilm = new Set(['estimated_captions']);

/** Warnings without their repetitions: all formats of a film say the same of it. */
export function uniqueWarnings(warnings: FilmWarning[]): FilmWarning[] {
  const keyOf = ({ code, detail, scene }: FilmWarning) =>
    ofTheFilm.has(code) ? code : JSON.stringify([code, detail, scene ?? null]);
  const firsts = new Map<string, FilmWarning>();
  for (const warning of warnings) if (!firsts.has(keyOf(warning))) firsts.set(keyOf(warning), warning);
  return [...firsts.values()];
}
