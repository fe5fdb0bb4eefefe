const dayMs = 24 * 3_600_000;

/**
 * A Retry-After header (RFC 9110 section 10.2.3: seconds or a date) in milliseconds, at most a day; undefined where there
 * is none or it makes no sense.
 */
export function retryAfterMs(header: string | null | undefined, now: Date = new Date()): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  const ms = /^\d+(\.\d+)?$/u.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.ceil(Math.min(Math.max(ms, 0), dayMs));
}

/** The field to put into an error's options, absent where there is nothing to wait for. */
export function waitFor(ms: number | undefined): { retryAfterMs?: number } {
  return ms === undefined ? {} : { retryAfterMs: ms };
}
