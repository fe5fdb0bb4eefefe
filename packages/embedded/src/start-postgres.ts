import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findFreePort } from './find-free-port.ts';
import { endLeftoverPostgres } from './leftover-postgres.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { ServerStartError, startServer, type RunningServer } from './start-server.ts';
import { findUnprivilegedUser, runAs } from './unprivileged.ts';

export interface PostgresOptions {
  /** The cluster's folder; made and initialised when missing, kept by `stop`. */
  dataDir: string;
  /** Of the superuser `bom`, fixed when the cluster is made. */
  password: string;
  /** Made when missing; `url` names it. */
  database: string;
  /** False for tests: no fsync, a power cut may corrupt the cluster. */
  durable: boolean;
  /** A free one when absent. */
  port?: number;
  onLog?: (line: string) => void;
}

interface Cluster {
  dataDir: string;
  postgres: string;
}

const superuser = 'bom';
const majorVersion = '18';

/**
 * Starts an embedded Postgres 18 on 127.0.0.1: UTF-8, code-point order, Unicode case mapping. Works as root too (the server
 * then runs as `nobody`). A cluster that a crash left behind is recovered. Throws with Postgres's last words.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningServer> {
  const dataDir = resolve(options.dataDir);
  const binaries = findPostgresBinaries();
  await mkdir(resolve(dataDir, '..'), { recursive: true });
  if (!existsSync(dataDir)) await initialiseCluster({ dataDir, binaries, password: options.password });
  await assertVersion(dataDir);
  await endLeftoverPostgres(dataDir);
  const server = await startPatiently(options, { dataDir, postgres: binaries.postgres });
  try {
    await createDatabaseIfMissing(server.url, options.database);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, url: withDatabase(server.url, options.database) };
}

/** Made beside its place and renamed: a crash in between leaves no half cluster. */
async function initialiseCluster(options: {
  dataDir: string;
  binaries: PostgresBinaries;
  password: string;
}): Promise<void> {
  const { dataDir, binaries, password } = options;
  const making = `${dataDir}.making`;
  const passwordFile = `${dataDir}.password`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    const user = findUnprivilegedUser();
    if (user) for (const path of [making, passwordFile]) await chown(path, user.uid, user.gid);
    const [program, ...args] = [
      ...runAs(user, [binaries.initdb, passwordFile]),
      binaries.initdb,
      `--pgdata=${making}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ];
    await promisify(execFile)(program, args);
    await rename(making, dataDir);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(making, { recursive: true, force: true });
  }
}

async function assertVersion(dataDir: string): Promise<void> {
  const version = (await readFile(resolve(dataDir, 'PG_VERSION'), 'utf8')).trim();
  if (version !== majorVersion) {
    throw new Error(
      `${dataDir} was made by Postgres ${version}, and this is ${majorVersion}: move it away or set DATABASE_URL.`,
    );
  }
}

/** A port may be lost between finding and using it; a killed server's children hold its memory for a moment. */
async function startPatiently(options: PostgresOptions, cluster: Cluster): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await findFreePort());
    try {
      return await startOnPort(options, cluster, port);
    } catch (error) {
      const output = error instanceof ServerStartError ? error.output : '';
      const portLost = options.port === undefined && output.includes('could not create any TCP/IP sockets');
      const stillEnding = output.includes('still in use') || output.includes('already exists');
      if (!(portLost || stillEnding) || attempt === 20) throw error;
      if (stillEnding) await new Promise((wake) => setTimeout(wake, 250));
    }
  }
}

async function startOnPort(options: PostgresOptions, cluster: Cluster, port: number): Promise<RunningServer> {
  const { dataDir, postgres } = cluster;
  const settings = Object.entries(serverSettings(options.durable));
  const server = await startServer({
    name: 'Postgres',
    as: runAs(findUnprivilegedUser(dataDir), [postgres, resolve(dataDir, 'PG_VERSION')]),
    command: postgres,
    args: ['-D', dataDir, '-p', String(port), ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    readyText: 'database system is ready to accept connections',
    // SIGINT is Postgres's fast shutdown: it doesn't wait for clients to leave.
    stopSignal: 'SIGINT',
    deathSignal: 'SIGINT',
    onLog: options.onLog,
  });
  return {
    ...server,
    port,
    url: `postgresql://${superuser}:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`,
  };
}

function serverSettings(durable: boolean): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    lc_messages: 'C',
    timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

async function createDatabaseIfMissing(url: string, database: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}
