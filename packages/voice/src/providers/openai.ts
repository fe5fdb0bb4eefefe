import { CancelledError, type CallContext, type StudioError } from '@bom/domain';
import OpenAI, { APIConnectionTimeoutError, APIError } from 'openai';
import { costOf, priceOf, speakerPrice, type VoicePrice } from '../prices.ts';
import { takeSampleRate } from '../sound/take-format.ts';
import type { PaidVoiceConfig, RawSpeech, Speaker, SpokenPart } from '../types.ts';
import { decodeSpeech, expectSeconds } from './decode-speech.ts';
import { connectionFailure, failureOf, isLost } from './failures.ts';
import { readBody } from './read-body.ts';

const provider = 'openai';
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
    timeout: timeoutMs,
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

async function speakPart(service: OpenAiSpeech, part: SpokenPart, call: CallContext): Promise<RawSpeech> {
  const { model } = service;
  const price = priceOf(model);
  const characters = part.plan.text.length;
  const expected = expectSeconds(part);
  const planned = { provider, model, operation: 'voice.speak', ...unitsOf(price, { characters, seconds: expected }) };
  await call.authorizeSpend(costOf(price, { characters, seconds: expected }), planned);
  if (call.signal.aborted) throw new CancelledError('The narration was cancelled.', { scene: part.scene });
  const startedAt = performance.now();
  const bill = (about: Pick<Bill, 'seconds' | 'requestId' | 'ok'>) =>
    record(call, { ...about, model, characters, startedAt });
  const { bytes, requestId } = await request(service, part, call).catch((error: unknown) => {
    if (isLost(error)) bill({ seconds: expected, requestId: null, ok: false });
    throw error;
  });
  let samples: Float32Array | undefined;
  try {
    samples = await decodeSpeech({ bytes, part, provider, tempo: 1, workDir: service.workDir }, call);
    return { samples, times: undefined };
  } finally {
    const seconds = samples ? samples.length / takeSampleRate : expected;
    bill({ seconds, requestId, ok: samples !== undefined });
  }
}

interface Bill {
  model: string;
  characters: number;
  seconds: number;
  requestId: string | null;
  ok: boolean;
  startedAt: number;
}

function record(call: CallContext, { model, characters, seconds, requestId, ok, startedAt }: Bill): void {
  const price = priceOf(model);
  call.recordUsage({
    provider,
    model,
    operation: 'voice.speak',
    requestId,
    inputTokens: 0,
    outputTokens: 0,
    ...unitsOf(price, { characters, seconds }),
    costMicrocents: costOf(price, { characters, seconds }),
    ok,
    durationMs: Math.round(performance.now() - startedAt),
  });
}

/** Newer models bill by the second, older ones by the character. */
function unitsOf(price: VoicePrice, { characters, seconds }: { characters: number; seconds: number }) {
  return price.perSecond > 0
    ? { units: seconds, unit: 'second' as const }
    : { units: characters, unit: 'character' as const };
}

async function request(service: OpenAiSpeech, part: SpokenPart, call: CallContext) {
  const { scene } = part;
  // The SDK's own limit ends with the headers; this one ends with the body.
  const timedOut = AbortSignal.timeout(service.timeoutMs);
  try {
    const response = await service.client.audio.speech.create(
      {
        model: service.model,
        voice: part.voice,
        input: part.plan.text,
        response_format: 'wav',
        speed: Math.min(4, Math.max(0.25, part.speed)),
        ...(isClassic(service.model) ? {} : { instructions: describeManner(part.language) }),
      },
      { signal: AbortSignal.any([call.signal, timedOut]) },
    );
    return { bytes: await readBody(response, { provider, scene }), requestId: response.headers.get('x-request-id') };
  } catch (error) {
    throw toFailure(error, { cancelled: call.signal, timedOut, scene });
  }
}

function toFailure(
  error: unknown,
  about: { cancelled: AbortSignal; timedOut: AbortSignal; scene: number | null },
): StudioError {
  const isAnswer = error instanceof APIError && typeof error.status === 'number';
  if (isAnswer && !about.cancelled.aborted) {
    const { status, code, headers, message } = error;
    return failureOf({
      provider,
      status,
      code: code ?? '',
      reason: message.replace(/^\d{3}\s/, ''),
      headers,
      scene: about.scene,
    });
  }
  const timedOut = error instanceof APIConnectionTimeoutError ? AbortSignal.abort() : about.timedOut;
  return connectionFailure(error, { provider, ...about, timedOut });
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
