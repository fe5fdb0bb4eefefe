import type { Db } from '../client.ts';

/** No other advisory lock of this database has this number. */
const lockNumber = 510_060;
const limits = { maxWait: 20_000, timeout: 25_000 };

/**
 * Runs `look` with nobody taking parts of films (segments, mixes) out of storage: what it finds there and renews is there
 * when it is needed. Many may look at once.
 */
export async function whilePartsStay<Result>(db: Db, look: () => Promise<Result>): Promise<Result> {
  return db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock_shared(${lockNumber}::bigint)::text`;
    return look();
  }, limits);
}

/** Runs `take` with nobody looking which parts there are; what is taken is seen as missing by whoever looks next. */
export async function whilePartsAreTaken<Result>(db: Db, take: () => Promise<Result>): Promise<Result> {
  return db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(${lockNumber}::bigint)::text`;
    return take();
  }, limits);
}
