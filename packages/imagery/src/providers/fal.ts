import { setTimeout as sleep } from 'node:timers/promises';
import { PermanentError, TransientError, toStudioError, type CallContext } from '@bom/domain';
import { makePaidCall, malformedAnswer } from '@bom/provider';
import { z } from 'zod';
import { hashOf } from '../illustrator/random.ts';
import { falCost, falPriceOf, falSize, type MegapixelPrice } from '../prices.ts';
import type { FalConfig, ImageRequest, PaidIllustrator, ProviderAnswer } from '../types.ts';
import { downloadImage } from './download.ts';
import { createFalQueue, falFailure, falReason, falService, type FalAnswer, type FalQueue } from './fal-queue.ts';
import { inspectImage, type InspectedImage } from './inspect-image.ts';
import { readPending } from './pending.ts';

const defaultModel = 'fal-ai/flux/dev';
const defaultPollMs = 1000;
const defaultTimeoutMs = 180_000;

interface Fal {
  queue: FalQueue;
  model: string;
  price: MegapixelPrice;
  pollMs: number;
  timeoutMs: number;
  allowPrivate: readonly string[];
}

interface Ticket {
  requestId: string;
  resumed: boolean;
  startedAt: number;
}

type DrawJob = Parameters<PaidIllustrator['draw']>[0];

/**
 * FLUX on fal. The request's id is saved as soon as it is known; a later try waits for the same request instead of paying
 * for another. What is lost at fal for good is forgotten, so that the next try starts anew.
 */
export function createFalIllustrator(config: FalConfig, allowPrivate: readonly string[]): PaidIllustrator {
  const model = config.model ?? defaultModel;
  const fal: Fal = {
    queue: createFalQueue(config, model),
    model,
    price: falPriceOf(model),
    pollMs: config.pollMs ?? defaultPollMs,
    timeoutMs: config.timeoutMs ?? defaultTimeoutMs,
    allowPrivate,
  };
  return {
    provider: 'fal',
    model,
    costOf: (format) => {
      const { width, height } = falSize(format, fal.price);
      return falCost(fal.price, width, height).costMicrocents;
    },
    draw: (job, call) => draw(fal, job, call),
  };
}

async function draw(fal: Fal, job: DrawJob, call: CallContext): Promise<ProviderAnswer> {
  const ticket = resume(fal, job, call) ?? (await submit(fal, job, call));
  const about = { signal: call.signal, scene: job.request.scene };
  try {
    await waitForResult(fal, ticket, about);
    const answer = await fal.queue.result(ticket.requestId, about);
    return await readAnswer(fal, { answer, ticket, request: job.request }, call);
  } catch (error) {
    if (call.signal.aborted) await fal.queue.cancel(ticket.requestId);
    if (error instanceof PermanentError && error.code === 'image_request_unknown') {
      if (ticket.resumed) await call.savePending(null);
      throw requestLost(about.scene, error);
    }
    throw toStudioError(error, about.scene);
  }
}

function resume(fal: Fal, job: DrawJob, call: CallContext): Ticket | undefined {
  const pending = readPending(call.pending);
  if (!pending || pending.model !== fal.model || pending.attempt !== job.attempt) return undefined;
  return { requestId: pending.requestId, resumed: true, startedAt: performance.now() };
}

async function submit(fal: Fal, job: DrawJob, call: CallContext): Promise<Ticket> {
  const size = falSize(job.request.format, fal.price);
  const { megapixels, costMicrocents } = falCost(fal.price, size.width, size.height);
  const { scene } = job.request;
  const planned = {
    provider: 'fal',
    model: fal.model,
    operation: 'image.make',
    units: megapixels,
    unit: 'megapixel',
  } as const;
  const timeoutMs = fal.queue.callTimeoutMs;
  const startedAt = performance.now();
  // Lost, it may be in the queue under an id that we shall never know; otherwise its result is billed.
  const requestId = await makePaidCall(
    call,
    { service: falService, planned, expected: { costMicrocents }, timeoutMs, scene },
    ({ signal }) => fal.queue.submit(inputOf(job, size), { signal, scene }),
  );
  try {
    await call.savePending({ provider: 'fal', model: fal.model, requestId, attempt: job.attempt });
  } catch (error) {
    // Nobody would ever come back for it.
    await fal.queue.cancel(requestId);
    throw error;
  }
  return { requestId, resumed: false, startedAt };
}

function inputOf(
  { request, prompt, attempt }: DrawJob,
  size: { width: number; height: number },
): Record<string, unknown> {
  return {
    prompt,
    image_size: size,
    // fal takes seeds of up to 2^31 - 1 with every model.
    seed: hashOf(request.seed, request.index, attempt) >>> 1,
    num_images: 1,
    enable_safety_checker: true,
    output_format: 'jpeg',
  };
}

