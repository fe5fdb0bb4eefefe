import type { CallContext } from '@bom/domain';
import { makePaidCall, malformedAnswer, readSdkAnswer, wordsOf, type PaidCall } from '@bom/provider';
import OpenAI, { APIError } from 'openai';
import { estimateTokens, openAiPriceOf, openAiSize, tokenCost, type TokenPrice } from '../prices.ts';
import type { OpenAiConfig, PaidIllustrator, ProviderAnswer } from '../types.ts';
import { imageService } from './image-service.ts';
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
const service = imageService('openai');

/** OpenAI's image models. The answer comes in one piece, so nothing can be resumed: a lost reply costs one more call. */
export function createOpenAiIllustrator(config: OpenAiConfig): PaidIllustrator {
  const model = config.model ?? defaultModel;
  const timeoutMs = config.timeoutMs ?? defaultTimeoutMs;
  const images: OpenAiImages = {
    client: new OpenAI({
      apiKey: config.apiKey,
      // Null, not undefined: the environment must not decide for us.
      baseURL: config.baseUrl ?? 'https://api.openai.com/v1',
      organization: null,
      project: null,
      maxRetries: 0,
      // Never reached: each call's own deadline is sooner, and covers its answer's body.
      timeout: 2 * timeoutMs,
    }),
    timeoutMs,
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
  const { model, price, timeoutMs } = images;
  const size = openAiSize(format, price);
  const expected = estimateTokens({ prompt: job.prompt, quality: images.quality, ...size });
  const planned = { provider: 'openai', model, operation: 'image.make', units: 1, unit: 'image' } as const;
  const paid: PaidCall = {
    service,
    planned,
    expected: chargeOf(price, expected),
    timeoutMs,
    scene,
    readAnswer: readSdkAnswer,
  };
  const answer = await makePaidCall(call, paid, async ({ signal, bill }) => {
    const drawn = await generate(images, { job, size: `${size.width}x${size.height}` }, signal);
    if ('refused' in drawn) return drawn;
    const { usage, data } = drawn.generated;
    const encoded = data?.[0]?.b64_json;
    // From the estimate where OpenAI doesn't say what it counted.
    const tokens = { input: usage?.input_tokens ?? expected.input, output: usage?.output_tokens ?? expected.output };
    bill({ ...chargeOf(price, tokens), requestId: drawn.requestId, ok: Boolean(encoded) });
    if (!encoded) throw malformedAnswer(service, 'openai answered without a picture.', { scene });
    return { encoded };
  });
  if ('refused' in answer) return answer;
  const image = await inspectImage(Buffer.from(answer.encoded, 'base64'), { provider: 'openai', scene });
  return { refused: false, image: { ...image, provider: 'openai', model } };
}

interface Drawn {
  generated: OpenAI.Images.ImagesResponse;
  requestId: string | null;
}

async function generate(
  images: OpenAiImages,
  { job, size }: { job: DrawJob; size: string },
  signal: AbortSignal,
): Promise<Drawn | Extract<ProviderAnswer, { refused: true }>> {
  const { model, quality } = images;
  const picture = { n: 1, size, quality, output_format: 'jpeg', output_compression: 95 } as const;
  try {
    const { data, request_id } = await images.client.images
      .generate({ model, prompt: job.prompt, ...picture }, { signal })
      .withResponse();
    if (typeof data !== 'object' || data === null) throw new SyntaxError('The answer is not JSON.');
    return { generated: data, requestId: request_id };
  } catch (error) {
    if (error instanceof APIError && error.code === 'moderation_blocked')
      return { refused: true, reason: wordsOf(error.message) };
    throw error;
  }
}

function chargeOf(price: TokenPrice, tokens: { input: number; output: number }) {
  return { inputTokens: tokens.input, outputTokens: tokens.output, costMicrocents: tokenCost(price, tokens) };
}
