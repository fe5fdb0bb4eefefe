import type { SpokenWord } from '@bom/domain';
import { PermanentError } from '@bom/domain';
import { alignTokens, comparableToken } from './align-words.ts';
import { estimateWords } from './estimate-words.ts';
import { fitWords, soundRange } from './fit-words.ts';
import { speechWeight } from './speech-weight.ts';
import { repairWords } from './spoken-words.ts';
import type { MediaRef, Narration, Pause } from '../timeline.ts';

/** A picture changes this long before its first word, where the pause is long enough. */
const breathMs = 150;

export interface SplitRequest {
  media: MediaRef;
  durationMs: number;
  /** What is said in each scene, in film order. */
  texts: string[];
  /** Times of the whole recording's words, where known. */
  words?: SpokenWord[];
  /** Where nobody speaks: without word times, scenes and words are timed by them. */
  pauses?: Pause[];
}

export interface SplitResult {
  /** One per text, contiguous; undefined where the text says nothing. */
  narrations: (Narration | undefined)[];
  /** No word times, or none that fit the texts and the sound: the split is by pauses and syllables. */
  estimated: boolean;
  /** Words at the beginning or the end had no times and got estimated ones. */
  completed: boolean;
}

/**
 * Cuts one recording of a whole film into its scenes' stretches, which hold all of its sound. The cuts are in the
 * pauses between words where their times are given (words are matched to the texts in order; skipped, added and
 * misheard ones are tolerated), else at the pauses that fit the texts' syllables best, else in proportion to
 * syllables. Throws PermanentError `narration_empty` for a recording without length, or texts without words.
 */
export function splitNarration(request: SplitRequest): SplitResult {
  const { durationMs, texts } = request;
  const weights = texts.map((text) => speechWeight(text));
  const spokenScenes = texts.flatMap((_, scene) => ((weights[scene] ?? 0) > 0 ? [scene] : []));
  if (!(durationMs > 0) || !Number.isFinite(durationMs) || spokenScenes.length === 0) {
    throw new PermanentError(
      'narration_empty',
      'The recording has no length, or no scene has words to speak; send both.',
    );
  }
  const { words: given } = repairWords(request.words ?? [], durationMs);
  const fitted = given.length > 0 ? fitWords({ texts, words: given, pauses: request.pauses ?? [], durationMs }) : null;
  const starts = fitted && firstWords({ texts, spokenScenes, words: fitted.words });
  if (fitted && starts) {
    const { words, completed } = fitted;
    return { narrations: cutRecording({ request, spokenScenes, words, starts }), estimated: false, completed };
  }
  const found = estimateWords({ texts, pauses: request.pauses ?? [], durationMs });
  if (found) return { narrations: cutByEstimate({ request, spokenScenes, found }), estimated: true, completed: false };
  const cuts = cutsByWeight(
    spokenScenes.map((scene) => weights[scene] ?? 0),
    durationMs,
  );
  const narrations: (Narration | undefined)[] = texts.map(() => undefined);
  spokenScenes.forEach((scene, place) => {
    narrations[scene] = {
      media: request.media,
      fromMs: cuts[place] ?? 0,
      toMs: cuts[place + 1] ?? durationMs,
      words: [],
    };
  });
  return { narrations, estimated: true, completed: false };
}

function cutByEstimate(estimate: {
  request: SplitRequest;
  spokenScenes: number[];
  found: SpokenWord[][];
}): (Narration | undefined)[] {
  const words = estimate.found.flat();
  let next = 0;
  const starts = estimate.spokenScenes.map((scene) => {
    const start = next;
    next += estimate.found[scene]?.length ?? 0;
    return start;
  });
  return cutRecording({ ...estimate, words, starts }).map(
    (narration) => narration && { ...narration, estimated: true },
  );
}

