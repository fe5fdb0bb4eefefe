import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb } from '@bom/db';
import type { Db } from '@bom/db';
import { findFreePort } from '@bom/embedded';
import { startPostgres, startRedis, waitFor } from '@bom/testing';

const apiKey = 'bom_bench_0123456789abcdef0123456789abcdef';

export interface StackOptions {
  profile: string;
  /** What `npm run build` made, as in the containers, in place of the sources. */
  compiled: boolean;
  /** Segments that the render worker takes at once. */
  atOnce: string;
}

export interface BenchStack {
  db: Db;
  renderWorkerPid: number;
  post(path: string, body: object | Buffer): Promise<Record<string, unknown>>;
  /** An object's bytes. */
  read(key: string): Promise<Buffer>;
  close(): Promise<void>;
}

/** The three processes as they run on one machine, offline, on servers and a folder of their own. */
export async function openStack(options: StackOptions): Promise<BenchStack> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of closers.toReversed()) await end();
  };
  try {
    return { ...(await openParts(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openParts(
  options: StackOptions,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<BenchStack, 'close'>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bom-revise-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = await startPostgres();
  closers.push(() => postgres.stop());
  const redis = await startRedis({ aof: true });
  closers.push(() => redis.stop());
  const databaseUrl = await postgres.createDatabase();
  const db = createDb({ databaseUrl, onConnectionError: () => {} });
  closers.push(() => db.close());
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const env = settings({ databaseUrl, redisUrl: redis.url, dataDir, url, ...options });
  const children = ['api', 'pipeline-worker', 'render-worker'].map((app) => startApp(app, env, options.compiled));
  closers.push(() => Promise.all(children.map(endApp)));
  await waitFor(async () => (await fetch(`${url}/health/ready`)).status === 200, { timeoutMs: 60_000 });
  return {
    db,
    renderWorkerPid: children[2]?.pid ?? 0,
    post: (path, body) => post(`${url}${path}`, body),
    read: (key) => readFile(join(dataDir, 'storage/objects', key)),
  };
}

function settings(o: Record<'databaseUrl' | 'redisUrl' | 'dataDir' | 'url' | 'profile' | 'atOnce', string>) {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    DATABASE_URL: o.databaseUrl,
    REDIS_URL: o.redisUrl,
    BOM_DATA_DIR: o.dataDir,
    PORT: new URL(o.url).port,
    PUBLIC_URL: o.url,
    STUDIO_API_KEY: apiKey,
    FILE_SIGNING_SECRET: 'bench-file-signing-secret-0123456789',
    ENCODER_PROFILE: o.profile,
    RENDER_CONCURRENCY: o.atOnce,
    // As the containers start a render worker.
    MALLOC_ARENA_MAX: '2',
    BOM_PARENT_PID: String(process.pid),
  };
}

function startApp(app: string, env: Record<string, string>, compiled: boolean): ChildProcess {
  const args = compiled
    ? [`apps/${app}/dist/main.js`]
    : ['--conditions=@bom/source', '--import', 'tsx', `apps/${app}/src/main.ts`];
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function endApp(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function post(url: string, body: object | Buffer): Promise<Record<string, unknown>> {
  const isFile = Buffer.isBuffer(body);
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': isFile ? 'application/octet-stream' : 'application/json',
    },
    body: isFile ? new Uint8Array(body) : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
