import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a process that holds simulated workers is told. */
export interface HostSettings {
  databaseUrl: string;
  redisUrl: string;
  dataDir: string;
  /** Simulated seconds in a real one. */
  scale: number;
  renderWorkers: number;
  /** Segments that one render worker renders at once. */
  segmentsAtOnce: number;
  pipelineWorkers: number;
  /** Films at once in one pipeline worker. */
  pipelineConcurrency: number;
  /** Postgres connections of each worker at most. */
  poolSize: number;
  /** Of a film: eight as usual, or three longer ones whose calls take as long together, for many films at once. */
  beats: 8 | 3;
  /** Of each provider, over all workers, in simulated minutes. */
  limits: Record<string, { atOnce: number; perMinute: number }>;
}

/** Since the last report, but for `cpuMs`, which is the process's whole. */
export interface HostReport {
  cpuMs: number;
  lagP99Ms: number;
  lagMaxMs: number;
  /** By how much simulated work took longer than it was to take. */
  overshoot: number;
  residentMb: number;
}

export interface Host {
  pid: number;
  report(): Promise<HostReport>;
  close(): Promise<void>;
}

/** Starts a process of simulated workers. */
export async function startHost(settings: HostSettings): Promise<Host> {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [JSON.stringify(settings)], {
    execArgv: ['--conditions=@bom/source', '--import', 'tsx'],
    env: { ...process.env, TSX_TSCONFIG_PATH: join(import.meta.dirname, 'tsconfig.worker.json') },
  });
  await messageOf(child);
  return {
    pid: child.pid ?? 0,
    async report() {
      child.send('report');
      return (await messageOf(child)) as HostReport;
    },
    async close() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.send('close');
      // Work in the middle of a query may not end by itself.
      const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(patience);
    },
  };
}

async function messageOf(child: ChildProcess): Promise<unknown> {
  const answered = new AbortController();
  const { signal } = answered;
  const died = once(child, 'exit', { signal }).then(() => {
    throw new Error('A process of simulated workers ended by itself; see its words above.');
  });
  died.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), died])) as [unknown];
    return message;
  } finally {
    answered.abort();
  }
}
