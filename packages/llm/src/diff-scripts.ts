import type { Script, ScriptScene } from '@bom/domain';
import { wordsOf } from './spoken-length.ts';

export interface TextChange {
  field: string;
  before: string | null;
  after: string | null;
}

/**
 * One scene of the newer script, or one that is gone. `before` and `after` are its indices, null where it isn't there.
 * A scene that only slides because others came or went is `kept`; one that is `moved` may have changed `fields` too.
 */
export interface SceneDiff {
  change: 'kept' | 'changed' | 'added' | 'removed' | 'moved';
  before: number | null;
  after: number | null;
  fields: TextChange[];
}

export interface ScriptDiff {
  same: boolean;
  /** Changes of title, language, hook and cta. */
  fields: TextChange[];
  /** In the newer script's order, removed scenes where they used to be. */
  scenes: SceneDiff[];
}

interface Pair {
  before: number;
  after: number;
}

const sceneFields = ['narration', 'visual', 'on_screen_text', 'duration_seconds', 'image_url'] as const;
/** Share of words that two scenes must have in common to be taken for one that was edited. */
const alikeEnough = 0.34;

/** What changed from one script to another, by scene. */
export function diffScripts(before: Script, after: Script): ScriptDiff {
  const fields = (['title', 'language', 'hook', 'cta'] as const).flatMap((field) =>
    changeOf(field, before[field], after[field]),
  );
  const pairs = pairScenes(before.scenes, after.scenes);
  const steady = longestRising(pairs);
  const scenes = after.scenes.map((scene, index): SceneDiff => {
    const pair = pairs.find((candidate) => candidate.after === index);
    const was = pair && before.scenes[pair.before];
    if (!pair || !was) return { change: 'added', before: null, after: index, fields: [] };
    const changes = sceneFields.flatMap((field) => changeOf(field, was[field], scene[field]));
    const change = steady.has(pair) ? (changes.length > 0 ? 'changed' : 'kept') : 'moved';
    return { change, before: pair.before, after: index, fields: changes };
  });
  const all = withRemoved(
    scenes,
    before.scenes.map((_, index) => index).filter((index) => !pairs.some((pair) => pair.before === index)),
  );
  return { same: fields.length === 0 && all.every(({ change }) => change === 'kept'), fields, scenes: all };
}

/** Equal scenes first, nearest place first; then the most alike; then those that are left at the same place. */
function pairScenes(before: ScriptScene[], after: ScriptScene[]): Pair[] {
  const ranked = before
    .flatMap((was, i) => after.map((is, j) => ({ before: i, after: j, alike: likeness(was, is) })))
    .filter(({ alike }) => alike >= alikeEnough)
    .toSorted(
      (a, b) =>
        b.alike - a.alike ||
        Math.abs(a.before - a.after) - Math.abs(b.before - b.after) ||
        a.before - b.before ||
        a.after - b.after,
    );
  const pairs: Pair[] = [];
  const isFree = (pair: Pair): boolean =>
    !pairs.some((taken) => taken.before === pair.before || taken.after === pair.after);
  for (const pair of ranked) if (isFree(pair)) pairs.push({ before: pair.before, after: pair.after });
  // A scene that was rewritten from scratch keeps its place when no scene came or went.
  if (before.length === after.length)
    before.forEach((_, index) => {
      const pair = { before: index, after: index };
      if (isFree(pair)) pairs.push(pair);
    });
  return pairs;
}

/** 1 for equal scenes; otherwise the share of words in common (Dice), of narration or picture, below 1. */
function likeness(a: ScriptScene, b: ScriptScene): number {
  if (sceneFields.every((field) => (a[field] ?? '') === (b[field] ?? ''))) return 1;
  return 0.99 * Math.max(shareInCommon(a.narration, b.narration), 0.9 * shareInCommon(a.visual, b.visual));
}

function shareInCommon(a: string, b: string): number {
  const left = wordsOf(a.toLowerCase());
  const right = wordsOf(b.toLowerCase());
  if (left.length + right.length === 0) return 0;
  const rest = [...right];
  const shared = left.filter((word) => {
    const at = rest.indexOf(word);
    if (at !== -1) rest.splice(at, 1);
    return at !== -1;
  });
  return (2 * shared.length) / (left.length + right.length);
}

/** The largest set of pairs whose order is the same on both sides; the others were moved. */
function longestRising(pairs: Pair[]): Set<Pair> {
  const inOrder = pairs.toSorted((a, b) => a.after - b.after);
  const chains: Pair[][] = [];
  inOrder.forEach((pair, index) => {
    const best = chains
      .filter((_, earlier) => (inOrder[earlier]?.before ?? Infinity) < pair.before)
      .reduce<Pair[]>((longest, chain) => (chain.length > longest.length ? chain : longest), []);
    chains[index] = [...best, pair];
  });
  return new Set(chains.reduce<Pair[]>((longest, chain) => (chain.length > longest.length ? chain : longest), []));
}

function withRemoved(scenes: SceneDiff[], removed: number[]): SceneDiff[] {
  const all = [...scenes];
  for (const index of removed) {
    const follower = all.findIndex(({ before, change }) => change !== 'moved' && before !== null && before > index);
    all.splice(follower === -1 ? all.length : follower, 0, {
      change: 'removed',
      before: index,
      after: null,
      fields: [],
    });
  }
  return all;
}

function changeOf(
  field: string,
  before: string | number | undefined,
  after: string | number | undefined,
): TextChange[] {
  const text = (value: string | number | undefined): string | null => (value === undefined ? null : String(value));
  return before === after ? [] : [{ field, before: text(before), after: text(after) }];
}
