import type { QueryConfig, QueryResultRow } from 'pg';
import type { Db } from './client.ts';

/**
 * One prepared statement without Prisma's client, whose work for a statement is several times the driver's: for the few
 * that requests by the hundred wait for.
 *
 * @throws what the driver throws; where Postgres is away or busy with a code as Prisma gives it, `P1017` or `P2034`
 */
export async function queryRows<Row extends QueryResultRow>({ pool }: Db, statement: QueryConfig): Promise<Row[]> {
  try {
    return (await pool.query<Row>(statement)).rows;
  } catch (error) {
    const { code } = error as { code?: string };
    // The driver's own errors, of connections that break or that can't be had, carry none.
    if (code === undefined || /^E[A-Z]+$/.test(code)) throw Object.assign(error as Error, { code: 'P1017' });
    if (code === '40P01' || code === '40001') throw Object.assign(error as Error, { code: 'P2034' });
    throw error;
  }
}
