import type { Db } from '@bom/db';

export interface IncomingEvent {
  source: 'tally' | 'stripe' | 'n8n';
  /** What makes two deliveries the same event. */
  externalId: string;
  body: Buffer;
  headers: Record<string, string>;
}

/** Keeps a delivery's very bytes before anything is done with it; returns the event's id, the same each time. */
export async function storeEvent(
  { prisma }: Db,
  { source, externalId, body, headers }: IncomingEvent,
): Promise<string> {
  const [stored] = await prisma.webhookEvent.createManyAndReturn({
    data: { source, externalId, body: new Uint8Array(body), headers },
    skipDuplicates: true,
    select: { id: true },
  });
  if (stored) return stored.id;
  const where = { source_externalId: { source, externalId } };
  const known = await prisma.webhookEvent.findUniqueOrThrow({ where, select: { id: true } });
  return known.id;
}
