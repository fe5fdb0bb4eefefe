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
