import { CancelledError, TransientError, type CallContext } from '@bom/domain';
import { costOf, priceOf, speakerPrice } from '../prices.ts';
import { takeSampleRate } from '../sound/take-format.ts';
import { primaryLanguage } from '../text/languages.ts';
import type { PaidVoiceConfig, RawSpeech, Speaker, SpokenPart } from '../types.ts';
import { decodeSpeech } from './decode-speech.ts';
import { readAnswer, readFailure, type ElevenLabsAnswer } from './elevenlabs-answer.ts';
import { connectionFailure, failureOf, isLost } from './failures.ts';
import { readBody } from './read-body.ts';
import { timeUnits } from './time-units.ts';

const provider = 'elevenlabs';
const defaultBaseUrl = 'https://api.elevenlabs.io';
const defaultModel = 'eleven_multilingual_v2';
/** "George", the voice of ElevenLabs' own quick start; every account has it. */
const defaultVoice = 'JBFqnCBsd6RMkjVDRZzb';
const defaultTimeoutMs = 120_000;
/** Their limits of `speed`; what goes beyond is done by ourselves. */
const slowest = 0.7;
const fastest = 1.2;

interface ElevenLabs {
  config: PaidVoiceConfig;
  model: string;
  workDir: string;
}

/**
 * ElevenLabs over its HTTP API (text-to-speech with timestamps). Their SDK is 110 MB for this one call, and retries by itself.
 */
export function createElevenLabsSpeaker(config: PaidVoiceConfig, workDir: string): Speaker {
  const model = config.model ?? defaultModel;
  return {
    provider,
    model,
    price: speakerPrice(provider, model),
    maxChars: maxCharsOf(model),
    chooseVoice: ({ id }) => Promise.resolve(chooseVoice(id)),
    speak: (part, call) => speakPart({ config, model, workDir }, part, call),
  };
}

/** Source: help.elevenlabs.io, character limits per request; below the limit where the text may grow when spelled out. */
function maxCharsOf(model: string): number {
  if (/flash_v2_5|turbo_v2_5/.test(model)) return 30_000;
  return model === 'eleven_multilingual_v2' ? 9000 : 3000;
}

function chooseVoice(id: string | undefined) {
  if (id === undefined) return { voice: defaultVoice, warnings: [] };
  if (/^[A-Za-z0-9]{8,64}$/.test(id)) return { voice: id, warnings: [] };
  const detail = `"${id.slice(0, 40)}" is no ElevenLabs voice id; the usual voice spoke instead.`;
  return { voice: defaultVoice, warnings: [{ code: 'voice_not_available', detail }] };
}

async function speakPart(service: ElevenLabs, part: SpokenPart, call: CallContext): Promise<RawSpeech> {
  const { model, workDir } = service;
  const characters = part.plan.text.length;
  const expected = costOf(priceOf(model), { characters, seconds: 0 });
  const planned = { provider, model, operation: 'voice.speak', units: characters, unit: 'character' as const };
  await call.authorizeSpend(expected, planned);
  if (call.signal.aborted) throw new CancelledError('The narration was cancelled.', { scene: part.scene });
  const startedAt = performance.now();
  const bill = (about: Pick<Bill, 'characters' | 'requestId' | 'ok'>) => record(call, { ...about, model, startedAt });
  const { answer, requestId, billedCharacters } = await request(service, part, call).catch((error: unknown) => {
    if (isLost(error)) bill({ characters, requestId: null, ok: false });
    throw error;
  });
  const tempo = part.speed / clampSpeed(part.speed);
  let speech: RawSpeech | undefined;
  try {
    speech = await toSpeech({ answer, part, tempo, workDir }, call);
    return speech;
  } finally {
    bill({ characters: billedCharacters ?? characters, requestId, ok: speech !== undefined });
  }
}

interface Bill {
  model: string;
  characters: number;
  requestId: string | null;
  ok: boolean;
  startedAt: number;
}

