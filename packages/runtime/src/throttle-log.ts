import type { Logger } from 'pino';
import { errorCode } from './error-code.ts';

/** More kinds of error than this within one second share a single counter, so that random messages can't fill memory. */
const maxKinds = 100;

/**
 * A function that logs errors, at most `perSecond` identical ones a second: what is above that is counted and told in
 * one line when the second is over. For connections that repeat one error in a tight loop (Redis out of memory emits
 * about 12,000 a second).
 */
export function throttleLog(
  logger: Pick<Logger, 'error'>,
  options: { perSecond?: number } = {},
): (error: unknown, message?: string) => void {
  const perSecond = options.perSecond ?? 10;
  const seen = new Map<string, { count: number; error: unknown; message: string }>();
  let timer: NodeJS.Timeout | undefined;

  function closeSecond(): void {
    timer = undefined;
    for (const { count, error, message } of seen.values()) {
      if (count > perSecond) logger.error({ err: error, suppressed: count - perSecond }, `${message} (repeated)`);
    }
    seen.clear();
  }

  return (error, message = 'Something failed.') => {
    timer ??= setTimeout(closeSecond, 1000).unref();
    const kind = describeKind(error, message);
    const key = seen.has(kind) || seen.size < maxKinds ? kind : 'other';
    const entry = seen.get(key) ?? { count: 0, error, message };
    entry.count += 1;
    seen.set(key, entry);
    if (entry.count <= perSecond) logger.error({ err: error }, message);
  };
}

function describeKind(error: unknown, message: string): string {
  return `${message}|${errorCode(error) ?? ''}|${String(error)}`;
}
