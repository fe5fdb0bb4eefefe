import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

export type AppName = 'api' | 'pipeline-worker' | 'render-worker';

/** The processes of a stack. */
export interface Family {
  start(app: AppName, env?: Record<string, string>): void;
  kill(app: AppName, signal: NodeJS.Signals): Promise<void>;
  pid(app: AppName): number;
  exitCode(app: AppName): number | null;
  stop(): Promise<void>;
}

export function openFamily({
  env,
  logFile,
  keepsRunning,
  roots = {},
}: {
  env: Record<string, string>;
  logFile: string;
  keepsRunning: boolean;
  /** Where an app is started from, if not from this checkout. */
  roots?: Partial<Record<AppName, string>>;
}): Family {
  const newest = new Map<AppName, ChildProcess>();
  const all = new Set<ChildProcess>();
  const asked = new WeakSet<ChildProcess>();

  const start = (app: AppName, more: Record<string, string> = {}) => {
    const main = join(roots[app] ?? join(__dirname, '../..'), `apps/${app}/src/main.ts`);
    const args = ['--conditions=@bom/source', '--import', 'tsx', main];
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, args, { env: { ...env, ...more }, stdio: ['ignore', log, log] });
    closeSync(log);
    newest.set(app, child);
    all.add(child);
    child.once('exit', () => {
      all.delete(child);
      if (keepsRunning && !asked.has(child)) start(app);
    });
  };
  const end = async (child: ChildProcess | undefined, signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    asked.add(child);
    const gone = once(child, 'exit');
    child.kill(signal);
    // A frozen one hears nothing but SIGKILL.
    if (signal !== 'SIGKILL') child.kill('SIGCONT');
    await gone;
  };
  return {
    start,
    kill: (app, signal) => end(newest.get(app), signal),
    pid: (app) => newest.get(app)?.pid ?? 0,
    exitCode: (app) => newest.get(app)?.exitCode ?? null,
    async stop() {
      await Promise.all([...all].map((child) => end(child, 'SIGTERM')));
    },
  };
}
