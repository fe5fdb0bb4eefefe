import type { Db } from '@bom/db';

export interface IncomingEvent {
  source: 'tally' | 'stripe' | 'n8n';
  /** What makes two deliveries the same event. */
  externalId: string;
  body: Buffer;
  headers: Record<string, string>;
}

/** Keeps a delivery's very bytes before anything is done with it; returns the event's id, the same each time. */
export async function storeEvent(db: Db, { source, externalId, body, headers }: IncomingEvent): Promise<string> {
  await db.prisma.webhookEvent.createMany({
    data: [{ source, externalId, body: new Uint8Array(body), headers }],
    skipDuplicates: true,
  });
  const event = await db.prisma.webhookEvent.findUniqueOrThrow({
    where: { source_externalId: { source, externalId } },
    select: { id: true },
  });
  return event.id;
}
