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
export async function storeEvent(db: Db, { source, externalId, body, headers }: IncomingEvent): Promise<string> {
  const [stored] = await queryRows<{ id: string }>(db, {
    name: 'store-event',
    text: `INSERT INTO webhook_events (id, source, external_id, body, headers) VALUES (new_id(), $1, $2, $3, $4)
      ON CONFLICT DO NOTHING RETURNING id`,
    values: [source, externalId, body, JSON.stringify(headers)],
  });
  return stored?.id ?? findEvent(db, { source, externalId });
}

/** What a form's questions mean, where that was told. */
export type FormMapping = Record<string, string>;

/** `storeEvent` of a form's submission, with the form's mapping in the same round trip where the event is new. */
export async function storeSubmission(
  db: Db,
  { source, externalId, body, headers, formId }: IncomingEvent & { formId: string },
): Promise<StoredEvent & { mapping?: FormMapping }> {
  const [stored] = await queryRows<{ id: string; fields: FormMapping | null }>(db, {
    name: 'store-submission',
    text: `WITH stored AS (
        INSERT INTO webhook_events (id, source, external_id, body, headers) VALUES (new_id(), $1, $2, $3, $4)
        ON CONFLICT DO NOTHING RETURNING id)
      SELECT id, fields FROM stored LEFT JOIN tally_mappings ON form_id = $5`,
    values: [source, externalId, body, JSON.stringify(headers), formId],
  });
  if (stored) return { id: stored.id, isNew: true, mapping: stored.fields ?? {} };
  return { id: await findEvent(db, { source, externalId }), isNew: false };
}

async function findEvent(db: Db, { source, externalId }: Pick<IncomingEvent, 'source' | 'externalId'>) {
  const [known] = await queryRows<{ id: string }>(db, {
    name: 'find-event',
    text: 'SELECT id FROM webhook_events WHERE source = $1 AND external_id = $2',
    values: [source, externalId],
  });
  if (!known) throw new Error('An event that is stored can not be found.');
  return known.id;
}
