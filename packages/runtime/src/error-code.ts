/** The system's code of an error, such as ENOENT or ECONNREFUSED; undefined where there is none. */
export function errorCode(error: unknown): string | undefined {
  // Not instanceof: errors that Node itself made in another realm (a test's, a vm's) are errors too.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Why a signal aborted, always as an Error. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
