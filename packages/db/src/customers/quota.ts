import type { EventData } from '@bom/contracts';
import { PermanentError } from '@bom/domain';
import type { Db, Tx } from '../client.ts';
import type { Client, Package, Video } from '../generated/client.ts';
import { announceEvent } from '../notices/notices.ts';

export type ClientWithPackage = Client & { package: Package };

export interface Quota {
  limit: number;
  used: number;
  /** First day of the month counted, UTC. */
  month: Date;
}

export function monthOf(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1));
}

/**
 * A month's quota. A video counts once, however many revisions it has, in the month when it was first made; one whose
 * making failed or was cancelled before there was any film counts only while it is being tried again.
 */
export async function readQuota(tx: Tx, client: ClientWithPackage, now: Date): Promise<Quota> {
  const month = monthOf(now);
  const [row] = await tx.$queryRaw<{ used: number }[]>`
    SELECT count(*)::integer AS used FROM quota_uses u JOIN videos v ON v.id = u.video_id
    WHERE u.client_id = ${client.id}::uuid AND u.month = ${month.toISOString().slice(0, 10)}::date
      AND NOT (v.status IN ('failed', 'archived') AND v.formats = '{}'::jsonb)`;
  return { limit: client.quotaOverride ?? client.package.monthlyQuota, used: row?.used ?? 0, month };
}

/**
 * Locks the client until the transaction ends, so that two submissions can't both have the last of a month's quota.
 * Call it before `readQuota` where quota is then reserved.
 */
export async function lockClient(tx: Tx, clientId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM clients WHERE id = ${clientId}::uuid FOR NO KEY UPDATE`;
}

/** One whose making failed or was cancelled before there was any film: its quota is free until it is tried again. */
export function hasReturnedQuota({ status, formats }: Pick<Video, 'status' | 'formats'>): boolean {
  return status === 'failed' && Object.keys(formats as object).length === 0;
}

/**
 * Reserves quota of this month for a video that has none. The client must be locked.
 *
 * @throws QuotaExceededError
 */
export async function reserveQuota(
  tx: Tx,
  { videoId, client }: { videoId: string; client: ClientWithPackage },
): Promise<void> {
  const quota = await readQuota(tx, client, new Date());
  if (quota.used >= quota.limit) throw new QuotaExceededError({ client, limit: quota.limit, videoId });
  await recordQuotaUse(tx, { clientId: client.id, videoId, month: quota.month });
}

/** A video that has quota keeps it; one that failed in a month gone by is moved to this one. */
export async function recordQuotaUse(
  tx: Tx,
  { clientId, videoId, month }: { clientId: string; videoId: string; month: Date },
): Promise<void> {
  await tx.quotaUse.upsert({ where: { videoId }, create: { clientId, videoId, month }, update: { month } });
}

type ExceededFacts = EventData<'quota.exceeded'>;

/** The client's month is used up. Whoever catches it in a transaction that goes on announces it. */
export class QuotaExceededError extends PermanentError {
  readonly facts: ExceededFacts;

  constructor({ client, limit, videoId }: { client: ClientWithPackage; limit: number; videoId: string | null }) {
    super(
      'quota_exceeded',
      `The ${limit} videos that ${client.name} has this month are used up; raise the quota or wait for the next month.`,
    );
    const { id, name, package: plan } = client;
    this.facts = { client_id: id, name, package: plan.name, limit, video_id: videoId };
  }
}

/** Tells the endpoints, once for each `key`: for a video by default once a month. */
export async function announceQuotaExceeded(tx: Tx, { facts }: QuotaExceededError, key?: string): Promise<void> {
  const ofVideo = `${facts.video_id}/${new Date().toISOString().slice(0, 7)}`;
  await announceEvent(tx, { type: 'quota.exceeded', key: key ?? ofVideo, data: facts });
}

/** A transaction that may reserve quota: where the month is used up nothing of it stays, but that is announced. */
export async function reservingQuota<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  try {
    return await db.prisma.$transaction(work);
  } catch (error) {
    if (error instanceof QuotaExceededError) await db.prisma.$transaction((tx) => announceQuotaExceeded(tx, error));
    throw error;
  }
}
