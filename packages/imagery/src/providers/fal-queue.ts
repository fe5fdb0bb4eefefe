import { PermanentError } from '@bom/domain';
import { answeredFailure, callService, malformedAnswer, readLimited, wordsOf } from '@bom/provider';
import { z } from 'zod';
import type { FalConfig } from '../types.ts';
import { imageService } from './image-service.ts';

/**
 * A thin client for fal's queue HTTP API (https://docs.fal.ai/model-endpoints/queue). Not @fal-ai/client: that one sends
 * a submit up to four times by itself, ignores Retry-After and has a fixed host, and each submit costs money.
 */
export interface FalQueue {
  /** For each call, its answer's body included. */
  callTimeoutMs: number;
  /** Puts the request in the queue and gives its id; costs money, so that a paid call limits its time. */
  submit(input: Record<string, unknown>, about: CallAbout): Promise<string>;
  /** Throws PermanentError `image_request_unknown` for a request that fal has forgotten. */
  status(requestId: string, about: CallAbout): Promise<'waiting' | 'completed'>;
  /** The finished request's answer, which may still be an error. */
  result(requestId: string, about: CallAbout): Promise<FalAnswer>;
  /** Best effort: a request that waits is taken off the queue unbilled. Never throws. */
  cancel(requestId: string): Promise<void>;
}

export interface CallAbout {
  signal: AbortSignal;
  scene: number | null;
}

export interface FalAnswer {
  status: number;
  body: unknown;
  headers: Headers;
}

export const falService = imageService('fal');
const longestCallMs = 30_000;
const cancelTimeoutMs = 3000;
const maxBodyBytes = 1024 * 1024;
const submittedSchema = z.object({ request_id: z.string().regex(/^[\w-]{1,128}$/) });
const statusSchema = z.object({ status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']) });

export function createFalQueue(config: FalConfig, model: string): FalQueue {
  const base = (config.baseUrl ?? 'https://queue.fal.run').replace(/\/$/, '');
  // Requests live under owner and alias; the rest of the model's path is dropped there.
  const requests = `${base}/${model.split('/').slice(0, 2).join('/')}/requests`;
  const callTimeoutMs = Math.min(longestCallMs, config.timeoutMs ?? longestCallMs);
  const send = (request: FalRequest, signal: AbortSignal) => sendRequest({ ...request, apiKey: config.apiKey }, signal);
  const call = (request: FalRequest, about: CallAbout, timeoutMs = callTimeoutMs): Promise<FalAnswer> =>
    callService({ service: falService, timeoutMs, ...about }, (signal) => send(request, signal));
  return {
    callTimeoutMs,
    async submit(input, about) {
      const answer = expectOk(await send({ method: 'POST', url: `${base}/${model}`, input }, about.signal), about);
      return parse(submittedSchema, answer.body, about).request_id;
    },
    async status(requestId, about) {
      const answer = await call({ method: 'GET', url: `${requests}/${requestId}/status` }, about);
      if (answer.status === 404 || answer.status === 410) {
        throw new PermanentError('image_request_unknown', 'fal does not know the request.', { scene: about.scene });
      }
      expectOk(answer, about);
      return parse(statusSchema, answer.body, about).status === 'COMPLETED' ? 'completed' : 'waiting';
    },
    result: (requestId, about) => call({ method: 'GET', url: `${requests}/${requestId}` }, about),
    async cancel(requestId) {
      // Also after the caller's signal has fired.
      const about = { signal: new AbortController().signal, scene: null };
      const request = { method: 'PUT', url: `${requests}/${requestId}/cancel` };
      await call(request, about, cancelTimeoutMs).catch(() => undefined);
    },
  };
}

/** fal's own words in an error body: `{detail: string}` or `{detail: [{msg, type}]}`. */
export function falReason(body: unknown): string {
  const detail = z.object({ detail: z.union([z.string(), z.array(z.object({ msg: z.string() }))]) }).safeParse(body)
    .data?.detail;
  if (detail === undefined) return '';
  return wordsOf(typeof detail === 'string' ? detail : detail.map(({ msg }) => msg).join('; '));
}

export function falFailure({ body, ...answer }: FalAnswer, scene: number | null): Error {
  return answeredFailure(falService, { ...answer, reason: falReason(body), scene });
}

interface FalRequest {
  method: string;
  url: string;
  input?: unknown;
}

async function sendRequest(
  { method, url, input, apiKey }: FalRequest & { apiKey: string },
  signal: AbortSignal,
): Promise<FalAnswer> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Key ${apiKey}`, accept: 'application/json', 'content-type': 'application/json' },
    redirect: 'error',
    signal,
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  });
  const tooLarge = () => malformedAnswer(falService, 'fal sent an answer of more than 1 MB.');
  const body = await readLimited(response.body, { maxBytes: maxBodyBytes, tooLarge });
  return { status: response.status, body: parseJson(body.toString('utf8')), headers: response.headers };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function expectOk(answer: FalAnswer, about: CallAbout): FalAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw falFailure(answer, about.scene);
}

function parse<T>(schema: z.ZodType<T>, body: unknown, { scene }: CallAbout): T {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  throw malformedAnswer(falService, 'fal sent an answer that is not what its API promises.', { cause: error, scene });
}
