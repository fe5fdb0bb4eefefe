import { randomUUID } from 'node:crypto';
import { makePng, makeTone, startDouble } from '@bom/testing';
import type { DoubleAnswer, RecordedRequest } from '@bom/testing';

/** A call that a provider bills, and what it bills: the double's own log, kept apart from ours. */
export interface PaidCall {
  provider: 'anthropic' | 'fal' | 'elevenlabs';
  operation: string;
  microcents: number;
}

export interface PaidDoubles {
  /** Points the stack at the doubles, keys included. */
  env: Record<string, string>;
  paid: PaidCall[];
  /** Bodies of mails and Slack messages, in the order of their coming. */
  mails: Record<string, unknown>[];
  messages: Record<string, unknown>[];
  /** Requests that were answered with an error and not billed. */
  refused: string[];
  close(): Promise<void>;
}

export interface DoubleOptions {
  /** Called for each paid call when it is billed and not answered yet. */
  onPaid?: (call: PaidCall) => Promise<void> | void;
  /** The first narration is answered with 429 and this Retry-After. */
  retryAfterSeconds?: number;
}

/** 21 seconds as it is read; the double's voice reads it in nine, so that the film is short. */
export const doubledScript = {
  title: 'Bread that takes its time',
  hook: 'Your toast has never tasted of anything at all.',
  scenes: [
    {
      narration: 'Good bread takes its time, and here it gets all the time that it needs, every single night.',
      visual: 'A baker folds dough on a wooden table in morning light.',
      on_screen_text: 'Slow bread',
    },
    {
      narration: 'While the whole street sleeps, the oven is hot, and your loaf is waiting for you.',
      visual: 'Loaves cool on a rack beside a glowing oven.',
      on_screen_text: 'Warm at six',
    },
  ],
  cta: 'Come by before work and taste what you have been missing.',
};

/** Prices of the models that the stack uses by default, in micro-cents. */
const claudePrices = { input: 200, output: 1_000, cacheWrite: 250 };
const fluxMegapixel = 2_500_000;
const elevenLabsCharacter = 10_000;
const pictureSide = 1_024;
const paintMs = 300;

