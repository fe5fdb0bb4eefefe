import { TransientError, type CallContext } from '@bom/domain';
import { answeredFailure, makePaidCall, malformedAnswer } from '@bom/provider';
import { costOf, priceOf, speakerPrice } from '../prices.ts';
import { takeSampleRate } from '../sound/take-format.ts';
import { primaryLanguage } from '../text/languages.ts';
import type { PaidVoiceConfig, RawSpeech, Speaker, SpokenPart } from '../types.ts';
import { decodeSpeech } from './decode-speech.ts';
import { readAnswer, readFailure, type ElevenLabsAnswer } from './elevenlabs-answer.ts';
import { readSpeech } from './read-speech.ts';
import { timeUnits } from './time-units.ts';
import { voiceService } from './voice-service.ts';

const provider = 'elevenlabs';
const service = voiceService(provider);
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

async function speakPart(
  { config, model, workDir }: ElevenLabs,
  part: SpokenPart,
  call: CallContext,
): Promise<RawSpeech> {
  const { scene } = part;
  const chargeOf = (characters: number) => {
    return { units: characters, costMicrocents: costOf(priceOf(model), { characters, seconds: 0 }) };
  };
  const expected = chargeOf(part.plan.text.length);
  const planned = { provider, model, operation: 'voice.speak', units: expected.units, unit: 'character' } as const;
  const paid = { service, planned, expected, timeoutMs: config.timeoutMs ?? defaultTimeoutMs, scene };
  return makePaidCall(call, paid, async ({ signal, bill }) => {
    const { answer, requestId, billedCharacters } = await request({ config, model }, part, signal);
    const tempo = part.speed / clampSpeed(part.speed);
    let speech: RawSpeech | undefined;
    try {
      speech = await toSpeech({ answer, part, tempo, workDir }, call);
      return speech;
    } finally {
      const charge = billedCharacters === undefined ? expected : chargeOf(billedCharacters);
      bill({ ...charge, requestId, ok: speech !== undefined });
    }
  });
}

interface Answered {
  /** Undefined where the body is not what the API promises. */
  answer: ElevenLabsAnswer | undefined;
  requestId: string | null;
  billedCharacters: number | undefined;
}

async function request(
  { config, model }: Pick<ElevenLabs, 'config' | 'model'>,
  part: SpokenPart,
  signal: AbortSignal,
): Promise<Answered> {
  const { scene } = part;
  const base = (config.baseUrl ?? defaultBaseUrl).replace(/\/+$/, '');
  const url = `${base}/v1/text-to-speech/${encodeURIComponent(part.voice)}/with-timestamps?output_format=mp3_44100_128`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'xi-api-key': config.apiKey, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(requestBody(model, part)),
    redirect: 'error',
    signal,
  });
  const { status, headers } = response;
  const body = await readSpeech(response, service, scene);
  if (!response.ok) throw answeredFailure(service, { status, headers, scene, ...readFailure(body) });
  const billed = Number(headers.get('character-cost') ?? Number.NaN);
  return {
    answer: readAnswer(body),
    requestId: headers.get('request-id'),
    billedCharacters: Number.isFinite(billed) && billed >= 0 ? billed : undefined,
  };
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
    throw malformedAnswer(service, 'elevenlabs sent an answer without sound in it.', { scene });
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
