import { CancelledError, PermanentError, RateLimitedError, StudioError, TransientError } from '@bom/domain';
import { parseRetryAfter } from '@bom/provider';
import type { SafeRequest, SafeResponse } from '@bom/runtime';
import { cleanLines } from '../content/clean-text.ts';
import { signWebhook } from './sign-webhook.ts';

const maxReadBytes = 64 * 1024;
const maxSnippetLength = 1000;

export interface WebhookCall {
  url: string;
  /** Newest first; none sends it unsigned. */
  secrets: string[];
  /** Of the receiver's own choice, beside the signature. */
  secretHeader?: { name: string; value: string } | undefined;
  id: string;
  /** JSON text. */
  body: string;
  /** For the whole delivery, the answer's body included. */
  timeoutMs: number;
  signal: AbortSignal;
  /** safeRequest of @bom/runtime, with the private addresses that are allowed. */
  request: (request: SafeRequest) => Promise<SafeResponse>;
}

export interface WebhookAnswer {
  status: number;
  durationMs: number;
  /** The beginning of what the receiver said, for people; at most 1000 characters. */
  responseSnippet: string;
}

/**
 * One delivery. A 2xx is success, whatever its body does; redirects are not followed. Errors that follow an answer have it in
 * `details` as `{status, duration_ms, response}`. Throws PermanentError `webhook_gone` (410: disable the endpoint),
 * `webhook_id_invalid`, `webhook_secret_invalid`, `url_not_allowed`; RateLimitedError `webhook_rate_limited`; TransientError
 * `webhook_refused`, `webhook_host_not_found` and those of `request`; CancelledError.
 */
export async function sendWebhook(call: WebhookCall): Promise<WebhookAnswer> {
  const startedAt = performance.now();
  const response = await post(call);
  const responseSnippet = await readSnippet(response);
  const answer = { status: response.status, durationMs: Math.round(performance.now() - startedAt), responseSnippet };
  if (answer.status >= 200 && answer.status < 300) return answer;
  if (call.signal.aborted) throw new CancelledError(undefined, { cause: call.signal.reason });
  throw toWebhookError({ url: call.url, answer, retryAfter: response.headers['retry-after'] });
}

async function post(call: WebhookCall): Promise<SafeResponse> {
  const { url, secrets, secretHeader, id, body, timeoutMs, signal, request } = call;
  const signature = signWebhook({ secrets, id, timestamp: new Date(), body });
  const own = secretHeader ? { [secretHeader.name]: secretHeader.value } : {};
  try {
    return await request({
      url,
      method: 'POST',
      headers: { ...own, 'content-type': 'application/json', ...signature },
      body,
      signal,
      headersTimeoutMs: timeoutMs,
      totalTimeoutMs: timeoutMs,
      // A long answer is no failure: reading it ends early, below.
      maxBytes: Number.MAX_SAFE_INTEGER,
      maxRedirects: 0,
    });
  } catch (error) {
    // A name that is gone may be back within the three days of tries.
    if (error instanceof StudioError && error.code === 'fetch_host_not_found') {
      throw new TransientError('webhook_host_not_found', error.message, { cause: error });
    }
    throw error;
  }
}

/** A receiver that answers and then breaks off, hangs or sends without end has answered. */
async function readSnippet({ body }: SafeResponse): Promise<string> {
  const chunks: Buffer[] = [];
  let left = maxReadBytes;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) break;
    }
  } catch {
    // The status decides; what came before it broke off is kept.
  }
  return cleanLines(Buffer.concat(chunks).toString('utf8'), maxSnippetLength);
}

function toWebhookError(o: { url: string; answer: WebhookAnswer; retryAfter: string | undefined }): StudioError {
  const { status, durationMs, responseSnippet } = o.answer;
  const { host } = new URL(o.url);
  const details = { status, duration_ms: durationMs, response: responseSnippet };
  const options = { details, retryAfterMs: parseRetryAfter(o.retryAfter) };
  if (status === 410) {
    return new PermanentError('webhook_gone', `${host} says that the endpoint is gone (410); disable it.`, { details });
  }
  if (status === 429) return new RateLimitedError('webhook_rate_limited', `${host} asks to wait (429).`, options);
  if (status >= 300 && status < 400) {
    const words = `${host} redirects (${status}), which deliveries do not follow; give the endpoint its final URL.`;
    return new TransientError('webhook_refused', words, options);
  }
  // Also 4xx: a receiver in the middle of a deploy answers 404 or 401 for a while.
  return new TransientError('webhook_refused', `${host} answered ${status} instead of 2xx.`, options);
}
