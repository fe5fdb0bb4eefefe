import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb } from '@bom/db';
import type { Db } from '@bom/db';
import { findFreePort } from '@bom/embedded';
import { startPostgres, startRedis, waitFor } from '@bom/testing';
import { Client } from 'pg';
import { startHost } from './host.ts';
import type { Host, HostSettings } from './host.ts';

export const tallySecret = 'bench-tally-secret';

export interface Studio {
  url: string;
  db: Db;
  redisUrl: string;
  hosts: Host[];
  pids: { api: number; redis: number; postgres: number };
  close(): Promise<void>;
}

export type StudioPlan = Omit<HostSettings, 'databaseUrl' | 'redisUrl' | 'dataDir'> & {
  /** Over how many processes the workers are spread. */
  hosts: number;
};

/** A Postgres, a Redis and an API of one's own, and the simulated workers. */
export async function openStudio(plan: StudioPlan): Promise<Studio> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of closers.toReversed()) await end();
  };
  try {
    return { ...(await openParts(plan, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openParts(plan: StudioPlan, closers: (() => Promise<unknown>)[]): Promise<Omit<Studio, 'close'>> {
  // In memory where there is such a folder: the disk of this machine is nobody's subject here.
  const dataDir = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bom-simulate-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  await chmod(dataDir, 0o755);
  const postgres = await startCountingPostgres(dataDir);
  closers.push(() => postgres.stop());
  const redis = await startRedis({ aof: true, dir: dataDir });
  closers.push(() => redis.stop());
  const databaseUrl = await postgres.createDatabase();
  await runSql(databaseUrl, 'CREATE EXTENSION pg_stat_statements');
  const db = createDb({ databaseUrl, poolSize: 4, onConnectionError: () => {} });
  closers.push(() => db.close());
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const api = startApi({ databaseUrl, redisUrl: redis.url, dataDir, url });
  closers.push(() => api.close());
  const { hosts: count, renderWorkers, pipelineWorkers, ...shared } = plan;
  const hosts = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const share = (workers: number) => Math.floor(workers / count) + (index < workers % count ? 1 : 0);
      const workers = { renderWorkers: share(renderWorkers), pipelineWorkers: share(pipelineWorkers) };
      return startHost({ ...shared, ...workers, databaseUrl, redisUrl: redis.url, dataDir });
    }),
  );
  closers.push(() => Promise.all(hosts.map((host) => host.close())));
  await waitFor(async () => (await fetch(`${url}/health/ready`)).status === 200, { timeoutMs: 120_000 });
  return { url, db, redisUrl: redis.url, hosts, pids: { api: api.pid, redis: redis.pid, postgres: postgres.pid } };
}

/** The extension is loaded at a server's start alone, so there are two. */
async function startCountingPostgres(folder: string) {
  const first = await startPostgres({ dir: folder });
  await runSql(first.url, "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  await first.stop();
  return startPostgres({ dir: folder });
}

async function runSql(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function startApi(o: Record<'databaseUrl' | 'redisUrl' | 'dataDir' | 'url', string>) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    DATABASE_URL: o.databaseUrl,
    REDIS_URL: o.redisUrl,
    BOM_DATA_DIR: o.dataDir,
    PORT: new URL(o.url).port,
    PUBLIC_URL: o.url,
    TALLY_SIGNING_SECRET: tallySecret,
    FILE_SIGNING_SECRET: 'bench-file-signing-secret-0123456789',
    RATE_LIMIT_PER_MINUTE: '1000000',
    BOM_PARENT_PID: String(process.pid),
  };
  const args = ['--conditions=@bom/source', '--import', 'tsx', 'apps/api/src/main.ts'];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  return {
    pid: child.pid ?? 0,
    async close() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