/** Claude, fal, ElevenLabs, Resend and Slack over HTTP, on one port. */
export async function startPaidDoubles(options: DoubleOptions = {}): Promise<PaidDoubles> {
  const picture = await makePng({ width: pictureSide, height: pictureSide, noise: true });
  const [paid, mails, messages, refused]: [PaidCall[], PaidDoubles['mails'], PaidDoubles['messages'], string[]] = [
    [],
    [],
    [],
    [],
  ];
  const painted = new Map<string, number>();
  const bill = async (call: PaidCall) => {
    paid.push(call);
    await options.onPaid?.(call);
  };
  const handlers: [RegExp, (request: RecordedRequest) => Promise<DoubleAnswer> | DoubleAnswer][] = [
    [/^POST \/v1\/messages$/, (request) => answerClaude(request, bill)],
    [
      /^POST \/fal-ai\/flux\/dev$/,
      async () => {
        const id = randomUUID();
        painted.set(id, Date.now() + paintMs);
        const megapixels = Math.ceil((pictureSide * pictureSide) / 1_000_000);
        await bill({ provider: 'fal', operation: 'image.make', microcents: megapixels * fluxMegapixel });
        return { json: { status: 'IN_QUEUE', request_id: id, queue_position: 0 } };
      },
    ],
    [
      /^GET \/fal-ai\/flux\/requests\/[\w-]+\/status$/,
      ({ path }) => {
        const until = painted.get(path.split('/')[4] ?? '');
        if (until === undefined) return { status: 404, json: { detail: 'Not found' } };
        return { json: { status: Date.now() < until ? 'IN_PROGRESS' : 'COMPLETED' } };
      },
    ],
    [
      /^GET \/fal-ai\/flux\/requests\/[\w-]+$/,
      ({ headers }) => ({ json: { images: [{ url: `http://${headers.host}/files/picture.png` }], seed: 1 } }),
    ],
    [/^GET \/files\/picture\.png$/, () => ({ headers: { 'content-type': 'image/png' }, body: picture })],
    [
      /^POST \/v1\/text-to-speech\//,
      (request) => {
        const isFirst = !paid.some(({ provider }) => provider === 'elevenlabs') && refused.length === 0;
        if (options.retryAfterSeconds === undefined || !isFirst) return answerElevenLabs(request, bill);
        refused.push('elevenlabs');
        const detail = { status: 'system_busy', message: 'Busy.' };
        return { status: 429, headers: { 'retry-after': String(options.retryAfterSeconds) }, json: { detail } };
      },
    ],
    [/^POST \/emails$/, ({ body }) => (mails.push(parse(body)), { json: { id: randomUUID() } })],
    [/^POST \/services\//, ({ body }) => (messages.push(parse(body)), { body: 'ok' })],
  ];
  const double = await startDouble((request) => {
    const line = `${request.method} ${request.path.split('?')[0]}`;
    const handler = handlers.find(([pattern]) => pattern.test(line));
    return handler ? handler[1](request) : { status: 404, body: line };
  });
  return { env: environment(double.url), paid, mails, messages, refused, close: double.close };
}

function environment(url: string): Record<string, string> {
  return {
    ANTHROPIC_API_KEY: 'anthropic-key-of-test',
    ANTHROPIC_BASE_URL: url,
    IMAGE_PROVIDER: 'fal',
    FAL_KEY: 'fal-key-of-test',
    FAL_BASE_URL: url,
    VOICE_PROVIDER: 'elevenlabs',
    ELEVENLABS_API_KEY: 'elevenlabs-key-of-test',
    ELEVENLABS_BASE_URL: url,
    RESEND_API_KEY: 're_of_test',
    RESEND_BASE_URL: url,
    SLACK_WEBHOOK_URL: `${url}/services/T/B/X`,
    FETCH_ALLOW_PRIVATE: new URL(url).host,
  };
}

async function answerClaude({ body }: RecordedRequest, bill: (call: PaidCall) => Promise<void>): Promise<DoubleAnswer> {
  const asked = JSON.stringify((parse(body) as { output_config?: unknown }).output_config);
  const isScript = asked.includes('"hook"');
  const usage = {
    input_tokens: 137,
    output_tokens: 611,
    cache_creation_input_tokens: 2_011,
    cache_read_input_tokens: 0,
  };
  const microcents =
    usage.input_tokens * claudePrices.input +
    usage.output_tokens * claudePrices.output +
    usage.cache_creation_input_tokens * claudePrices.cacheWrite;
  await bill({ provider: 'anthropic', operation: isScript ? 'script.write' : 'shots.describe', microcents });
  const shots = [0, 1, 2].map((beat) => ({ beat, prompt: `Still ${beat} of a baker in her shop` }));
  const value = isScript ? doubledScript : { look: 'Candid photograph in morning light', cast: [], shots };
  return {
    headers: { 'request-id': `req_${randomUUID()}` },
    json: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5-5',
      content: [{ type: 'text', text: JSON.stringify(value) }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage,
    },
  };
}

/** A tone for a voice, every character as long as the next. */
async function answerElevenLabs(
  { body }: RecordedRequest,
  bill: (call: PaidCall) => Promise<void>,
): Promise<DoubleAnswer> {
  const characters = Array.from((parse(body) as { text: string }).text);
  await bill({
    provider: 'elevenlabs',
    operation: 'voice.speak',
    microcents: characters.length * elevenLabsCharacter,
  });
  const each = 0.03;
  const sound = makeTone({ seconds: characters.length * each, sampleRate: 44_100, amplitude: 0.2 });
  return {
    headers: { 'request-id': randomUUID(), 'character-cost': String(characters.length) },
    json: {
      audio_base64: sound.toString('base64'),
      alignment: {
        characters,
        character_start_times_seconds: characters.map((_, index) => index * each),
        character_end_times_seconds: characters.map((_, index) => (index + 1) * each),
      },
      normalized_alignment: null,
    },
  };
}

function parse(body: Buffer): Record<string, unknown> {
  return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
}
