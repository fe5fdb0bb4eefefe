import { queryRows } from '@bom/db';
import type { Db } from '@bom/db';

export interface IncomingEvent {
  source: 'tally' | 'stripe' | 'n8n';
  /** What makes two deliveries the same event. */
  externalId: string;
  body: Buffer;
  headers: Record<string, string>;
}

export interface StoredEvent {
  /** The same each time. */
  id: string;
  /** False where an earlier delivery, or one at the same time, stored it. */
  isNew: boolean;
}

/** Keeps a delivery's very bytes before anything is done with it; returns the event's id, the same each time. */
export async function storeEvent(db: Db, event: IncomingEvent): Promise<string> {
  return (await storeOnce(db, event)).id;
}

/** `storeEvent`, in one round trip where the event is new. */
export async function storeOnce(db: Db, { source, externalId, body, headers }: IncomingEvent): Promise<StoredEvent> {
  const [stored] = await queryRows<{ id: string }>(db, {
    name: 'store-event',
    text: `INSERT INTO webhook_events (id, source, external_id, body, headers) VALUES (new_id(), $1, $2, $3, $4)
      ON CONFLICT DO NOTHING RETURNING id`,
    values: [source, externalId, body, JSON.stringify(headers)],
  });
  if (stored) return { id: stored.id, isNew: true };
  const [known] = await queryRows<{ id: string }>(db, {
    name: 'find-event',
    text: 'SELECT id FROM webhook_events WHERE source = $1 AND external_id = $2',
    values: [source, externalId],
  });
  if (!known) throw new Error('An event that is stored can not be found.');
  return { id: known.id, isNew: false };
}
