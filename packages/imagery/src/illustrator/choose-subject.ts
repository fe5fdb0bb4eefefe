import { themes } from './catalog.ts';
import { languageOf } from './language-of.ts';
import { hashOf } from './random.ts';
import type { Subject, Theme } from './subject.ts';

export interface SceneWords {
  narration: string;
  visual: string;
  title?: string | undefined;
  brandName: string;
  index: number;
}

export interface SubjectChoice {
  theme: string;
  subject: Subject;
  /** What may stand beside it, best first: from the next theme that the words name, then from the same one. */
  companions: Subject[];
}

interface Scored {
  theme: Theme;
  subject: Subject;
  score: number;
}

const subjectWeight = 3;
const themeWeight = 1;
/** Title and brand name only decide where the scene's own words say nothing. */
const backgroundShare = 0.1;
/** "At the end of the day" is about whatever else is said. */
const vagueShare = 0.4;

/**
 * What a scene's words are about. Every hit of a subject's own words counts three, of its theme's words one; what comes
 * first in the scene weighs a little more. Equals take turns by `index`, so that neighbours differ.
 */
export function chooseSubject(words: SceneWords): SubjectChoice {
  const scene = readWords([words.visual, words.narration]);
  const background = readWords([`${words.title ?? ''} ${words.brandName}`]);
  const scored = themes.flatMap((theme) => {
    const themeScore = themeWeight * (hits(scene, theme.stems) + backgroundShare * hits(background, theme.stems));
    return theme.subjects.map((subject): Scored => {
      const own = hits(scene, subject.stems) + backgroundShare * hits(background, subject.stems);
      return { theme, subject, score: (themeScore + subjectWeight * own) * (theme.vague ? vagueShare : 1) };
    });
  });
  const turn = words.index + (hashOf(words.brandName) % 97);
  const first = pickFirst(scored, { turn, index: words.index });
  const others = scored.filter(({ subject }) => subject !== first.subject);
  const named = others.filter(({ theme, score }) => score > 0 && theme !== first.theme);
  const related = others.filter(({ theme }) => theme === first.theme);
  const byScore = named.toSorted((a, b) => b.score - a.score);
  const turned = related.map((_, index) => related[(index + turn) % related.length] ?? first);
  return {
    theme: first.theme.name,
    subject: first.subject,
    companions: [...byScore, ...turned].map(({ subject }) => subject),
  };
}

/** Lower-case words without accents. */
export function tokensOf(text: string): string[] {
  return (
    text
      .slice(0, 4000)
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll('ß', 'ss')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  );
}

interface ReadWord {
  token: string;
  /** Of the text that it stands in: the visual and the narration may be in different ones. */
  language: string | undefined;
}

function readWords(texts: string[]): ReadWord[] {
  return texts.flatMap((text) => {
    const tokens = tokensOf(text);
    const language = languageOf(tokens);
    return tokens.map((token) => ({ token, language }));
  });
}

function hits(words: ReadWord[], stems: string): number {
  const wanted = stems.split(' ').filter((stem) => stem !== '');
  return words.reduce((sum, word, position) => {
    if (!wanted.some((stem) => matchesIn(word, stem))) return sum;
    return sum + 1 + 0.25 / (1 + position);
  }, 0);
}

/** `fr:pain` is bread in French alone; where the language is unknown it may be. */
function matchesIn({ token, language }: ReadWord, stem: string): boolean {
  const [own, rest] = stem.includes(':') ? stem.split(':') : [undefined, stem];
  if (own !== undefined && language !== undefined && own !== language) return false;
  return matches(token, rest ?? '');
}

/** German and Dutch put the noun that counts last: `zuurdesembrood` is a `brood`. */
function matches(token: string, stem: string): boolean {
  if (stem.startsWith('=')) return token === stem.slice(1);
  if (stem.length < 4) return token === stem || token === `${stem}s`;
  return token.startsWith(stem) || (stem.length > 4 && token.endsWith(stem));
}

/** Where only the brand is known, its own subject takes turns with people and places that fit any business. */
function pickFirst(scored: Scored[], { turn, index }: { turn: number; index: number }): Scored {
  const top = Math.max(...scored.map(({ score }) => score));
  if (top >= themeWeight) return pickTop(scored, turn);
  if (top === 0) return pickTop(brandSubjects(), turn);
  const brand = pickTop(scored, 0);
  const anywhere = brandSubjects().filter(({ subject }) => anyBusiness.has(subject.name));
  const pool = [brand, ...anywhere];
  return pool[index % pool.length] ?? brand;
}

const anyBusiness = new Set(['host', 'shopfront', 'team', 'opinions']);

function pickTop(scored: Scored[], turn: number): Scored {
  const top = Math.max(...scored.map(({ score }) => score));
  const pool = scored.filter(({ score }) => score >= top - 0.26);
  const best = pool[turn % pool.length];
  if (!best) throw new RangeError('The catalog of subjects is empty.');
  return best;
}

/** Nothing said: pictures that fit any business. */
function brandSubjects(): Scored[] {
  const general = themes.filter(({ general }) => general);
  return general.flatMap((theme) => theme.subjects.map((subject) => ({ theme, subject, score: 0 })));
}