async function waitForResult(
  fal: Fal,
  ticket: Ticket,
  about: { signal: AbortSignal; scene: number | null },
): Promise<void> {
  const deadline = performance.now() + fal.timeoutMs;
  while ((await fal.queue.status(ticket.requestId, about)) !== 'completed') {
    if (performance.now() > deadline) {
      throw new TransientError(
        'image_timeout',
        'fal has not finished the picture in time; the next try waits for the same one.',
        { scene: about.scene },
      );
    }
    await sleep(fal.pollMs, undefined, { signal: about.signal });
  }
}

const resultSchema = z.object({
  images: z
    .array(z.object({ url: z.string().max(4096), width: z.number().optional(), height: z.number().optional() }))
    .min(1),
  has_nsfw_concepts: z.array(z.boolean()).optional(),
});

interface Finished {
  answer: FalAnswer;
  ticket: Ticket;
  request: ImageRequest;
}

async function readAnswer(fal: Fal, finished: Finished, call: CallContext): Promise<ProviderAnswer> {
  const { answer, request } = finished;
  const { scene } = request;
  if (isRefusal(answer)) return { refused: true, reason: falReason(answer.body) || 'against its content policy' };
  if (answer.status >= 300) throw await failedFor(finished, call);
  const result = resultSchema.safeParse(answer.body).data;
  if (!result?.images[0]) {
    await call.savePending(null);
    throw malformedAnswer(falService, 'fal finished the picture, but its answer names no image.', { scene });
  }
  const asked = falSize(request.format, fal.price);
  const size = { width: result.images[0].width || asked.width, height: result.images[0].height || asked.height };
  if (result.has_nsfw_concepts?.[0]) {
    // fal bills the blackened picture all the same.
    record(fal, { ...finished.ticket, size, ok: false }, call);
    return { refused: true, reason: 'its safety checker flagged the picture' };
  }
  const image = await fetchResult(fal, { finished, size, address: result.images[0].url }, call);
  record(fal, { ...finished.ticket, size: image, ok: true }, call);
  return { refused: false, image: { ...image, provider: 'fal', model: fal.model } };
}

/** 422 with `content_policy_violation`, in the header or the body (https://docs.fal.ai/model-endpoints/errors). */
function isRefusal({ status, body, headers }: FalAnswer): boolean {
  if (status < 400 || status >= 500) return false;
  const policy = 'content_policy_violation';
  const named = z.object({ error_type: z.string() }).safeParse(body).data?.error_type;
  const listed = z.object({ detail: z.array(z.object({ type: z.string() })) }).safeParse(body).data?.detail;
  return (
    headers.get('x-fal-error-type') === policy ||
    named === policy ||
    listed?.some(({ type }) => type === policy) === true
  );
}

/** What may pass is submitted anew by the next try; so is a request that fal no longer knows. */
async function failedFor({ answer, ticket, request }: Finished, call: CallContext): Promise<Error> {
  const failure = falFailure(answer, request.scene);
  const lost = ticket.resumed && [400, 404, 410].includes(answer.status);
  if (lost || answer.status === 500 || answer.status === 504) await call.savePending(null);
  return lost ? requestLost(request.scene, failure) : failure;
}

interface Fetching {
  finished: Finished;
  size: { width: number; height: number };
  address: string;
}

/** A broken download is tried again by the next try, unpaid; a broken or vanished picture is paid and forgotten. */
async function fetchResult(
  fal: Fal,
  { finished, size, address }: Fetching,
  call: CallContext,
): Promise<InspectedImage> {
  const about = { provider: 'fal', scene: finished.request.scene, signal: call.signal, allowPrivate: fal.allowPrivate };
  try {
    return await inspectImage(await downloadImage(address, about), about);
  } catch (error) {
    const vanished = error instanceof PermanentError && error.code !== 'image_address_rejected';
    const broken = error instanceof TransientError && error.code === 'image_invalid';
    if (!vanished && !broken) throw error;
    record(fal, { ...finished.ticket, size, ok: false }, call);
    await call.savePending(null);
    throw vanished ? requestLost(about.scene, error) : error;
  }
}

function requestLost(scene: number | null, cause: unknown): TransientError {
  return new TransientError(
    'image_request_lost',
    'fal no longer has the picture that was asked for; the next try asks anew.',
    { cause, scene },
  );
}

interface Bill {
  requestId: string;
  size: { width: number; height: number };
  ok: boolean;
  startedAt: number;
}

function record(fal: Fal, { requestId, size, ok, startedAt }: Bill, call: CallContext): void {
  const { megapixels, costMicrocents } = falCost(fal.price, size.width, size.height);
  call.recordUsage({
    provider: 'fal',
    model: fal.model,
    operation: 'image.make',
    requestId,
    inputTokens: 0,
    outputTokens: 0,
    units: megapixels,
    unit: 'megapixel',
    costMicrocents,
    ok,
    durationMs: Math.round(performance.now() - startedAt),
  });
}
