import type { Tx } from '../client.ts';
import type { Client, Package } from '../generated/client.ts';

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
 * Locks the client until the transaction ends, so that two submissions can't take the last place of a month both.
 * Call it before `readQuota` where a place is then taken.
 */
export async function lockClient(tx: Tx, clientId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM clients WHERE id = ${clientId}::uuid FOR NO KEY UPDATE`;
}

/** A video that has a place keeps it; one that failed in a month gone by takes its place in this one. */
export async function takeQuota(
  tx: Tx,
  { clientId, videoId, month }: { clientId: string; videoId: string; month: Date },
) {
  await tx.quotaUse.upsert({ where: { videoId }, create: { clientId, videoId, month }, update: { month } });
}
