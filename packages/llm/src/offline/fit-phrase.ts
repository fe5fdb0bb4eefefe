import { wordsOf } from '../spoken-length.ts';
import { joinList } from './clean-answer.ts';
import type { Grammar } from './copy/copy.ts';

export interface Fitted {
  text: string;
  /** What was cut off and can stand by itself; empty where nothing was, or it can't. */
  rest: string;
}

interface Cut {
  /** Where the kept text ends. */
  to: number;
  /** Where what can stand by itself begins again; null where it can't. */
  next: number | null;
}

interface Kind {
  cuts: Cut[];
  isPhrase: boolean;
}

/** Subjects that no phrase can begin with. */
const personal = /^(?:we|i|they|wij|ik|ze|wir|ich|nous|on|je|nosotros|nós|noi|io)$/u;
const fewestWords = 2;

interface FitOptions {
  maxWords: number;
  grammar: Grammar;
  isStatement: boolean;
  /** For hooks and captions: of several prepositional phrases none is kept, since half of them says little. */
  isTerse?: boolean;
}

/**
 * The longest beginning of a client's words that is whole: cut only before a comma, an "and", a relative clause or a
 * preposition, in this order, and never so that an adjective, an article or a verb is left hanging. Null where no cut
 * is safe; the caller then writes without it.
 */
export function fitPhrase(
  text: string,
  { maxWords, grammar, isStatement, isTerse = false }: FitOptions,
): Fitted | null {
  if (wordsOf(text).length <= maxWords) return { text, rest: '' };
  // What follows a "because" is a sentence of its own, where the verb stands as in a main clause.
  const [opening = ''] = text.split(' ');
  if (!grammar.verbLast && listed(grammar.conjunctions).has(opening.toLowerCase())) {
    const rest = text.slice(opening.length).trim();
    return startsFree(rest, grammar) ? fitPhrase(rest, { maxWords, grammar, isStatement: true }) : null;
  }
  for (const { cuts, isPhrase } of cutsOf(text, grammar, isStatement)) {
    const fitting = cuts.filter(({ to }) => {
      const kept = text.slice(0, to);
      const count = wordsOf(kept).length;
      if (isTerse && contentWords(kept, grammar) < fewestWords) return false;
      return count >= (isStatement ? 4 : fewestWords) && count <= maxWords && endsWell(kept, grammar);
    });
    const chosen = isTerse && isPhrase ? fitting[0] : fitting.at(-1);
    if (chosen) return fittedBy(text, chosen, grammar);
  }
  return null;
}

/** `bread, and we repair bikes`: a phrase that a whole sentence follows, without a stop between them. */
export function splitClause(text: string, { conjunctions, subjects }: Grammar): string[] {
  const joint = [...text.matchAll(/,?\s+(?=(\S+)\s+(\S+)\s)/gu)].find(
    ([, conjunction = '', subject = '']) =>
      listed(conjunctions).has(conjunction.toLowerCase()) && personal.test(subject) && listed(subjects).has(subject),
  );
  if (!joint) return [text];
  const [gap, conjunction = ''] = joint;
  return [text.slice(0, joint.index), text.slice(joint.index + gap.length + conjunction.length).trim()];
}

/** Whether a text begins like a whole sentence: a subject, or the business's name and a verb after it. */
export function isStatement(text: string, grammar: Grammar, name: string): boolean {
  const first = text.split(' ')[0]?.toLowerCase().replaceAll("'", '’') ?? '';
  const startsWithName = text.toLowerCase().startsWith(`${name.toLowerCase()} `);
  return startsWithName || listed(grammar.subjects).has(first);
}

function fittedBy(text: string, { to, next }: Cut, grammar: Grammar): Fitted {
  const rest = next === null ? '' : text.slice(next).trim();
  return { text: closeList(text.slice(0, to).trim(), grammar), rest: wordsOf(rest).length >= fewestWords ? rest : '' };
}

/** `bread, cakes` that lost its last item becomes `bread and cakes`. */
function closeList(text: string, { conjunctions }: Grammar): string {
  const items = text.split(/,\s+/u);
  const isList = items.every((item) => wordsOf(item).length <= 3) && !wordCuts(text, conjunctions, true).length;
  return items.length > 1 && isList ? joinList(items, conjunctions.split(' ')[0] ?? '') : text;
}

