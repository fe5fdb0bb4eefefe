const minute = 60_000;
/** Limits for runs of ffmpeg that nobody waits for. */
export const patience = { signal: new AbortController().signal, timeoutMs: 30 * minute, noProgressMs: 10 * minute };
