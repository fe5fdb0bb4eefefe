import type { SpeechPlan } from '../text/plan-speech.ts';
import type { UnitTimes } from '../types.ts';
import type { CharacterTimes } from './elevenlabs-answer.ts';

/**
 * Times of a plan's units from times of the characters of its text. Undefined where the characters are not those of the
 * text, or their times are not times: absent, negative, going back.
 */
export function timeUnits(
  plan: SpeechPlan,
  alignment: CharacterTimes | null | undefined,
  tempo: number,
): UnitTimes | undefined {
  if (alignment?.characters.join('') !== plan.text) return undefined;
  const starts = byCodeUnit(alignment.characters, alignment.character_start_times_seconds);
  const ends = byCodeUnit(alignment.characters, alignment.character_end_times_seconds);
  const times = plan.units.map(({ from, to }) => ({
    start: (starts[from] ?? Number.NaN) / tempo,
    end: (ends[to - 1] ?? Number.NaN) / tempo,
  }));
  const isSound = times.every(({ start, end }, index) => start >= (times[index - 1]?.start ?? 0) && end >= start);
  return isSound && (times.at(-1)?.end ?? 0) > 0 ? times : undefined;
}

/** A character may be several UTF-16 units; the plan counts in those. */
function byCodeUnit(characters: string[], values: number[]): (number | undefined)[] {
  return characters.flatMap((character, index) => Array.from({ length: character.length }, () => values[index]));
}