/** Possible cuts by kind, the best kind first, each in order. */
function cutsOf(text: string, grammar: Grammar, statement: boolean): Kind[] {
  const subordinateFrom = subordinateStart(text, grammar);
  const stops = matches(text, /\s*(?:[;:]|\s[–—-]\s)\s*/gu, true);
  if (!startsFree(text, grammar)) return [{ cuts: stops, isPhrase: false }];
  const commas = matches(text, /,\s+/gu, true).filter(({ to }) => isWholeBefore(text, to, grammar));
  const isOutside = (cut: Cut): boolean => cut.to <= subordinateFrom;
  const conjunctions = wordCuts(text, grammar.conjunctions, true).filter(
    (cut) => (!grammar.verbLast || isOutside(cut)) && isWholeBefore(text, cut.to, grammar),
  );
  const relatives = wordCuts(text, grammar.relatives, false);
  const prepositions = wordCuts(text, grammar.prepositions, false).filter(isOutside);
  const plainCommas = commas.map((cut) => withoutSubordinateRest(text, cut, grammar));
  const kinds = statement
    ? [stops, plainCommas, conjunctions]
    : [stops, plainCommas, relatives, conjunctions, prepositions];
  return kinds.map((cuts) => ({ cuts, isPhrase: cuts === prepositions }));
}

function matches(text: string, pattern: RegExp, restStands: boolean): Cut[] {
  return [...text.matchAll(pattern)].map((match) => ({
    to: match.index,
    next: restStands ? match.index + match[0].length : null,
  }));
}

function wordCuts(text: string, words: string, restStands: boolean): Cut[] {
  const wanted = listed(words);
  return [...text.matchAll(/\s(\S+)(?=\s)/gu)]
    .filter((match) => wanted.has((match[1] ?? '').toLowerCase()))
    .map((match) => ({ to: match.index, next: restStands ? match.index + match[0].length : null }));
}

/** What follows a comma stands by itself unless a relative or a preposition opens it. */
function withoutSubordinateRest(text: string, cut: Cut, grammar: Grammar): Cut {
  const first =
    text
      .slice(cut.next ?? 0)
      .split(' ')[0]
      ?.toLowerCase() ?? '';
  const leans = [grammar.relatives, grammar.prepositions, grammar.conjunctions].some((words) =>
    listed(words).has(first),
  );
  return leans ? { to: cut.to, next: null } : cut;
}

function subordinateStart(text: string, grammar: Grammar): number {
  const wanted = listed(grammar.relatives);
  const opening = [...text.matchAll(/,?\s(\S+)/gu)].find((match) => wanted.has((match[1] ?? '').toLowerCase()));
  return opening?.index ?? Infinity;
}

function isWholeBefore(text: string, at: number, grammar: Grammar): boolean {
  const last = lastWord(text.slice(0, at));
  return last !== '' && grammar.mayEndBefore(last);
}

/** Not with a word that hangs on something before or after it. */
function startsFree(text: string, { conjunctions, relatives }: Grammar): boolean {
  const opening = text.split(' ')[0]?.toLowerCase() ?? '';
  return ![conjunctions, relatives].some((words) => listed(words).has(opening));
}

function contentWords(text: string, { articles, prepositions }: Grammar): number {
  const plain = [articles, prepositions].map(listed);
  return wordsOf(text.toLowerCase()).filter((word) => !plain.some((words) => words.has(word))).length;
}

function endsWell(text: string, { conjunctions, relatives, prepositions, articles }: Grammar): boolean {
  const last = lastWord(text).toLowerCase();
  return last !== '' && ![conjunctions, relatives, prepositions, articles].some((words) => listed(words).has(last));
}

function lastWord(text: string): string {
  return text.match(/[\p{L}\p{N}’-]+(?=[^\p{L}\p{N}]*$)/u)?.[0] ?? '';
}

function listed(words: string): Set<string> {
  return new Set(words.split(' '));
}
