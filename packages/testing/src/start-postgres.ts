import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deployMigrations } from '@bom/db';
import { startPostgres as startEmbedded } from '@bom/embedded';
import { Client } from 'pg';
import { makeTempFolder } from './temp-folder.ts';

export interface TestPostgres {
  /** An empty database, without migrations. */
  url: string;
  port: number;
  pid: number;
  /** A new, migrated database; its URL. A copy of a template, so it takes a fraction of migrating. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
  /** SIGKILL, as a crash would; `startPostgres` with the same `dir` recovers. */
  kill(): Promise<void>;
}

/** A Postgres of one's own on a free port. Its files lie in `dir`, or in a temporary folder that `stop` removes. */
export async function startPostgres({ dir, port }: { dir?: string; port?: number } = {}): Promise<TestPostgres> {
  const folder = dir ?? (await makeTempFolder());
  const server = await startEmbedded({
    dataDir: join(folder, 'postgres'),
    password: 'test',
    database: 'empty',
    durable: false,
    ...(port === undefined ? {} : { port }),
  });
  let template: Promise<void> | undefined;
  let made = 0;
  const release = async (end: () => Promise<void>): Promise<void> => {
    await end();
    if (dir === undefined) await rm(folder, { recursive: true, force: true });
  };
  return {
    url: server.url,
    port: server.port,
    pid: server.pid,
    async createDatabase() {
      template ??= makeTemplate(server.url);
      await template;
      made += 1;
      const name = `test_${process.pid}_${made}`;
      await run(server.url, `CREATE DATABASE ${name} TEMPLATE migrated`);
      return databaseUrl(server.url, name);
    },
    stop: () => release(server.stop),
    kill: () => release(server.kill),
  };
}

async function makeTemplate(url: string): Promise<void> {
  await run(url, 'CREATE DATABASE migrated');
  await deployMigrations({ databaseUrl: databaseUrl(url, 'migrated') });
  // The migrations' connections stay open for a while, and a template may have none.
  await run(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'migrated'");
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function databaseUrl(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
