import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from './generated/client.ts';
import type { Prisma } from './generated/client.ts';

export interface DbOptions {
  databaseUrl: string;
  /** Connections of this process. */
  poolSize?: number;
  /** A connection that broke while idle; without a listener it would end the process. */
  onConnectionError(error: Error): void;
}

export interface Db {
  prisma: PrismaClient;
  pool: Pool;
  /** Throws where the database can't be reached within two seconds. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Either the client itself or a transaction of it. */
export type Tx = Prisma.TransactionClient;

/**
 * Opens the database lazily: the first query connects.
 *
 * Our own pool rather than the adapter's, so that timeouts are set and a restart of Postgres does not end the process.
 */
export function createDb({ databaseUrl, poolSize = 10, onConnectionError }: DbOptions): Db {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    idleTimeoutMillis: 30_000,
  });
  pool.on('error', onConnectionError);
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { onPoolError: onConnectionError, onConnectionError }),
    transactionOptions: { maxWait: 5_000, timeout: 20_000 },
  });
  retryDeadlocks(prisma);
  return {
    prisma,
    pool,
    async check() {
      // The pool's own query: a client taken out by hand ends the process where its connection breaks meanwhile.
      await pool.query('SELECT 1');
    },
    async close() {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

/** Whether Postgres ended a query because it waited for another that waited for it. */
export function isDeadlock(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  // Raw queries have a code of their own, with that of Postgres in the message alone.
  return code === 'P2034' || (code === 'P2010' && String(message).includes('`40P01`'));
}

const unavailable = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'ECONNREFUSED', '57P01', '57P03']);
/** The driver's own errors, of connections that break or that can't be had, carry no code. */
const driversWords = /^(Connection terminated|timeout exceeded when trying to connect)/;

/** Whether Postgres is away or busy, so that the same may work in a moment. */
export function isUnavailable(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return unavailable.has(code) || isDeadlock(error);
  return driversWords.test(String(message));
}

const maxTries = 4;

/**
 * Of two transactions that wait for each other Postgres ends one, whole: it is begun again, at a time of its own. What a
 * transaction's function does beside the transaction must stand being done twice.
 */
function retryDeadlocks(prisma: PrismaClient): void {
  const begin = prisma.$transaction as (...args: unknown[]) => Promise<unknown>;
  // On whatever client it is called: one that filters what is found must go on filtering inside.
  async function beginAgain(this: PrismaClient, ...args: unknown[]): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await begin.apply(this, args);
      } catch (error) {
        if (!isDeadlock(error) || tries === maxTries || typeof args[0] !== 'function') throw error;
        await sleep(Math.random() * 50 * 2 ** tries);
      }
    }
  }
  Object.defineProperty(prisma, '$transaction', { value: beginAgain, configurable: true });
}
