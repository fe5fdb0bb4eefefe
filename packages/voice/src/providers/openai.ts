import type { CallContext } from '@bom/domain';
import { makePaidCall, readSdkAnswer, type PaidCall } from '@bom/provider';
import OpenAI from 'openai';
import { costOf, priceOf, speakerPrice, type VoicePrice } from '../prices.ts';
import { takeSampleRate } from '../sound/take-format.ts';
import type { PaidVoiceConfig, RawSpeech, Speaker, SpokenPart } from '../types.ts';
import { decodeSpeech, expectSeconds } from './decode-speech.ts';
import { readSpeech } from './read-speech.ts';
import { voiceService } from './voice-service.ts';

const provider = 'openai';
const service = voiceService(provider);
const defaultModel = 'gpt-4o-mini-tts';
const defaultVoice = 'coral';
const defaultTimeoutMs = 120_000;
const classicVoices = ['alloy', 'ash', 'coral', 'echo', 'fable', 'onyx', 'nova', 'sage', 'shimmer'];
const newVoices = [...classicVoices, 'ballad', 'verse', 'marin', 'cedar'];

interface OpenAiSpeech {
  client: OpenAI;
  model: string;
  timeoutMs: number;
  workDir: string;
}

/** OpenAI's speech models. They give no word times. */
export function createOpenAiSpeaker(config: PaidVoiceConfig, workDir: string): Speaker {
  const model = config.model ?? defaultModel;
  const timeoutMs = config.timeoutMs ?? defaultTimeoutMs;
  const client = new OpenAI({
    apiKey: config.apiKey,
    // Null, not undefined: the environment must not decide for us.
    baseURL: config.baseUrl ?? 'https://api.openai.com/v1',
    organization: null,
    project: null,
    maxRetries: 0,
    // Never reached: each call's own deadline is sooner, and covers its answer's body.
    timeout: 2 * timeoutMs,
  });
  return {
    provider,
    model,
    price: speakerPrice(provider, model),
    // 4096 characters, and 2000 tokens for the newer models; scripts without spaces take a token a character.
    maxChars: isClassic(model) ? 4000 : 1900,
    chooseVoice: ({ id }) => Promise.resolve(chooseVoice(id, isClassic(model) ? classicVoices : newVoices)),
    speak: (part, call) => speakPart({ client, model, timeoutMs, workDir }, part, call),
  };
}

function isClassic(model: string): boolean {
  return model.startsWith('tts-1');
}

function chooseVoice(id: string | undefined, known: string[]) {
  if (id === undefined) return { voice: defaultVoice, warnings: [] };
  const name = id.toLowerCase();
  if (known.includes(name)) return { voice: name, warnings: [] };
  const detail = `OpenAI has no voice "${id.slice(0, 40)}" for this model; ${defaultVoice} spoke instead.`;
  return { voice: defaultVoice, warnings: [{ code: 'voice_not_available', detail }] };
}

async function speakPart(speech: OpenAiSpeech, part: SpokenPart, call: CallContext): Promise<RawSpeech> {
  const { model, timeoutMs, workDir } = speech;
  const { scene } = part;
  const chargeOf = (seconds: number) => {
    const price = priceOf(model);
    const said = { characters: part.plan.text.length, seconds };
    return { ...unitsOf(price, said), costMicrocents: costOf(price, said) };
  };
  const { unit, ...expected } = chargeOf(expectSeconds(part));
  const planned = { provider, model, operation: 'voice.speak', units: expected.units, unit };
  const paid: PaidCall = { service, planned, expected, timeoutMs, scene, readAnswer: readSdkAnswer };
  return makePaidCall(call, paid, async ({ signal, bill }) => {
    const { bytes, requestId } = await request(speech, part, signal);
    let samples: Float32Array | undefined;
    try {
      samples = await decodeSpeech({ bytes, part, provider, tempo: 1, workDir }, call);
      return { samples, times: undefined };
    } finally {
      const charge = samples ? chargeOf(samples.length / takeSampleRate) : expected;
      bill({ ...charge, requestId, ok: samples !== undefined });
    }
  });
}

/** Newer models bill by the second, older ones by the character. */
function unitsOf(price: VoicePrice, { characters, seconds }: { characters: number; seconds: number }) {
  return price.perSecond > 0
    ? { units: seconds, unit: 'second' as const }
    : { units: characters, unit: 'character' as const };
}

async function request(speech: OpenAiSpeech, part: SpokenPart, signal: AbortSignal) {
  const response = await speech.client.audio.speech.create(
    {
      model: speech.model,
      voice: part.voice,
      input: part.plan.text,
      response_format: 'wav',
      speed: Math.min(4, Math.max(0.25, part.speed)),
      ...(isClassic(speech.model) ? {} : { instructions: describeManner(part.language) }),
    },
    { signal },
  );
  return { bytes: await readSpeech(response, service, part.scene), requestId: response.headers.get('x-request-id') };
}

function describeManner(language: string): string {
  const name = nameLanguage(language);
  return `Speak ${name} like a native narrator of a short, friendly advertising film: warm, clear, lively, never rushed.`;
}

function nameLanguage(language: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}
