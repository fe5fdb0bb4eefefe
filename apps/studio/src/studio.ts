import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort, startPostgres, startRedis } from '@bom/embedded';
import { appNames, startApp, type AppName, type AppOptions, type AppProcess } from './app-process.ts';
import { claimDataDir } from './claim-data-dir.ts';
import type { Env } from './env.ts';
import { keepRunning, type KeptProcess } from './keep-running.ts';
import { isWorthShowing, type LogSink } from './log-lines.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { waitForPort } from './wait-for-port.ts';

export interface StudioOptions {
  env: Env;
  /** What the processes get beside what the stack sets: this process's environment, as a rule. */
  passThrough: Record<string, string | undefined>;
  log: LogSink;
  /** Aborting gives up the start. */
  signal: AbortSignal;
  appsDir?: string;
}

export interface Studio {
  url: string;
  apiKey: string;
  /** Set when this start made the key: show it then, it's the only time. */
  newKeyFile: string | undefined;
  pids(): Record<string, number>;
  /** Processes first, with time to finish, then the servers they use. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const readyTimeoutMs = 90_000;
const upTimeoutMs = 5_000;
/** The apps take 20 s to finish their work and 5 s to abort it. */
const stopTimeoutMs = 28_000;

/**
 * Starts the whole stack on this machine and waits until the API is ready. Throws, with everything stopped again, when the data
 * folder or the port is taken or a process does not come up.
 */
export async function startStudio(options: StudioOptions): Promise<Studio> {
  const { env, log, signal } = options;
  const release = await claimDataDir(env.BOM_DATA_DIR);
  const kept = new Map<string, KeptProcess>();
  const end = async (how: 'stop' | 'kill'): Promise<void> => {
    const apps = appNames.flatMap((name) => kept.get(name) ?? []);
    await Promise.all(apps.map((app) => app[how]()));
    await Promise.all([...kept.values()].map((server) => server[how]()));
    await release();
  };
  try {
    const { secrets, isNew, file } = await loadSecrets(env.BOM_DATA_DIR);
    const port = env.PORT === 0 ? await findFreePort(env.HOST) : env.PORT;
    await waitForPort({ host: env.HOST, port });
    const servers = await startServers({ env, secrets, log, kept });
    signal.throwIfAborted();
    const url = `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${port}`;
    const appEnv = { ...options.passThrough, ...appSettings({ env, secrets, url, port }), ...servers };
    await startApps({
      appsDir: options.appsDir ?? fileURLToPath(new URL('../..', import.meta.url)),
      env: appEnv,
      url,
      log,
      kept,
      signal,
    });
    return {
      url,
      apiKey: env.STUDIO_API_KEY ?? secrets.studioApiKey,
      newKeyFile: isNew && !env.STUDIO_API_KEY ? file : undefined,
      pids: () => Object.fromEntries([...kept].map(([name, process]) => [name, process.pid()])),
      stop: () => end('stop'),
      kill: () => end('kill'),
    };
  } catch (error) {
    await end('stop');
    throw error;
  }
}

/** Those that the environment names are used; the others run here, under the data folder. */
async function startServers(o: {
  env: Env;
  secrets: Secrets;
  log: LogSink;
  kept: Map<string, KeptProcess>;
}): Promise<{ DATABASE_URL: string; REDIS_URL: string }> {
  const showAll = ['debug', 'trace'].includes(o.env.LOG_LEVEL);
  const onLog = (source: 'postgres' | 'redis') => (line: string) => {
    if (showAll || isWorthShowing(source, line)) o.log(source, line);
  };
  const postgres = (port?: number) =>
    startPostgres({
      dataDir: join(o.env.BOM_DATA_DIR, 'postgres'),
      password: o.secrets.postgresPassword,
      database: 'bom',
      durable: true,
      onLog: onLog('postgres'),
      ...(port === undefined ? {} : { port }),
    });
  const redis = (port?: number) =>
    startRedis({
      dataDir: join(o.env.BOM_DATA_DIR, 'redis'),
      password: o.secrets.redisPassword,
      appendOnly: true,
      onLog: onLog('redis'),
      ...(port === undefined ? {} : { port }),
    });
  const keep = async (name: string, start: typeof postgres): Promise<string> => {
    const first = await start();
    o.kept.set(
      name,
      keepRunning({ name, first, restart: () => start(first.port), log: (line) => o.log('studio', line) }),
    );
    return first.url;
  };
  // Both are waited for even when one fails: the other must be known, to be stopped.
  const [database, cache] = await Promise.allSettled([
    o.env.DATABASE_URL ?? keep('postgres', postgres),
    o.env.REDIS_URL ?? keep('redis', redis),
  ]);
  if (database.status === 'rejected') throw database.reason;
  if (cache.status === 'rejected') throw cache.reason;
  return { DATABASE_URL: database.value, REDIS_URL: cache.value };
}

function appSettings(o: { env: Env; secrets: Secrets; url: string; port: number }): Record<string, string> {
  return {
    BOM_DATA_DIR: o.env.BOM_DATA_DIR,
    HOST: o.env.HOST,
    PORT: String(o.port),
    // Two workers of one machine can't share it.
    METRICS_PORT: '0',
    PUBLIC_URL: o.env.PUBLIC_URL ?? o.url,
    STUDIO_API_KEY: o.env.STUDIO_API_KEY ?? o.secrets.studioApiKey,
    FILE_SIGNING_SECRET: o.env.FILE_SIGNING_SECRET ?? o.secrets.fileSigningSecret,
    JWT_SECRETS: o.env.JWT_SECRETS ?? `studio:${o.secrets.jwtSecret}`,
    WEBHOOK_SIGNING_SECRET: o.env.WEBHOOK_SIGNING_SECRET ?? o.secrets.webhookSigningSecret,
  };
}

async function startApps(o: {
  appsDir: string;
  env: Record<string, string | undefined>;
  url: string;
  log: LogSink;
  kept: Map<string, KeptProcess>;
  signal: AbortSignal;
}): Promise<void> {
  const failed = new AbortController();
  const up = new Set<AppName>();
  const started = appNames.map((name) => {
    const log = (line: string): void => {
      o.log(name, line);
      if (line.includes(`${name} is up`)) up.add(name);
    };
    const options: AppOptions = { appsDir: o.appsDir, env: o.env, log, stopTimeoutMs };
    const restart = async (): Promise<AppProcess> => startApp(name, options);
    const first = startApp(name, options);
    o.kept.set(name, keepRunning({ name, first, restart, log: (line) => o.log('studio', line) }));
    return { name, first };
  });
  for (const app of started) void giveUpOn(app, failed);
  const signal = AbortSignal.any([o.signal, failed.signal]);
  await waitUntilReady(`${o.url}/health/ready`, signal);
  await waitUntilUp(up, signal);
}

/** One that ends by itself at the start (a wrong variable) would do so each time; one that was killed would not. */
async function giveUpOn({ name, first }: { name: string; first: AppProcess }, failed: AbortController): Promise<void> {
  const { code } = await first.exited;
  if (code !== null) failed.abort(new Error(`${name} did not start (code ${code}): ${first.lastLines().join('\n')}`));
}

async function waitUntilReady(address: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  let last = 'it never answered';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(5_000) });
      if (response.ok) return;
      last = `${response.status} ${await response.text()}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await wait(100, undefined, { signal }).catch(() => undefined);
  }
  throw new Error(`The API was not ready within ${readyTimeoutMs / 1000} s: ${last}`);
}

/** A worker has no address to ask: it says that it is up. One that is told to log less is given some seconds to fail instead. */
async function waitUntilUp(up: ReadonlySet<AppName>, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + upTimeoutMs;
  while (up.size < appNames.length && Date.now() < deadline) {
    signal.throwIfAborted();
    await wait(50, undefined, { signal }).catch(() => undefined);
  }
  signal.throwIfAborted();
}
