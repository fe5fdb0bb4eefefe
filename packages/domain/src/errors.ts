/**
 * What went wrong, in words that machines and people both read: a stable `code` (snake_case) and one plain sentence.
 * `retriable` is decided where the error is made, by its class, never by reading its message.
 */
export interface StudioErrorOptions {
  cause?: unknown;
  /** Index of the script's scene it happened in; null for the whole film. */
  scene?: number | null;
  /** Wait at least this long before the next try (a provider's Retry-After). */
  retryAfterMs?: number | undefined;
  /** The outside service that failed or refused, by the name in its records; undefined for what went wrong here. */
  service?: string;
  /** The service gave no answer, or one that says it is broken: it may be down for everybody. */
  outage?: boolean;
  /** A paid call was sent and its answer never understood: it may be billed all the same. */
  lost?: boolean;
  /** Extra machine-readable facts, safe to show to the caller. */
  details?: Record<string, unknown>;
}

export abstract class StudioError extends Error {
  abstract readonly retriable: boolean;
  readonly code: string;
  readonly scene: number | null;
  readonly retryAfterMs: number | undefined;
  readonly service: string | undefined;
  readonly outage: boolean;
  readonly lost: boolean;
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, options: StudioErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.scene = options.scene ?? null;
    this.retryAfterMs = options.retryAfterMs;
    this.service = options.service;
    this.outage = options.outage ?? false;
    this.lost = options.lost ?? false;
    this.details = options.details ?? {};
  }
}

/** Trying again gives the same answer: bad input, refused content, a missing file. */
export class PermanentError extends StudioError {
  readonly retriable = false;
}

/** May pass by itself: a timeout, a 5xx, a full disk. */
export class TransientError extends StudioError {
  readonly retriable = true;
}

/** The provider asks to wait; waiting burns no attempt. */
export class RateLimitedError extends StudioError {
  readonly retriable = true;
}

/** Our own limits put a call off before it was made; the provider was not asked. Codes are `provider_` and the state. */
export class ProviderRefusal extends RateLimitedError {
  readonly state: 'busy' | 'paused' | 'down';
  /** Milliseconds since which the provider is known to be down; 0 where it is not. */
  readonly lastedMs: number;

  constructor(message: string, { state, lastedMs, ...options }: RefusalOptions) {
    super(`provider_${state}`, message, options);
    this.state = state;
    this.lastedMs = lastedMs;
  }
}

interface RefusalOptions extends StudioErrorOptions {
  state: ProviderRefusal['state'];
  lastedMs: number;
}

/** A budget of our own forbids the call before it is made. */
export class BudgetExceededError extends PermanentError {
  constructor(message: string, options: StudioErrorOptions = {}) {
    super('budget_exceeded', message, options);
  }
}

/** The work was told to stop; its partial result is thrown away. */
export class CancelledError extends StudioError {
  readonly retriable = false;
  constructor(message = 'The work was cancelled.', options: StudioErrorOptions = {}) {
    super('cancelled', message, options);
  }
}

/** Another worker holds the claim now; this one's result must be thrown away. */
export class FencedError extends StudioError {
  readonly retriable = false;
  constructor(message = 'Another worker took this work over.', options: StudioErrorOptions = {}) {
    super('fenced', message, options);
  }
}

/** Anything thrown, as a StudioError: unknown errors are retriable and keep their cause. */
export function toStudioError(error: unknown, scene: number | null = null): StudioError {
  if (error instanceof StudioError) return error;
  const { name, message = String(error) } = (error ?? {}) as { name?: string; message?: string };
  if (name === 'AbortError') return new CancelledError(undefined, { cause: error });
  return new TransientError('unexpected', message, { cause: error, scene });
}
