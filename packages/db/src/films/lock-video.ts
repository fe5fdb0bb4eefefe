import type { Tx } from '../client.ts';
import type { Client, Video } from '../generated/client.ts';

export type VideoWithClient = Video & { client: Client };

/**
 * A video that nobody else changes until the transaction ends; null where there is none. Of two who decide about it at
 * once, the second sees what the first one did.
 */
export async function lockVideo(tx: Tx, id: string): Promise<VideoWithClient | null> {
  await tx.$queryRaw`SELECT 1 FROM videos WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return tx.video.findUnique({ where: { id }, include: { client: true } });
}
