import {
  CancelledError,
  PermanentError,
  RateLimitedError,
  StudioError,
  TransientError,
  wasNeverSent,
} from '@bom/domain';
import { retryAfterMs } from './retry-after.ts';
import type { Service } from './service.ts';

export interface FailedAnswer {
  status: number;
  headers: { get(name: string): string | null } | undefined;
  /** The service's own code, such as `quota_exceeded`. */
  code?: string | null | undefined;
  /** The service's own words. */
  reason: string;
  scene?: number | null;
  cause?: unknown;
}

/**
 * The error that a service's answer means, by its own code and its status: RateLimitedError for 429, TransientError for what may
 * pass (408, 409, 425, 5xx), PermanentError for the rest. It was answered, so nothing is lost.
 */
export function answeredFailure(service: Service, answer: FailedAnswer): StudioError {
  const { status, headers, reason } = answer;
  const code = answer.code ?? '';
  const words = wordsOf(reason);
  const said = words ? `: ${words}.` : '.';
  const options = {
    cause: answer.cause,
    scene: answer.scene ?? null,
    service: service.id,
    details: { status, ...(code ? { code } : {}) },
  };
  const refusal = service.refusals.get(code);
  if (refusal) return new PermanentError(refusal.code, refusal.message + said, options);
  const waiting = { ...options, retryAfterMs: retryAfterMs(headers) };
  if (status === 429) {
    const wait = { ...waiting, retryAfterMs: waiting.retryAfterMs ?? service.rateLimitWaitMs };
    return new RateLimitedError(service.codes.rateLimited, `${service.name} asks to slow down${said}`, wait);
  }
  const mayPass = [408, 409, 425].includes(status) || status >= 500;
  if (mayPass) {
    const { unavailable } = service.codes;
    const outage = service.outages?.get(status) ?? { code: unavailable, message: `${service.name} answered ${status}` };
    return new TransientError(outage.code, outage.message + said, { ...waiting, outage: true });
  }
  const known = service.refusals.get(status);
  if (known) return new PermanentError(known.code, known.message + said, options);
  const { rejected } = service;
  return new PermanentError(rejected.code, `${rejected.message} (${status})${said}`, options);
}

/** An answer with a good status that is not what the service promises: worth another try, and probably billed. */
export function malformedAnswer(
  service: Service,
  message: string,
  { scene = null, cause }: { scene?: number | null; cause?: unknown } = {},
): TransientError {
  return new TransientError(service.codes.malformed, message, { cause, scene, service: service.id, lost: true });
}

export interface BrokenCall {
  service: Service;
  scene: number | null;
  /** The caller's. */
  signal: AbortSignal;
  /** The call's own. */
  deadline: AbortSignal;
}

/** A call that brought no answer: cancelled, out of time, or cut off. It is lost unless it can't have been sent. */
export function brokenFailure(error: unknown, { service, scene, signal, deadline }: BrokenCall): StudioError {
  if (error instanceof StudioError) return error;
  const options = { cause: error, scene, service: service.id, lost: !wasNeverSent(error) };
  if (signal.aborted) return new CancelledError(service.cancelled, options);
  if (deadline.aborted) {
    const message = `${service.name} did not answer in time.`;
    return new TransientError(service.codes.timeout, message, { ...options, outage: true });
  }
  // By name, since errors of another realm (a worker, a test's sandbox) are no instances of ours.
  if (nameOf(error) === 'SyntaxError') {
    return malformedAnswer(service, `${service.name} sent an answer that is not JSON.`, options);
  }
  const message = `The connection to ${service.name} failed.`;
  return new TransientError(service.codes.connectionLost, message, { ...options, outage: true });
}

/** A service's words as one line of at most 300 characters, without its full stop; safe for a message. */
export function wordsOf(text: string): string {
  return text.slice(0, 2000).replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 300);
}

function nameOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
}
