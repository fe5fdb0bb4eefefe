/**
 * What went wrong, in words that machines and people both read: a stable `code` (snake_case) and one plain sentence.
 * `retriable` is decided where the error is made, by its class, never by reading its message.
 */
export interface StudioErrorOptions {
  cause?: unknown;
  /** Index of the script's scene it happened in; null for the whole film. */
  scene?: number | null;
  /** Wait at least this long before the next try (a provider's Retry-After). */
  retryAfterMs?: number;
  /** Extra machine-readable facts, safe to show to the caller. */
  details?: Record<string, unknown>;
}

export abstract class StudioError extends Error {
  abstract readonly retriable: boolean;
  readonly code: string;
  readonly scene: number | null;
  readonly retryAfterMs: number | undefined;
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, options: StudioErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.scene = options.scene ?? null;
    this.retryAfterMs = options.retryAfterMs;
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
