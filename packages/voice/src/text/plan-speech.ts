import { PermanentError } from '@bom/domain';
import { groupByTerms, type Term } from './group-by-terms.ts';
import { cleanText, speakableWord } from './speakable.ts';
import { spokenWeight } from './syllables.ts';

export type Pause = 'none' | 'short' | 'long';

/** What is said in one go for one or, where the glossary joins them, several written words. */
export interface SpeechUnit {
  spoken: string;
  /** The written words, in order. */
  words: string[];
  /** Where `spoken` is in the plan's text, in UTF-16 units. */
  from: number;
  to: number;
  /** About its syllables. */
  weight: number;
  pauseAfter: Pause;
}

export interface SpeechPlan {
  /** Everything that is said, on one line. */
  text: string;
  units: SpeechUnit[];
  language: string;
}

/**
 * Turns a narration into what is said, unit by unit, each knowing the written words it stands for.
 * Throws PermanentError `voice_text_empty` where nothing can be said.
 */
export function planSpeech({
  text,
  language,
  glossary = [],
}: {
  text: string;
  language: string;
  glossary?: Term[];
}): SpeechPlan {
  const lines = cleanText(text)
    .split('\n')
    .map((line) => line.split(/\s+/u).filter(Boolean).flatMap(splitUnspaced))
    .filter((words) => words.length > 0);
  const units: SpeechUnit[] = [];
  lines.forEach((words, index) => {
    for (const group of groupByTerms(words, glossary)) addUnit(units, group, language);
    if (index < lines.length - 1) endLine(units.at(-1));
  });
  if (units.length === 0) {
    throw new PermanentError(
      'voice_text_empty',
      `The narration "${text.slice(0, 60)}" has no words to say; write some.`,
    );
  }
  return { ...placeUnits(units), language };
}

/** A part of a plan with places of its own. */
export function planPart(plan: SpeechPlan, units: SpeechUnit[]): SpeechPlan {
  return { ...placeUnits(units), language: plan.language };
}

/** Scripts without spaces are cut where their words end. */
function splitUnspaced(word: string): string[] {
  if (!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{3}/u.test(word)) return [word];
  const parts: string[] = [];
  for (const { segment, isWordLike } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(word)) {
    if (isWordLike === true || parts.length === 0) parts.push(segment);
    else parts[parts.length - 1] += segment;
  }
  return parts;
}

function addUnit(
  units: SpeechUnit[],
  group: { words: string[]; say(this: void, spoken: string): string; text: string },
  language: string,
): void {
  const spoken = group.say(speakableWord(group.text, language)).replaceAll(/\s+/gu, ' ').trim();
  const previous = units.at(-1);
  if (spoken !== '') {
    const weight = spokenWeight(spoken, language);
    units.push({ spoken, words: group.words, from: 0, to: 0, weight, pauseAfter: pauseAfter(spoken) });
  } else if (previous) {
    const rest = group.words.join(' ');
    // A comma that stood behind an emoji goes back to its word; a dash keeps its distance.
    previous.words.push(`${previous.words.pop() ?? ''}${/^[,.;:!?…)\]]/u.test(rest) ? '' : ' '}${rest}`);
    if (previous.pauseAfter === 'none') pause(previous, /[.!?]/.exec(rest)?.[0] ?? ',');
  }
}

function endLine(unit: SpeechUnit | undefined): void {
  if (unit?.pauseAfter === 'none') pause(unit, ',');
}

function pause(unit: SpeechUnit, mark: string): void {
  unit.spoken += mark;
  unit.pauseAfter = pauseAfter(unit.spoken);
}

function pauseAfter(spoken: string): Pause {
  if (/[.!?。！？؟]$/u.test(spoken)) return 'long';
  return /[,;:、，；：،]$/u.test(spoken) ? 'short' : 'none';
}

function placeUnits(units: SpeechUnit[]): { text: string; units: SpeechUnit[] } {
  let at = 0;
  const placed = units.map((unit) => {
    const from = at;
    at += unit.spoken.length + 1;
    return { ...unit, from, to: from + unit.spoken.length };
  });
  return { text: placed.map(({ spoken }) => spoken).join(' '), units: placed };
}
