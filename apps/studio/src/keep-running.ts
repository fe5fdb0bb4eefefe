import { setTimeout as wait } from 'node:timers/promises';

/** A process that runs: how it ended, and how to end it. */
export interface RunningProcess {
  pid: number;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface KeptProcess {
  /** Of the process that runs now. */
  pid(): number;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface KeepOptions<P extends RunningProcess> {
  name: string;
  first: P;
  /** Starts it anew, as it was: on the same port and folder. */
  restart(): Promise<P>;
  log(line: string): void;
  /** The first and the longest wait before a restart; it doubles until the process has lived for `steadyMs`. */
  waits?: { firstMs: number; longestMs: number; steadyMs: number };
}

/** Starts a process again whenever it ends by itself, with growing waits, until it is told to stop. */
export function keepRunning<P extends RunningProcess>(options: KeepOptions<P>): KeptProcess {
  const { name, restart, log, waits = { firstMs: 500, longestMs: 15_000, steadyMs: 30_000 } } = options;
  let current = options.first;
  const ending = new AbortController();
  let waitMs = waits.firstMs;

  const watch = async (): Promise<void> => {
    for (;;) {
      const startedAt = Date.now();
      const { code, signal } = await current.exited;
      if (ending.signal.aborted) return;
      if (Date.now() - startedAt > waits.steadyMs) waitMs = waits.firstMs;
      log(`${name} ended (${signal ?? `code ${code}`}); starting it again in ${waitMs} ms`);
      await restartPatiently();
      if (ending.signal.aborted) return;
    }
  };
  const restartPatiently = async (): Promise<void> => {
    for (;;) {
      await wait(waitMs, undefined, { signal: ending.signal }).catch(() => undefined);
      if (ending.signal.aborted) return;
      waitMs = Math.min(waitMs * 2, waits.longestMs);
      try {
        current = await restart();
        return;
      } catch (error) {
        log(
          `${name} did not start: ${error instanceof Error ? error.message : String(error)}; trying again in ${waitMs} ms`,
        );
      }
    }
  };
  const watching = watch();
  const end = async (how: 'stop' | 'kill'): Promise<void> => {
    ending.abort();
    await current[how]();
    await watching;
    // A restart that was under way when the end came.
    await current[how]();
  };
  return { pid: () => current.pid, stop: () => end('stop'), kill: () => end('kill') };
}
