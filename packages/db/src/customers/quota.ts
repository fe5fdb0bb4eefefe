import type { Tx } from '../client.ts';
import type { Client, Package } from '../generated/client.ts';

export interface Quota {
  limit: number;
  used: number;
  /** First day of the month counted, UTC. */
  month: Date;
}

export function monthOf(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1));
}

export async function readQuota(tx: Tx, client: Client & { package: Package }, now: Date): Promise<Quota> {
  const month = monthOf(now);
  const used = await tx.quotaUse.count({ where: { clientId: client.id, month } });
  return { limit: client.quotaOverride ?? client.package.monthlyQuota, used, month };
}

/**
 * Locks the client until the transaction ends, so that two submissions can't take the last place of a month both.
 * Call it before `readQuota` where a place is then taken.
 */
export async function lockClient(tx: Tx, clientId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM clients WHERE id = ${clientId}::uuid FOR UPDATE`;
}

export async function takeQuota(
  tx: Tx,
  { clientId, videoId, month }: { clientId: string; videoId: string; month: Date },
) {
  await tx.quotaUse.create({ data: { clientId, videoId, month } });
}
