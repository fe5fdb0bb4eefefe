import { PermanentError } from '@bom/domain';
import type { Tx } from '../client.ts';
import { readQuota, takeQuota } from '../customers/quota.ts';
import type { ClientWithPackage } from '../customers/quota.ts';
import type { Video } from '../generated/client.ts';

/** One whose making failed or was cancelled before there was any film: its place is anybody's until it is tried again. */
export function gaveItsPlaceBack({ status, formats }: Pick<Video, 'status' | 'formats'>): boolean {
  return status === 'failed' && Object.keys(formats as object).length === 0;
}

/**
 * Takes a place of the client's month for a video that has none. The client must be locked.
 *
 * @throws PermanentError `quota_exceeded`
 */
export async function takePlace(
  tx: Tx,
  { videoId, client }: { videoId: string; client: ClientWithPackage },
): Promise<void> {
  const { limit, used, month } = await readQuota(tx, client, new Date());
  if (used >= limit) {
    throw new PermanentError(
      'quota_exceeded',
      `The ${limit} videos that ${client.name} has this month are used up; raise the quota or wait for the next month.`,
      { details: { client_id: client.id, name: client.name, package: client.package.name, limit } },
    );
  }
  await takeQuota(tx, { clientId: client.id, videoId, month });
}
