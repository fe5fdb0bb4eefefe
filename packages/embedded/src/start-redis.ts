import { mkdir } from 'node:fs/promises';
import { findFreePort } from './find-free-port.ts';
import { ServerStartError, startServer, type RunningServer } from './start-server.ts';

export interface RedisOptions {
  /** Where its files lie; made when missing. */
  dataDir: string;
  password: string;
  /** Keep every change on disk, at most one second behind (AOF everysec). */
  appendOnly: boolean;
  /** A free one when absent. */
  port?: number;
  onLog?: (line: string) => void;
}

/**
 * Starts `redis-server` from the PATH on 127.0.0.1, with `noeviction`: the only policy under which a queue loses nothing.
 * Throws when there is none or it does not start, with its last words.
 */
export async function startRedis(options: RedisOptions): Promise<RunningServer> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await findFreePort());
    try {
      return await startOnPort(options, port);
    } catch (error) {
      const portLost = error instanceof ServerStartError && /address already in use/i.test(error.output);
      if (!portLost || options.port !== undefined || attempt === 3) throw error;
    }
  }
}

async function startOnPort(options: RedisOptions, port: number): Promise<RunningServer> {
  const server = await startServer({
    name: 'Redis',
    // Redis refuses to start under a locale that the machine does not have.
    command: 'env',
    args: ['LC_ALL=C', 'redis-server', '-'],
    // The password goes by standard input: an argument would show in the list of processes.
    input: redisConfig(options, port),
    readyText: 'Ready to accept connections',
    stopSignal: 'SIGTERM',
    deathSignal: 'SIGTERM',
    onLog: options.onLog,
  });
  return { ...server, port, url: `redis://:${encodeURIComponent(options.password)}@127.0.0.1:${port}` };
}

function redisConfig({ dataDir, password, appendOnly }: RedisOptions, port: number): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${JSON.stringify(password)}`,
    `dir ${JSON.stringify(dataDir)}`,
    `appendonly ${appendOnly ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'daemonize no',
    'logfile ""',
    '',
  ].join('\n');
}
