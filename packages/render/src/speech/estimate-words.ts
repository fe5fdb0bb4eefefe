import type { SpokenWord } from '@bom/domain';
import { speechWeight } from './speech-weight.ts';
import type { Pause } from '../timeline.ts';

/** At most so many words are said without a pause; it bounds the search. */
const maxRun = 60;
/** Costs in the units of a run that lasts half again as long as it should. */
const pauseCosts = { sentence: 0, clause: 0.06, word: 0.35 };
/** A sentence that ends without a pause, and a clause. */
const missedCosts = { sentence: 0.5, clause: 0.04, word: 0 };
/** A pause of this length is surely one between phrases. */
const clearPauseMs = 300;

type Break = keyof typeof pauseCosts;

/**
 * When each word of known texts is said in a recording whose pauses are known: pauses are laid between words so that
 * what lies between them lasts as long as its syllables want and sentences end at pauses (the best way of all, by
 * dynamic programming); words share their stretch by syllables. One list a text; null where the pauses tell nothing.
 */
export function estimateWords(request: {
  texts: string[];
  pauses: Pause[];
  durationMs: number;
}): SpokenWord[][] | null {
  const spoken = spokenParts(request.pauses, request.durationMs);
  const words = request.texts.flatMap((text, scene) => wordsOf(text).map((word) => ({ ...word, scene })));
  if (spoken.length < 2 || words.length < spoken.length) return null;
  const ends = placePauses(words, spoken);
  if (!ends) return null;
  const byScene = request.texts.map((): SpokenWord[] => []);
  spoken.forEach((part, index) => {
    const run = words.slice(index === 0 ? 0 : ends[index - 1], ends[index]);
    const total = run.reduce((sum, word) => sum + word.weight, 0);
    let atMs = part.fromMs;
    for (const { text, weight, scene } of run) {
      const endMs = atMs + ((part.toMs - part.fromMs) * weight) / total;
      byScene[scene]?.push({ text, startMs: atMs, endMs });
      atMs = endMs;
    }
  });
  return byScene;
}

interface Word {
  text: string;
  weight: number;
  /** What comes after it. */
  after: Break;
}

/** Words between spaces, Chinese and Japanese by character. */
export function wordsOf(text: string): Word[] {
  const tokens = text
    .split(/\s+|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])(?![\p{P}])/u)
    .filter((token) => /[\p{L}\p{N}]/u.test(token));
  return tokens.map((token, index): Word => {
    const letters = token.replace(/[^\p{L}\p{M}\p{N}'’]/gu, '');
    const isEnd = index === tokens.length - 1 || /[.!?…。！？؟]["'”’)\]」』]*$/u.test(token);
    const isClause = /[,;:–—،؛、，：；]["'”’)\]」』]*$/u.test(token);
    return {
      text: token,
      weight: Math.max(speechWeight(letters), 0.5),
      after: isEnd ? 'sentence' : isClause ? 'clause' : 'word',
    };
  });
}

function spokenParts(pauses: Pause[], durationMs: number): Pause[] {
  const edges = [0, ...pauses.flatMap(({ fromMs, toMs }) => [fromMs, toMs]), durationMs];
  const parts: Pause[] = [];
  for (let at = 0; at + 1 < edges.length; at += 2) {
    const [fromMs = 0, toMs = 0] = [edges[at], edges[at + 1]];
    if (toMs - fromMs >= 50) parts.push({ fromMs, toMs });
  }
  return parts;
}

/** For each stretch of speech how many words are said by its end; the last has them all. */
function placePauses(words: Word[], spoken: Pause[]): number[] | null {
  const said = [0];
  const missed = [0];
  for (const word of words) {
    said.push((said.at(-1) ?? 0) + word.weight);
    missed.push((missed.at(-1) ?? 0) + missedCosts[word.after]);
  }
  const speechMs = spoken.reduce((sum, part) => sum + part.toMs - part.fromMs, 0);
  const msPerWeight = speechMs / (said.at(-1) ?? 1);
  /** Cost of saying the words `from` up to `to` in a stretch, and ending it there. */
  const runCost = (part: number, from: number, to: number): number => {
    const { fromMs = 0, toMs = 0 } = spoken[part] ?? {};
    const wantedMs = ((said[to] ?? 0) - (said[from] ?? 0)) * msPerWeight;
    const fit = Math.log((toMs - fromMs) / wantedMs) ** 2 * Math.min(4, wantedMs / 500);
    const last = words[to - 1]?.after ?? 'word';
    const pauseMs = (spoken[part + 1]?.fromMs ?? toMs) - toMs;
    const clear = Math.min(1, pauseMs / clearPauseMs);
    return 4 * fit + pauseCosts[last] * clear + (missed[to - 1] ?? 0) - (missed[from] ?? 0);
  };
  return cheapestWay({ words: words.length, parts: spoken.length, runCost });
}

function cheapestWay(search: {
  words: number;
  parts: number;
  runCost: (part: number, from: number, to: number) => number;
}): number[] | null {
  const { words, parts, runCost } = search;
  let costs = [0, ...Array<number>(words).fill(Infinity)];
  const origins: Int32Array[] = [];
  for (let part = 0; part < parts; part++) {
    const next = Array<number>(words + 1).fill(Infinity);
    const origin = new Int32Array(words + 1);
    for (let to = part + 1; to <= words - (parts - 1 - part); to++) {
      for (let from = to - 1; from >= Math.max(part, to - maxRun); from--) {
        const before = costs[from] ?? Infinity;
        if (before === Infinity) continue;
        const cost = before + runCost(part, from, to);
        if (cost < (next[to] ?? Infinity)) {
          next[to] = cost;
          origin[to] = from;
        }
      }
    }
    costs = next;
    origins.push(origin);
  }
  if (costs[words] === Infinity) return null;
  const ends: number[] = [];
  for (let part = parts - 1, to = words; part >= 0; part--) {
    ends.unshift(to);
    to = origins[part]?.[to] ?? 0;
  }
  return ends;
}
