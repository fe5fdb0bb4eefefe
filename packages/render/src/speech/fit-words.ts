import type { SpokenWord } from '@bom/domain';
import type { Pause } from '../timeline.ts';
import { alignTokens, comparableToken } from './align-words.ts';
import { estimateWords, wordsOf } from './estimate-words.ts';
import { shareTime } from './share-time.ts';

/** Speech without a word beside it for longer than this lacks its words. */
const uncoveredMs = 700;
/** Below this share of script words found among the spoken ones, the times are another text's. */
const trustedMatch = 0.5;
/** So many words said in silence are none that a service mistook. */
const maxSilentShare = 0.08;
/** Full times may leave out a jingle, and not more of the sound than this. */
const maxUncoveredShare = 0.2;
/** Shorter ones are times that got stuck. */
const shortestWordMs = 15;

interface FitRequest {
  texts: string[];
  words: SpokenWord[];
  /** Where nobody speaks; empty where unknown. */
  pauses: Pause[];
  durationMs: number;
}

export interface FittedWords {
  words: SpokenWord[];
  /** Words at the beginning or the end had no times and got estimated ones. */
  completed: boolean;
}

/** Where sound begins and ends in a recording. */
export function soundRange(pauses: Pause[], durationMs: number): Pause {
  const first = pauses[0];
  const last = pauses.at(-1);
  return {
    fromMs: first && first.fromMs <= 0 ? Math.min(first.toMs, durationMs) : 0,
    toMs: last && last.toMs >= durationMs - 50 ? Math.max(last.fromMs, 0) : durationMs,
  };
}

/**
 * Given word times held against the script and the recording's own energy. Words that the times lack at either end
 * are estimated. Null where the times are another text's, are stuck, or lie where nobody speaks: all is then
 * estimated.
 */
export function fitWords(request: FitRequest): FittedWords | null {
  const { texts, words, pauses, durationMs } = request;
  if (areStuck(words) || areInSilence(words, pauses)) return null;
  const script = texts.flatMap((text) => wordsOf(text).map((word) => word.text));
  const spoken = words.flatMap((word) => wordsOf(word.text).map((part) => part.text));
  const pairs = alignTokens(script.map(comparableToken), spoken.map(comparableToken));
  const [first, last] = [pairs?.[0], pairs?.at(-1)];
  if (!pairs || !first || !last || pairs.length < script.length * trustedMatch) return null;
  const sound = soundRange(pauses, durationMs);
  const [startMs, endMs] = [words[0]?.startMs ?? 0, words.at(-1)?.endMs ?? 0];
  const head = missingWords(script.slice(0, first.script), first.spoken, 'end');
  const tail = missingWords(script.slice(last.script + 1), spoken.length - last.spoken - 1, 'start');
  const before = { fromMs: sound.fromMs, toMs: startMs };
  const after = { fromMs: endMs, toMs: sound.toMs };
  const lateMs = uncovered(before);
  const earlyMs = uncovered(after);
  const unexplained = (head.length > 0 ? 0 : lateMs) + (tail.length > 0 ? 0 : earlyMs);
  if (pauses.length > 0 && unexplained > maxUncoveredShare * (sound.toMs - sound.fromMs)) return null;
  const lead = lateMs > 0 ? estimateStretch(head, before, pauses) : [];
  const rest = earlyMs > 0 ? estimateStretch(tail, after, pauses) : [];
  return { words: [...lead, ...words, ...rest], completed: lead.length + rest.length > 0 };
}

function uncovered({ fromMs, toMs }: Pause): number {
  return toMs - fromMs > uncoveredMs ? toMs - fromMs : 0;
}

/** Script words beyond the matched ones, less those that were heard as something else. */
function missingWords(script: string[], misheard: number, from: 'start' | 'end'): string[] {
  if (from === 'start') return script.slice(misheard);
  return script.slice(0, Math.max(0, script.length - misheard));
}

function areStuck(words: SpokenWord[]): boolean {
  const stuck = words.filter((word) => word.endMs - word.startMs < shortestWordMs).length;
  return stuck > 1 && stuck > words.length / 4;
}

function areInSilence(words: SpokenWord[], pauses: Pause[]): boolean {
  const silent = words.filter(({ startMs, endMs }) => {
    const middle = (startMs + endMs) / 2;
    return pauses.some(({ fromMs, toMs }) => middle > fromMs && middle < toMs);
  }).length;
  return silent > 1 && silent > words.length * maxSilentShare;
}

function estimateStretch(words: string[], stretch: Pause, pauses: Pause[]): SpokenWord[] {
  if (words.length === 0) return [];
  const lengthMs = stretch.toMs - stretch.fromMs;
  const inside = pauses
    .map(({ fromMs, toMs }) => ({
      fromMs: Math.max(0, fromMs - stretch.fromMs),
      toMs: Math.min(lengthMs, toMs - stretch.fromMs),
    }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
  const found = estimateWords({ texts: [words.join(' ')], pauses: inside, durationMs: lengthMs });
  const timed = found?.[0] ?? shareTime(words, 0, lengthMs);
  return timed.map(({ text, startMs, endMs }) => ({
    text,
    startMs: startMs + stretch.fromMs,
    endMs: endMs + stretch.fromMs,
  }));
}
