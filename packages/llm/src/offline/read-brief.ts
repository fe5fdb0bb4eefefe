import type { Brief } from '@bom/domain';
import { wordsOf } from '../spoken-length.ts';
import { sentencesOf, spokenText } from './clean-answer.ts';
import type { Grammar } from './copy/copy.ts';
import { upperFirst } from './fill-line.ts';
import { fitPhrase, isStatement, splitClause } from './fit-phrase.ts';

/** A client's answer, cut to what a film can carry. Statements are whole sentences in the client's own words. */
export interface Said {
  text: string;
  statement: boolean;
  /** At most six words, for a hook; empty where it can't be cut so short. */
  short: string;
}

export interface Material {
  name: string;
  offer: Said | null;
  /** A second thing that is sold, or a second sentence on it. */
  more: Said | null;
  audience: Said | null;
  edge: Said | null;
  edgeMore: Said | null;
  topic: Said | null;
}

interface Reading {
  grammar: Grammar;
  name: string;
  /** The longest that a piece may be. */
  maxWords: number;
}

const hookWords = 6;
const audienceWords = 9;
const demographics =
  /,?\s*(?:\b(?:aged?|between|ages|from|leeftijd|tussen(?: de)?|van|im Alter(?: von)?|zwischen|âgée?s? (?:de|entre)|entre|de|d[ai])\s+)?\b\d{1,2}\s*(?:-|–|—|to|and|tot|en|bis|und|à|et|a|y|e)\s*\d{1,2}\s*\+?(?:\s*(?:years?(?: old| of age)?|yrs?|jaar(?: oud)?|jahren?(?: alt)?|ans|años|anos|anni)\b)?/giu;

/** What a brief says, in pieces of at most `maxWords` words that fit a line; null where an answer can't be cut safely. */
export function readBrief(brief: Brief, { grammar, maxWords }: { grammar: Grammar; maxWords: number }): Material {
  const name = spokenText(brief.business_name) || brief.business_name.replaceAll(/\s+/g, ' ').trim();
  const reading = { grammar, name, maxWords };
  const offers = readAnswer(brief.what_they_sell, { ...reading, leads: grammar.offerLeads });
  const edges = readAnswer(brief.differentiator, reading);
  const [topic] = readAnswer(brief.topic ?? '', { ...reading, leads: grammar.topicLeads });
  return {
    name,
    offer: offers[0] ?? null,
    more: offers[1] ?? null,
    audience: readAudience(brief.target_customer, reading),
    edge: edges[0] ?? null,
    edgeMore: edges[1] ?? null,
    topic: topic ? { ...topic, statement: false } : null,
  };
}

/** The pieces of an answer: the first sentence, then what was cut off from it or what the next one says. */
function readAnswer(answer: string, reading: Reading & { leads?: RegExp }): Said[] {
  const { grammar, name, maxWords, leads } = reading;
  const queue = sentencesOf(answer, grammar);
  const said: Said[] = [];
  let first = true;
  while (queue.length > 0 && said.length < 2) {
    const sentence = queue.shift() ?? '';
    const whole = leads ? withoutLead(sentence, leads) : sentence;
    const statement = isStatement(whole, grammar, name);
    const [stripped = '', clause] = statement ? [whole] : splitClause(whole, grammar);
    if (clause) queue.unshift(upperFirst(clause));
    const fitted = fitPhrase(stripped, { maxWords, grammar, isStatement: statement });
    if (fitted?.rest && !statement) queue.unshift(fitted.rest);
    if (fitted && wordsOf(fitted.text).length >= (first ? 1 : 2))
      said.push({ text: fitted.text, statement, short: shortOf(fitted.text, grammar, statement) });
    first = false;
  }
  return said;
}

/** The audience is only used as a phrase, and never with ages or incomes: people don't feel addressed by a bracket. */
function readAudience(answer: string, { grammar, name, maxWords }: Reading): Said | null {
  const [sentence = ''] = sentencesOf(answer, grammar);
  const person = withoutLead(sentence, grammar.audienceLeads)
    .replaceAll(demographics, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s,]+|[\s,]+$/g, '')
    .trim();
  if (person === '' || isStatement(person, grammar, name) || /[\d€$£%]/.test(person)) return null;
  const limit = Math.min(audienceWords, maxWords);
  const fitted = fitPhrase(person, { maxWords: limit, grammar, isStatement: false });
  return fitted && { text: fitted.text, statement: false, short: shortOf(fitted.text, grammar, false) };
}

function withoutLead(sentence: string, leads: RegExp): string {
  const stripped = sentence.replace(leads, '').trim();
  return stripped === '' ? sentence : stripped;
}

function shortOf(text: string, grammar: Grammar, statement: boolean): string {
  return statement
    ? ''
    : (fitPhrase(text, { maxWords: hookWords, grammar, isStatement: false, isTerse: true })?.text ?? '');
}
