import { planPart, type SpeechPlan, type SpeechUnit } from './plan-speech.ts';

/**
 * Parts whose texts are at most `maxChars` long, cut after sentences; after other pauses, or anywhere between words, only
 * where a sentence is longer than that.
 */
export function splitPlan(plan: SpeechPlan, maxChars: number): SpeechPlan[] {
  const parts: SpeechPlan[] = [];
  let rest = plan.units;
  while (rest.length > 0) {
    const count = countFitting(rest, maxChars);
    parts.push(planPart(plan, rest.slice(0, count)));
    rest = rest.slice(count);
  }
  return parts;
}

function countFitting(units: SpeechUnit[], maxChars: number): number {
  const start = units[0]?.from ?? 0;
  const tooMany = units.findIndex(({ to }) => to - start > maxChars);
  if (tooMany < 0) return units.length;
  // A single word that is too long is let through: the provider says what is wrong with it.
  if (tooMany === 0) return 1;
  const fitting = units.slice(0, tooMany);
  const lastOf = (pause: string): number => fitting.findLastIndex(({ pauseAfter }) => pauseAfter === pause) + 1;
  return lastOf('long') || lastOf('short') || tooMany;
}
