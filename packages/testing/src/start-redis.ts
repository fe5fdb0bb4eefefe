import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startRedis as startEmbedded } from '@bom/embedded';
import { Redis } from 'ioredis';
import { makeTempFolder } from './temp-folder.ts';

export interface TestRedis {
  url: string;
  port: number;
  pid: number;
  flushAll(): Promise<void>;
  /** CONFIG SET. */
  configure(name: string, value: string): Promise<void>;
  /** Stops the process where it is: connections stay open and nothing answers, as on a machine that hangs. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
  /** SIGKILL, as a crash would; `startRedis` with the same `dir` and `port` is its return. */
  kill(): Promise<void>;
}

/** A Redis of one's own, on a free port unless told. `aof`: what was written survives a restart on the same `dir`. */
export async function startRedis(options: { aof?: boolean; dir?: string; port?: number } = {}): Promise<TestRedis> {
  const folder = options.dir ?? (await makeTempFolder());
  const server = await startEmbedded({
    dataDir: join(folder, 'redis'),
    password: 'test',
    appendOnly: options.aof ?? false,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const release = async (end: () => Promise<void>): Promise<void> => {
    await end();
    if (options.dir === undefined) await rm(folder, { recursive: true, force: true });
  };
  return {
    url: server.url,
    port: server.port,
    pid: server.pid,
    flushAll: () => tell(server.url, 'FLUSHALL'),
    configure: (name, value) => tell(server.url, 'CONFIG', 'SET', name, value),
    freeze: () => void process.kill(server.pid, 'SIGSTOP'),
    thaw: () => void process.kill(server.pid, 'SIGCONT'),
    stop: () => release(server.stop),
    kill: () => release(server.kill),
  };
}

async function tell(url: string, command: string, ...words: string[]): Promise<void> {
  const redis = new Redis(url);
  try {
    await redis.call(command, ...words);
  } finally {
    redis.disconnect();
  }
}
