import { spokenSeconds } from '../spoken-length.ts';
import type { Complaint } from './ask-claude.ts';

export interface SpokenParts {
  hook: string;
  scenes: { narration: string; on_screen_text?: string | null | undefined }[];
  cta: string;
}

/** How far a film's spoken length may be from its target before it is sent back. */
const lengthTolerance = 0.35;

/** Length, leftovers and facts from nowhere: what the schema can't see. None is fatal; they end as warnings. */
export function checkScript(
  parts: SpokenParts,
  facts: { source: string; language: string; targetSeconds: number },
): Complaint[] {
  const spoken = [parts.hook, ...parts.scenes.map(({ narration }) => narration), parts.cta];
  const shown = parts.scenes.map((scene) => scene.on_screen_text ?? '');
  return [
    ...lengthComplaints(spoken, facts),
    ...leftovers([...spoken, ...shown]),
    ...unsupportedFacts([...spoken, ...shown], facts.source),
  ];
}

function lengthComplaints(
  spoken: string[],
  { language, targetSeconds }: { language: string; targetSeconds: number },
): Complaint[] {
  const seconds = spoken.reduce((sum, text) => sum + spokenSeconds(text, language), 0);
  const share = seconds / targetSeconds;
  if (Math.abs(share - 1) <= lengthTolerance) return [];
  const wish = share > 1 ? 'Cut it to length' : 'Say more that the material supports';
  return [complain(`the film takes about ${Math.round(seconds)} seconds to say, ${targetSeconds} are wanted. ${wish}`)];
}

function leftovers(texts: string[]): Complaint[] {
  const placeholder = texts.flatMap((text) => text.match(/\[[^\]]{1,60}\]|\{[^}]{1,60}\}/u) ?? []);
  const tags = texts.flatMap((text) => text.match(/#\p{L}[\p{L}\d_]+|\p{Extended_Pictographic}/u) ?? []);
  return [...placeholder, ...tags]
    .filter((found) => !/^[\d#*©®™]$/u.test(found))
    .map((found) => complain(`"${found}" can't be spoken: write it out or leave it out`));
}

/** Numbers that weigh (over ten, or with a sign of money or percent), addresses and handles that the material lacks. */
export function unsupportedFacts(texts: string[], source: string): Complaint[] {
  const known = source.toLowerCase();
  const knownDigits = new Set(numbersOf(known));
  const found = texts.flatMap((text) => {
    const numbers = [...text.matchAll(/[€$£¥]?\s?\d[\d.,]*\s?[%€$£¥]?/gu)]
      .map(([match]) => match.trim().replace(/[.,]+$/, ''))
      .filter((match) => /[%€$£¥]/.test(match) || Number(numbersOf(match)[0] ?? 0) > 10)
      .filter((match) => !numbersOf(match).every((digits) => knownDigits.has(digits)));
    const addresses = (
      text.match(
        /[\w.-]+@[\w.-]+\.\w+|(?:https?:\/\/|www\.)\S+|\b[\w-]+\.(?:com|net|org|nl|de|be|fr|es|it|pt|eu|io|co|uk|shop|app|info)\b/giu,
      ) ?? []
    )
      .map((address) => address.replace(/[.,!?]+$/, ''))
      .filter((address) => !known.includes(address.toLowerCase().replace(/^https?:\/\/|^www\./, '')));
    return [...numbers, ...addresses];
  });
  return [...new Set(found)].map((fact) => complain(`"${fact}" is not in the material: leave it out`));
}

function numbersOf(text: string): string[] {
  return text.match(/\d+/g) ?? [];
}

function complain(text: string): Complaint {
  return { text, fatal: false };
}
