/** Nobody is waited for longer without being asked again: what was a mistake, or is over, must not hold films for days. */
const longestWaitMs = 3_600_000;

interface HeaderReader {
  get(name: string): string | null;
}

/**
 * For how many milliseconds an answer's headers ask to wait, an hour at most; undefined where they don't say, or make no
 * sense. `retry-after-ms` (Anthropic, OpenAI) is more exact than `retry-after`.
 */
export function retryAfterMs(headers: HeaderReader | undefined, nowMs = Date.now()): number | undefined {
  const exact = headers?.get('retry-after-ms')?.trim() ?? '';
  if (isNumber(exact)) return capWait(Number(exact));
  return parseRetryAfter(headers?.get('retry-after'), nowMs);
}

/** A Retry-After header by itself (RFC 9110 section 10.2.3: seconds, here with a fraction too, or a date). */
export function parseRetryAfter(header: string | null | undefined, nowMs = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  return capWait(isNumber(text) ? Number(text) * 1000 : Date.parse(text) - nowMs);
}

function isNumber(text: string): boolean {
  return /^\d+(\.\d+)?$/u.test(text);
}

function capWait(waitMs: number): number | undefined {
  return Number.isNaN(waitMs) ? undefined : Math.ceil(Math.min(Math.max(waitMs, 0), longestWaitMs));
}
