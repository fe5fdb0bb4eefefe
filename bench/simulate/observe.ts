import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import type { Db } from '@bom/db';
import { workerRedis } from '@bom/jobs';
import type { Studio } from './open-studio.ts';

/** What was used between two looks. */
export interface Used {
  seconds: number;
  cpuSeconds: Record<'api' | 'workers' | 'redis' | 'postgres', number>;
  queries: number;
  /** Statements by how often they ran, most first. */
  statements: { text: string; calls: number }[];
  redisCommands: number;
  commands: { name: string; calls: number }[];
  redisBytes: number;
  rows: Record<string, number>;
  bytes: Record<string, number>;
  most: { postgresConnections: number; redisConnections: number; redisBytes: number };
  /** Milliseconds of a small question to each, asked once a second. */
  answersMs: Record<'redis' | 'postgres', number[]>;
  load: number;
}

type Connection = ReturnType<typeof workerRedis>;

export interface Observer {
  end(): Promise<Used>;
}

/** Begins to count. */
export async function observe(studio: Studio): Promise<Observer> {
  const redis = workerRedis(studio.redisUrl);
  await studio.db.prisma.$executeRaw`SELECT pg_stat_statements_reset()`;
  await redis.config('RESETSTAT');
  const before = await look(studio, redis);
  const most = { postgresConnections: 0, redisConnections: 0, redisBytes: 0 };
  const answersMs: Used['answersMs'] = { redis: [], postgres: [] };
  const sample = async () => {
    const askedAt = performance.now();
    const [memory, clients] = await Promise.all([redis.info('memory'), redis.info('clients')]);
    const answeredAt = performance.now();
    const rows = await studio.db.prisma.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM pg_stat_activity WHERE backend_type = 'client backend'`;
    answersMs.redis.push(answeredAt - askedAt);
    answersMs.postgres.push(performance.now() - answeredAt);
    most.postgresConnections = Math.max(most.postgresConnections, rows[0]?.n ?? 0);
    most.redisConnections = Math.max(most.redisConnections, numberIn(clients, 'connected_clients'));
    most.redisBytes = Math.max(most.redisBytes, numberIn(memory, 'used_memory'));
  };
  const timer = setInterval(() => void sample().catch(() => undefined), 1_000);
  return {
    async end() {
      clearInterval(timer);
      await sample();
      const after = await look(studio, redis);
      const [statements, commands] = [await readStatements(studio.db), await readCommands(redis)];
      redis.disconnect();
      return {
        seconds: (after.at - before.at) / 1000,
        cpuSeconds: minus(after.cpuSeconds, before.cpuSeconds),
        queries: statements.reduce((sum, { calls }) => sum + calls, 0),
        statements,
        redisCommands: commands.reduce((sum, { calls }) => sum + calls, 0),
        commands,
        redisBytes: after.redisBytes - before.redisBytes,
        rows: minus(after.rows, before.rows),
        bytes: minus(after.bytes, before.bytes),
        most: { ...most, redisBytes: most.redisBytes - before.redisBytes },
        answersMs,
        load: loadavg()[0] ?? 0,
      };
    },
  };
}

async function look({ db, hosts, pids }: Studio, redis: Connection) {
  const at = performance.now();
  const workers = await Promise.all(hosts.map(({ pid }) => cpuSecondsOf(pid)));
  const postgres = [pids.postgres, ...(await childrenOf(pids.postgres))];
  const tables = await readTables(db);
  return {
    at,
    cpuSeconds: {
      api: await cpuSecondsOf(pids.api),
      workers: sum(workers),
      redis: await cpuSecondsOf(pids.redis),
      postgres: sum(await Promise.all(postgres.map((pid) => cpuSecondsOf(pid)))),
    },
    redisBytes: numberIn(await redis.info('memory'), 'used_memory'),
    rows: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])),
    bytes: Object.fromEntries(tables.map(({ name, bytes }) => [name, bytes])),
  };
}

const ticksPerSecond = 100;

/** Its own, and that of children that have ended; 0 where it is gone. */
async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return 0;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return sum([11, 12, 13, 14].map((at) => Number(fields[at]))) / ticksPerSecond;
}

async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}

async function readTables({ prisma }: Db): Promise<{ name: string; rows: number; bytes: number }[]> {
  const names = await prisma.$queryRaw<{ name: string; bytes: number }[]>`
    SELECT relname::text AS name, pg_total_relation_size(oid)::float8 AS bytes FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_%'`;
  return Promise.all(
    names.map(async ({ name, bytes }) => {
      const [row] = await prisma.$queryRawUnsafe<{ n: number }[]>(`SELECT count(*)::int AS n FROM "${name}"`);
      return { name, bytes, rows: row?.n ?? 0 };
    }),
  );
}

/** Without our own. */
async function readStatements({ prisma }: Db): Promise<Used['statements']> {
  return prisma.$queryRaw<Used['statements']>`
    SELECT min(query) AS text, sum(calls)::int AS calls FROM pg_stat_statements
    WHERE query NOT LIKE '%pg_stat_%' AND query NOT LIKE 'SELECT count(*)::int AS n%'
    GROUP BY queryid ORDER BY 2 DESC`;
}

async function readCommands(redis: Connection): Promise<Used['commands']> {
  const lines = (await redis.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
  const commands = Array.from(lines, ([, name = '', calls]) => ({ name, calls: Number(calls) }));
  return commands.filter(({ name }) => !/^(info|config)/.test(name)).sort((a, b) => b.calls - a.calls);
}

function minus<Key extends string>(after: Record<Key, number>, before: Record<Key, number>): Record<Key, number> {
  return Object.fromEntries(
    Object.entries<number>(after).map(([key, value]) => [key, value - (before[key as Key] ?? 0)]),
  ) as Record<Key, number>;
}

function numberIn(info: string, field: string): number {
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
