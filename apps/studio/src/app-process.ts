import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnBound, stopProcess } from '@bom/embedded';
import type { RunningProcess } from './keep-running.ts';

export const appNames = ['api', 'pipeline-worker', 'render-worker'] as const;
export type AppName = (typeof appNames)[number];

export interface AppOptions {
  /** The folder that holds a folder per app, each with `src/main.ts`. */
  appsDir: string;
  env: Record<string, string | undefined>;
  log(line: string): void;
  /** After SIGTERM; then SIGKILL. */
  stopTimeoutMs: number;
}

export interface AppProcess extends RunningProcess {
  /** What it said last, for the message when it does not come up. */
  lastLines(): string[];
}

const keptLines = 8;

/** Starts one app from its sources as a process of its own, which ends when this one does. */
export function startApp(name: AppName, { appsDir, env, log, stopTimeoutMs }: AppOptions): AppProcess {
  const child = spawnBound({
    command: process.execPath,
    args: ['--conditions=@bom/source', '--import', 'tsx', join(appsDir, name, 'src/main.ts')],
    // Where the loader tsx is found, whatever the caller's folder.
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    // Each thread's own heap would cost the render worker tens of megabytes.
    env: { ...env, MALLOC_ARENA_MAX: '2', BOM_PARENT_PID: String(process.pid) },
    deathSignal: 'SIGTERM',
  });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line);
      if (last.length > keptLines) last.shift();
      log(line);
    });
  }
  return {
    pid: child.pid ?? 0,
    // 'close', not 'exit': its last words are in by then.
    exited: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))),
    stop: () => stopProcess(child, { signal: 'SIGTERM', timeoutMs: stopTimeoutMs }),
    kill: () => stopProcess(child, { signal: 'SIGKILL', timeoutMs: stopTimeoutMs }),
    lastLines: () => last,
  };
}
