import { PermanentError, TransientError } from '@bom/domain';
import { z } from 'zod';
import type { FalConfig } from '../types.ts';
import { connectionFailure, failureOf, oneLine, retryAfterOf } from './failures.ts';

/**
 * A thin client for fal's queue HTTP API (https://docs.fal.ai/model-endpoints/queue). Not @fal-ai/client: that one sends
 * a submit up to four times by itself, ignores Retry-After and has a fixed host, and each submit costs money.
 */
export interface FalQueue {
  /** Puts the request in the queue and gives its id; costs money. */
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
  errorType: string | null;
  retryAfterMs: number | undefined;
}

const callTimeoutMs = 30_000;
const cancelTimeoutMs = 3000;
const maxBodyBytes = 1024 * 1024;
const submittedSchema = z.object({ request_id: z.string().regex(/^[\w-]{1,128}$/) });
const statusSchema = z.object({ status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']) });

export function createFalQueue(config: FalConfig, model: string): FalQueue {
  const base = (config.baseUrl ?? 'https://queue.fal.run').replace(/\/$/, '');
  // Requests live under owner and alias; the rest of the model's path is dropped there.
  const requests = `${base}/${model.split('/').slice(0, 2).join('/')}/requests`;
  const send = (method: string, url: string, about: CallAbout, input?: unknown): Promise<FalAnswer> =>
    sendCall(
      {
        method,
        url,
        input,
        apiKey: config.apiKey,
        timeoutMs: Math.min(callTimeoutMs, config.timeoutMs ?? callTimeoutMs),
      },
      about,
    );
  return {
    async submit(input, about) {
      const answer = expectOk(await send('POST', `${base}/${model}`, about, input), about);
      return parse(submittedSchema, answer.body, about).request_id;
    },
    async status(requestId, about) {
      const answer = await send('GET', `${requests}/${requestId}/status`, about);
      if (answer.status === 404 || answer.status === 410) {
        throw new PermanentError('image_request_unknown', 'fal does not know the request.', { scene: about.scene });
      }
      expectOk(answer, about);
      return parse(statusSchema, answer.body, about).status === 'COMPLETED' ? 'completed' : 'waiting';
    },
    result: (requestId, about) => send('GET', `${requests}/${requestId}`, about),
    async cancel(requestId) {
      const signal = AbortSignal.timeout(cancelTimeoutMs);
      await send('PUT', `${requests}/${requestId}/cancel`, { signal, scene: null }).catch(() => undefined);
    },
  };
}

/** fal's own words in an error body: `{detail: string}` or `{detail: [{msg, type}]}`. */
export function falReason(body: unknown): string {
  const detail = z.object({ detail: z.union([z.string(), z.array(z.object({ msg: z.string() }))]) }).safeParse(body)
    .data?.detail;
  if (detail === undefined) return '';
  return oneLine(typeof detail === 'string' ? detail : detail.map(({ msg }) => msg).join('; '));
}

export function falFailure(answer: FalAnswer, scene: number | null): Error {
  return failureOf({
    provider: 'fal',
    status: answer.status,
    reason: falReason(answer.body),
    retryAfterMs: answer.retryAfterMs,
    scene,
  });
}

interface Call {
  method: string;
  url: string;
  input: unknown;
  apiKey: string;
  timeoutMs: number;
}

async function sendCall(call: Call, about: CallAbout): Promise<FalAnswer> {
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers: { authorization: `Key ${call.apiKey}`, accept: 'application/json', 'content-type': 'application/json' },
      redirect: 'error',
      signal: AbortSignal.any([about.signal, AbortSignal.timeout(call.timeoutMs)]),
      ...(call.input === undefined ? {} : { body: JSON.stringify(call.input) }),
    });
    return {
      status: response.status,
      body: parseJson(await readText(response)),
      errorType: response.headers.get('x-fal-error-type'),
      retryAfterMs: retryAfterOf(response.headers),
    };
  } catch (error) {
    throw connectionFailure(error, { provider: 'fal', ...about });
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBodyBytes)
      throw new TransientError('image_answer_malformed', 'fal sent an answer of more than 1 MB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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

function parse<T>(schema: z.ZodType<T>, body: unknown, about: CallAbout): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new TransientError('image_answer_malformed', 'fal sent an answer that is not what its API promises.', {
    cause: parsed.error,
    scene: about.scene,
  });
}
