import type { CallContext, FilmPrices, FilmWarning, SpokenWord, VoiceOptions } from '@bom/domain';
import type { SpeechPlan } from './text/plan-speech.ts';

export type VoiceProvider = 'elevenlabs' | 'openai' | 'offline';

export interface PaidVoiceConfig {
  apiKey: string;
  baseUrl?: string;
  model?: string;
  timeoutMs?: number;
}

export interface VoiceConfig {
  /** Who speaks where a client asks for nobody in particular. */
  provider: VoiceProvider;
  elevenlabs?: PaidVoiceConfig;
  openai?: PaidVoiceConfig;
  /** For files in passing; made where it is missing. */
  workDir: string;
}

export interface SpeakRequest {
  /** As written; captions show these words. */
  text: string;
  language: string;
  voice: VoiceOptions;
  /** Said instead of written, whole words, whatever their case. */
  glossary: { term: string; say: string }[];
  /** Spoken before and after in the film, for the tone of voice alone. */
  previousText?: string;
  nextText?: string;
  /** Index in the script's scenes; null for hook and call to action. */
  scene: number | null;
}

export interface Take {
  /** 48 kHz mono 16-bit WAV, about 50 ms of silence at both ends, about -18 LUFS, peaks below -1 dBFS. */
  wav: Buffer;
  durationMs: number;
  /** The words as written, punctuation with them, emoji left out. */
  words: SpokenWord[];
  /** `exact`: measured by the speaker itself; `estimated`: found in the sound. */
  timing: 'exact' | 'estimated';
  provider: string;
  model: string;
  voice: string;
  warnings: FilmWarning[];
}

export interface Voice {
  provider: VoiceProvider;
  /** Of who usually speaks, for estimates; undefined where speaking is free. */
  price: FilmPrices['voice'];
  speak(request: SpeakRequest, call: CallContext): Promise<Take>;
}

/** Seconds of each spoken unit from the start of the sound. */
export type UnitTimes = { start: number; end: number }[];

/** One narration, or a part of one that is too long for one call, as a speaker gets it. */
export interface SpokenPart {
  plan: SpeechPlan;
  /** As `chooseVoice` named it. */
  voice: string;
  language: string;
  /** 1 is the voice's own pace. */
  speed: number;
  previousText: string;
  nextText: string;
  scene: number | null;
}

/** Not yet trimmed or levelled. */
export interface RawSpeech {
  /** 48 kHz mono. */
  samples: Float32Array;
  /** Undefined where the provider gave none that fit its sound. */
  times: UnitTimes | undefined;
}

/** One way to speak; it neither cuts texts nor finishes sound. */
export interface Speaker {
  provider: VoiceProvider;
  model: string;
  /** For estimates; undefined where speaking is free. */
  price: FilmPrices['voice'];
  /** Longest text of one call. */
  maxChars: number;
  chooseVoice(
    wanted: { id: string | undefined; language: string },
    signal: AbortSignal,
  ): Promise<{ voice: string; warnings: Omit<FilmWarning, 'scene'>[] }>;
  speak(part: SpokenPart, call: CallContext): Promise<RawSpeech>;
}
