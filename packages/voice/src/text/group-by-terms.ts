import { cleanText } from './speakable.ts';

export interface Term {
  term: string;
  say: string;
}

export interface WordGroup {
  words: string[];
  /** The words with a letter of its own in the place of each term. */
  text: string;
  /** Puts what is to be said where that letter is. */
  say(this: void, spoken: string): string;
}

interface Match {
  from: number;
  to: number;
  say: string;
}

/** A letter that no language writes any more stands for a term until the rest is made speakable. */
const placeholder = '\ua66e';

/** Words one by one, but those of one term together. Longer terms win; whole words only; any case. */
export function groupByTerms(written: string[], glossary: Term[]): WordGroup[] {
  const words = written.map((word) => word.replaceAll(placeholder, '')).filter(Boolean);
  const matches = findTerms(words.join(' '), glossary);
  const groups: WordGroup[] = [];
  let from = 0;
  let at = 0;
  let open: string[] = [];
  for (const word of words) {
    const end = at + word.length;
    open.push(word);
    at = end + 1;
    if (matches.some((match) => match.from < end && match.to > end)) continue;
    groups.push(
      makeGroup({ words: open, from, matches: matches.filter((match) => match.from >= from && match.to <= end) }),
    );
    open = [];
    from = at;
  }
  return groups;
}

function findTerms(text: string, glossary: Term[]): Match[] {
  const matches: Match[] = [];
  for (const { term, say } of glossary.toSorted((a, b) => b.term.length - a.term.length)) {
    const words = cleanText(term).split(/\s+/u).filter(Boolean);
    if (words.length === 0) continue;
    const pattern = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join(' ');
    for (const found of text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'giu'))) {
      const match = {
        from: found.index,
        to: found.index + found[0].length,
        say: cleanText(say).replaceAll(/[[\]<>]/g, ''),
      };
      if (matches.every((other) => match.to <= other.from || match.from >= other.to)) matches.push(match);
    }
  }
  return matches.toSorted((a, b) => a.from - b.from);
}

function makeGroup({ words, from, matches }: { words: string[]; from: number; matches: Match[] }): WordGroup {
  const whole = words.join(' ');
  let text = '';
  let at = 0;
  for (const match of matches) {
    text += whole.slice(at, match.from - from) + placeholder;
    at = match.to - from;
  }
  const says = matches.map(({ say }) => say);
  return {
    words,
    text: text + whole.slice(at),
    say: (spoken) => spoken.replaceAll(placeholder, () => says.shift() ?? ''),
  };
}