function record(call: CallContext, { model, characters, requestId, ok, startedAt }: Bill): void {
  call.recordUsage({
    provider,
    model,
    operation: 'voice.speak',
    requestId,
    inputTokens: 0,
    outputTokens: 0,
    units: characters,
    unit: 'character',
    costMicrocents: costOf(priceOf(model), { characters, seconds: 0 }),
    ok,
    durationMs: Math.round(performance.now() - startedAt),
  });
}

interface Answered {
  /** Undefined where the body is not what the API promises. */
  answer: ElevenLabsAnswer | undefined;
  requestId: string | null;
  billedCharacters: number | undefined;
}

async function request({ config, model }: ElevenLabs, part: SpokenPart, call: CallContext): Promise<Answered> {
  const timedOut = AbortSignal.timeout(config.timeoutMs ?? defaultTimeoutMs);
  const { scene } = part;
  const base = (config.baseUrl ?? defaultBaseUrl).replace(/\/+$/, '');
  const url = `${base}/v1/text-to-speech/${encodeURIComponent(part.voice)}/with-timestamps?output_format=mp3_44100_128`;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'xi-api-key': config.apiKey, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(requestBody(model, part)),
      redirect: 'error',
      signal: AbortSignal.any([call.signal, timedOut]),
    });
    const body = await readBody(response, { provider, scene });
    if (!response.ok) {
      throw failureOf({ provider, status: response.status, headers: response.headers, scene, ...readFailure(body) });
    }
    const billed = Number(response.headers.get('character-cost') ?? Number.NaN);
    return {
      answer: readAnswer(body),
      requestId: response.headers.get('request-id'),
      billedCharacters: Number.isFinite(billed) && billed >= 0 ? billed : undefined,
    };
  } catch (error) {
    throw connectionFailure(error, { provider, cancelled: call.signal, timedOut, scene });
  }
}

function requestBody(model: string, part: SpokenPart): Record<string, unknown> {
  const isContextual = !/^eleven_v\d/.test(model);
  // Models that take no language code answer 400 to one.
  const takesLanguage = /_v2_5$|^eleven_v\d/.test(model);
  return {
    text: part.plan.text,
    model_id: model,
    voice_settings: {
      stability: 0.5,
      similarity_boost: 0.75,
      style: 0,
      use_speaker_boost: true,
      speed: clampSpeed(part.speed),
    },
    ...(takesLanguage ? { language_code: primaryLanguage(part.language) } : {}),
    ...(isContextual && part.previousText ? { previous_text: part.previousText.slice(-500) } : {}),
    ...(isContextual && part.nextText ? { next_text: part.nextText.slice(0, 500) } : {}),
  };
}

function clampSpeed(speed: number): number {
  return Math.min(fastest, Math.max(slowest, speed));
}

async function toSpeech(
  {
    answer,
    part,
    tempo,
    workDir,
  }: { answer: ElevenLabsAnswer | undefined; part: SpokenPart; tempo: number; workDir: string },
  call: CallContext,
): Promise<RawSpeech> {
  const { scene } = part;
  if (!answer) {
    throw new TransientError('voice_answer_malformed', 'elevenlabs sent an answer without sound in it.', { scene });
  }
  const bytes = Buffer.from(answer.audio_base64, 'base64');
  const samples = await decodeSpeech({ bytes, part, provider, tempo, workDir }, call);
  const seconds = samples.length / takeSampleRate;
  const times = timeUnits(part.plan, answer.alignment, tempo);
  const lastEnd = times?.at(-1)?.end ?? 0;
  if (lastEnd > seconds + 1 && lastEnd > seconds * 1.5) {
    throw new TransientError('voice_bad_audio', 'elevenlabs sent sound that ends before its own word times do.', {
      scene,
    });
  }
  return { samples, times: lastEnd <= seconds + 0.5 ? times : undefined };
}
