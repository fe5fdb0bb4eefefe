import { CancelledError, PermanentError, TransientError, type CallContext } from '@bom/domain';
import OpenAI, { APIError } from 'openai';
import { estimateTokens, openAiPriceOf, openAiSize, tokenCost, type TokenPrice } from '../prices.ts';
import type { OpenAiConfig, PaidIllustrator, ProviderAnswer } from '../types.ts';
import { connectionFailure, failureOf, isLost, nameOf, oneLine, retryAfterOf } from './failures.ts';
import { inspectImage } from './inspect-image.ts';

const defaultModel = 'gpt-image-2';
const defaultTimeoutMs = 240_000;
const usualPromptChars = 800;

interface OpenAiImages {
  client: OpenAI;
  model: string;
  price: TokenPrice;
  quality: 'low' | 'medium' | 'high';
  timeoutMs: number;
}

type DrawJob = Parameters<PaidIllustrator['draw']>[0];
type Generated = OpenAI.Images.ImagesResponse;

/** OpenAI's image models. The answer comes in one piece, so nothing can be resumed: a lost reply costs one more call. */
export function createOpenAiIllustrator(config: OpenAiConfig): PaidIllustrator {
  const model = config.model ?? defaultModel;
  const images: OpenAiImages = {
    client: new OpenAI({
      apiKey: config.apiKey,
      // Null, not undefined: the environment must not decide for us.
      baseURL: config.baseUrl ?? 'https://api.openai.com/v1',
      organization: null,
      project: null,
      maxRetries: 0,
      timeout: config.timeoutMs ?? defaultTimeoutMs,
    }),
    timeoutMs: config.timeoutMs ?? defaultTimeoutMs,
    model,
    price: openAiPriceOf(model),
    quality: config.quality ?? 'medium',
  };
  return {
    provider: 'openai',
    model,
    costOf: (format) => {
      const prompt = ' '.repeat(usualPromptChars);
      const size = openAiSize(format, images.price);
      return tokenCost(images.price, estimateTokens({ prompt, quality: images.quality, ...size }));
    },
    draw: (job, call) => draw(images, job, call),
  };
}

async function draw(images: OpenAiImages, job: DrawJob, call: CallContext): Promise<ProviderAnswer> {
  const { scene, format } = job.request;
  const size = openAiSize(format, images.price);
  const expected = estimateTokens({ prompt: job.prompt, quality: images.quality, ...size });
  const planned = { provider: 'openai', model: images.model, operation: 'image.make' };
  await call.authorizeSpend(tokenCost(images.price, expected), { ...planned, units: 1, unit: 'image' });
  if (call.signal.aborted) throw new CancelledError('The picture was cancelled.', { scene });
  const startedAt = performance.now();
  const lost = { requestId: null, tokens: expected, ok: false, startedAt };
  const answer = await generate(images, { job, size: `${size.width}x${size.height}` }, call).catch((error: unknown) => {
    if (isLost(error)) record(images, lost, call);
    throw error;
  });
  if ('refused' in answer) return answer;
  const { usage, data } = answer.generated;
  const encoded = data?.[0]?.b64_json;
  // From the estimate where OpenAI doesn't say what it counted.
  const tokens = { input: usage?.input_tokens ?? expected.input, output: usage?.output_tokens ?? expected.output };
  record(images, { requestId: answer.requestId, tokens, ok: Boolean(encoded), startedAt }, call);
  if (!encoded) throw new TransientError('image_answer_malformed', 'openai answered without a picture.', { scene });
  const image = await inspectImage(Buffer.from(encoded, 'base64'), { provider: 'openai', scene });
  return { refused: false, image: { ...image, provider: 'openai', model: images.model } };
}

interface Answer {
  generated: Generated;
  requestId: string | null;
}

async function generate(
  images: OpenAiImages,
  { job, size }: { job: DrawJob; size: string },
  call: CallContext,
): Promise<Answer | Extract<ProviderAnswer, { refused: true }>> {
  // The SDK's own timeout ends with the headers; a body that hangs must end too.
  const deadline = AbortSignal.timeout(images.timeoutMs);
  const signal = AbortSignal.any([call.signal, deadline]);
  try {
    const { data, request_id } = await images.client.images
      .generate(
        {
          model: images.model,
          prompt: job.prompt,
          n: 1,
          size,
          quality: images.quality,
          output_format: 'jpeg',
          output_compression: 95,
        },
        { signal },
      )
      .withResponse();
    if (typeof data !== 'object' || data === null) throw new SyntaxError('The answer is not JSON.');
    return { generated: data, requestId: request_id };
  } catch (error) {
    if (error instanceof APIError && error.code === 'moderation_blocked')
      return { refused: true, reason: oneLine(error.message) };
    const cause: unknown = deadline.aborted ? deadline.reason : error;
    throw openAiFailure(cause, call.signal, job.request.scene);
  }
}

function openAiFailure(error: unknown, signal: AbortSignal, scene: number | null): Error {
  const about = { provider: 'openai', signal, scene };
  if (nameOf(error) === 'SyntaxError') {
    const message = 'openai sent an answer that is not JSON.';
    return new TransientError('image_answer_malformed', message, { cause: error, scene });
  }
  // Connection errors are APIErrors without a status.
  if (!(error instanceof APIError) || typeof error.status !== 'number') return connectionFailure(error, about);
  const reason = oneLine(error.message.replace(/^\d{3}\s/, ''));
  if (error.code === 'insufficient_quota' || error.code === 'billing_hard_limit_reached') {
    const message = `openai's balance is used up: ${reason}.`;
    return new PermanentError('image_account_blocked', message, { cause: error, scene });
  }
  return failureOf({ ...about, status: error.status, reason, retryAfterMs: retryAfterOf(error.headers) });
}

interface Bill {
  requestId: string | null;
  tokens: { input: number; output: number };
  ok: boolean;
  startedAt: number;
}

function record(images: OpenAiImages, { requestId, tokens, ok, startedAt }: Bill, call: CallContext): void {
  call.recordUsage({
    provider: 'openai',
    model: images.model,
    operation: 'image.make',
    requestId,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    units: 1,
    unit: 'image',
    costMicrocents: tokenCost(images.price, tokens),
    ok,
    durationMs: Math.round(performance.now() - startedAt),
  });
}
