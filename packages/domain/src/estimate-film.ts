import { beatsOf } from './script.ts';
import type { Brief, Script } from './script.ts';
import { microcentsPerCent } from './usage.ts';

/** What the chosen models charge, in micro-cents. A part that is left out is made offline and free. */
export interface FilmPrices {
  llm?: { provider: string; model: string; perInputToken: number; perOutputToken: number } | undefined;
  image?: { provider: string; model: string; perImage: number } | undefined;
  voice?: { provider: string; model: string; perCharacter: number; perSecond: number } | undefined;
}

/** What is yet to be made; a revision lists only what it changes. */
export interface FilmWork {
  /** Characters of the material that each call of the writer reads, in the order of the calls. */
  writerCalls: { operation: 'script.write' | 'script.revise' | 'shots.describe'; materialChars: number }[];
  pictures: number;
  /** The texts to be spoken, one a take. */
  narrations: string[];
}

export interface EstimatedCalls {
  provider: string;
  model: string;
  operation: string;
  calls: number;
  costMicrocents: number;
}

export interface FilmEstimate {
  calls: EstimatedCalls[];
  costMicrocents: number;
  /** Whole cents, rounded up. */
  costCents: number;
}

/** The fixed part of a prompt, its schema included, in tokens of 3.5 characters; and an answer with some thinking. */
const promptTokens = 2_500;
const answerTokens = 2_000;
const charsPerToken = 3.5;
/** Narrations run at about 15 characters a second in the languages that we write in. */
const charsPerSecond = 15;
/** A film from a brief alone: 30 seconds, six scenes, a hook and a call to action. */
const usualScenes = 6;
const usualTakeChars = (30 * charsPerSecond) / (usualScenes + 2);

/**
 * What a film is going to cost, before anything is called: every call of it made once and answered well. Rather too
 * much than too little where the script is yet to be written.
 */
export function estimateFilm(film: { brief?: Brief | null; script?: Script | null }, prices: FilmPrices): FilmEstimate {
  return estimateWork(workOf(film), prices);
}

/** The same for any part of a film, such as what a revision changes. */
export function estimateWork(work: FilmWork, { llm, image, voice }: FilmPrices): FilmEstimate {
  const chars = work.narrations.reduce((sum, text) => sum + text.length, 0);
  const calls: EstimatedCalls[] = [
    ...(llm ? work.writerCalls.map((call) => estimateWriting(call, llm)) : []),
    ...(image ? [entry(image, 'image.make', work.pictures, work.pictures * image.perImage)] : []),
    ...(voice ? [entry(voice, 'voice.speak', work.narrations.length, voiceCost(chars, voice))] : []),
  ].filter(({ calls }) => calls > 0);
  const costMicrocents = calls.reduce((sum, call) => sum + call.costMicrocents, 0);
  return { calls, costMicrocents, costCents: Math.ceil(costMicrocents / microcentsPerCent) };
}

function workOf({ brief, script }: { brief?: Brief | null; script?: Script | null }): FilmWork {
  const materialChars = JSON.stringify(brief ?? '').length;
  if (!script) {
    return {
      writerCalls: [
        { operation: 'script.write', materialChars },
        { operation: 'shots.describe', materialChars: materialChars + 2 * 30 * charsPerSecond },
      ],
      pictures: usualScenes + 1,
      narrations: Array.from({ length: usualScenes + 2 }, () => ' '.repeat(usualTakeChars)),
    };
  }
  const beats = beatsOf(script);
  const given = script.scenes.filter(({ image_url: url }) => url !== undefined).length;
  return {
    writerCalls: [{ operation: 'shots.describe', materialChars: materialChars + JSON.stringify(script).length }],
    pictures: beats.filter(({ kind }) => kind !== 'cta').length - given,
    narrations: beats.map(({ narration }) => narration),
  };
}

function estimateWriting(
  { operation, materialChars }: FilmWork['writerCalls'][number],
  llm: NonNullable<FilmPrices['llm']>,
): EstimatedCalls {
  const input = promptTokens + materialChars / charsPerToken;
  return entry(llm, operation, 1, input * llm.perInputToken + answerTokens * llm.perOutputToken);
}

function voiceCost(chars: number, voice: NonNullable<FilmPrices['voice']>): number {
  return chars * voice.perCharacter + (chars / charsPerSecond) * voice.perSecond;
}

function entry(
  { provider, model }: { provider: string; model: string },
  operation: string,
  calls: number,
  costMicrocents: number,
): EstimatedCalls {
  return { provider, model, operation, calls, costMicrocents: Math.ceil(costMicrocents) };
}