/** Each speaking scene's stretch, its words from `starts` on. */
function cutRecording(cut: {
  request: SplitRequest;
  spokenScenes: number[];
  words: SpokenWord[];
  starts: number[];
}): (Narration | undefined)[] {
  const { request, words, starts } = cut;
  const { media, durationMs, texts } = request;
  const sound = soundRange(request.pauses ?? [], durationMs);
  const cuts = cutsInPauses({ words, starts, durationMs, sound });
  const narrations: (Narration | undefined)[] = texts.map(() => undefined);
  cut.spokenScenes.forEach((scene, place) => {
    const [fromMs = 0, toMs = durationMs] = [cuts[place], cuts[place + 1]];
    const own = words.slice(starts[place], starts[place + 1]);
    narrations[scene] = { media, fromMs, toMs, words: own.map((word) => shifted(word, fromMs, toMs)) };
  });
  return narrations;
}

/** For each speaking scene, the index of its first spoken word; null where the words are not these texts'. */
function firstWords(request: { texts: string[]; spokenScenes: number[]; words: SpokenWord[] }): number[] | null {
  const { texts, spokenScenes, words } = request;
  const script = spokenScenes.flatMap((scene, place) =>
    tokensOf(texts[scene] ?? '').map((token) => ({ token, place })),
  );
  const spoken = words.flatMap((word, index) => tokensOf(word.text).map((token) => ({ token, index })));
  const pairs = alignTokens(
    script.map((entry) => entry.token),
    spoken.map((entry) => entry.token),
  );
  if (!pairs) return null;
  const starts = [0];
  for (let place = 1; place < spokenScenes.length; place++) {
    const firstToken = script.findIndex((entry) => entry.place === place);
    const before = pairs.findLast((pair) => pair.script < firstToken);
    const after = pairs.find((pair) => pair.script >= firstToken);
    const token = boundary({ firstToken, before, after, scriptEnd: script.length, spokenEnd: spoken.length });
    starts.push(spoken[token]?.index ?? words.length);
  }
  const rising = starts.every((start, place) => start < (starts[place + 1] ?? words.length));
  return rising ? starts : null;
}

/** Spoken words that match nothing around a boundary are shared as their unmatched script words are. */
function boundary(around: {
  firstToken: number;
  before: { script: number; spoken: number } | undefined;
  after: { script: number; spoken: number } | undefined;
  scriptEnd: number;
  spokenEnd: number;
}): number {
  const { firstToken, scriptEnd, spokenEnd } = around;
  const before = around.before ?? { script: -1, spoken: -1 };
  const after = around.after ?? { script: scriptEnd, spoken: spokenEnd };
  const earlier = firstToken - before.script - 1;
  const later = after.script - firstToken;
  const unmatched = after.spoken - before.spoken - 1;
  const share = earlier + later > 0 ? earlier / (earlier + later) : 0.5;
  return before.spoken + 1 + Math.round(unmatched * share);
}

/** Silence at both ends is left out, and nothing else of the recording. */
function cutsInPauses(request: { words: SpokenWord[]; starts: number[]; durationMs: number; sound: Pause }): number[] {
  const { words, starts, durationMs, sound } = request;
  const inner = starts.slice(1).map((start) => {
    const endMs = words[start - 1]?.endMs ?? 0;
    const startMs = words[start]?.startMs ?? endMs;
    return startMs - Math.min(breathMs, (startMs - endMs) / 2);
  });
  const first = Math.max(0, Math.min(words[0]?.startMs ?? 0, sound.fromMs) - breathMs);
  const last = Math.min(durationMs, Math.max(words.at(-1)?.endMs ?? durationMs, sound.toMs) + 2 * breathMs);
  return [first, ...inner, last];
}

function cutsByWeight(weights: number[], durationMs: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return [0, ...weights.map((weight) => ((sum += weight) / total) * durationMs)];
}

function shifted(word: SpokenWord, fromMs: number, toMs: number): SpokenWord {
  const within = (ms: number) => Math.min(Math.max(ms, fromMs), toMs) - fromMs;
  return { text: word.text, startMs: within(word.startMs), endMs: within(word.endMs) };
}

/** Words between spaces; Chinese and Japanese, written without, by character, as nobody agrees on their words. */
function tokensOf(text: string): string[] {
  return text
    .split(/\s+|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/u)
    .map(comparableToken)
    .filter((word) => word !== '');
}
