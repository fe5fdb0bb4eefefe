import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { CancelledError, PermanentError, RateLimitedError, StudioError, TransientError } from '@bom/domain';

const longestWaitMs = 3_600_000;

/** What an error of the SDK means for us; the class decides whether the queue tries again. */
export function failureOf(
  error: unknown,
  { signal, deadline, model }: { signal: AbortSignal; deadline: AbortSignal; model: string },
): StudioError {
  if (error instanceof StudioError) return error;
  if (signal.aborted) return new CancelledError('The call of Claude was cancelled.', { cause: error });
  if (deadline.aborted || error instanceof APIConnectionTimeoutError)
    return new TransientError('llm_timeout', 'Claude did not answer in time.', { cause: error });
  // By name: fetch's own errors may come from another realm.
  if (nameOf(error) === 'SyntaxError')
    return new TransientError('llm_answer_malformed', 'Anthropic sent an answer that is not JSON.', { cause: error });
  if (error instanceof APIConnectionError || error instanceof APIUserAbortError || !(error instanceof APIError))
    return new TransientError('llm_connection_lost', 'The connection to Anthropic failed.', { cause: error });
  return typeof error.status === 'number' ? failureOfStatus(error, error.status, model) : connectionLost(error);
}

/** https://platform.claude.com/docs/en/api/errors */
function failureOfStatus(error: APIError, status: number, model: string): StudioError {
  const said = wordsOfProvider(error);
  const retryAfterMs = retryAfterOf(error.headers);
  const options = { cause: error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (status === 429) return new RateLimitedError('llm_rate_limited', `Anthropic asks to slow down${said}.`, options);
  if (status === 529) return new TransientError('llm_overloaded', `Anthropic is overloaded${said}.`, options);
  if (status === 408 || status === 409 || status >= 500)
    return new TransientError('llm_unavailable', `Anthropic answered ${status}${said}.`, options);
  const [code, sentence] = permanentFailures[status] ?? [
    'llm_bad_request',
    `Anthropic does not accept the request (${status})`,
  ];
  return new PermanentError(code, `${sentence.replace('{model}', model)}${said}.`, { cause: error });
}

const permanentFailures: Record<number, [string, string]> = {
  401: ['llm_auth', 'Anthropic does not accept the API key: check ANTHROPIC_API_KEY'],
  402: ['llm_billing', 'Anthropic refuses the account: check its balance'],
  403: ['llm_forbidden', 'The Anthropic API key has no right to use {model}: check its workspace and permissions'],
  404: ['llm_model_unknown', 'Anthropic does not know {model} at this address: check ANTHROPIC_MODEL'],
  413: ['llm_too_large', 'The brief and script are too large for one request: shorten them'],
};

function nameOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
}

function connectionLost(error: unknown): TransientError {
  return new TransientError('llm_connection_lost', 'The connection to Anthropic failed.', { cause: error });
}

function wordsOfProvider(error: APIError): string {
  const words = (error.apiMessage ?? '').replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 300);
  return words ? `: ${words}` : '';
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date; an hour at most. */
function retryAfterOf(headers: Headers | undefined, nowMs = Date.now()): number | undefined {
  const exact = headers?.get('retry-after-ms');
  const value = headers?.get('retry-after');
  const waitMs = exact ? Number(exact) : value ? waitOf(value, nowMs) : NaN;
  return Number.isFinite(waitMs) ? Math.min(longestWaitMs, Math.max(0, Math.round(waitMs))) : undefined;
}

function waitOf(value: string, nowMs: number): number {
  const seconds = Number(value);
  return Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - nowMs;
}
