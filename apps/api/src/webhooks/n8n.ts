import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { n8nAnswerSchema, n8nEventSchema } from '@bom/contracts';
import type { n8nOperations, N8nAnswer } from '@bom/contracts';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { assertShallow } from '../http/read-json.ts';
import { assertStorable } from '../http/storable-text.ts';
import { deliverJob } from '../jobs/deliver-job.ts';
import { handleOnce, keepFailure } from '../events/handle-once.ts';
import { readAction } from './n8n-actions.ts';
import { storeEvent } from '../events/store-event.ts';
import { namingData, withoutBlanks } from './read-n8n-data.ts';
import { verifyN8n } from './verify-n8n.ts';

/** `POST /api/webhooks/n8n`: verify, store raw, then act on the event once. */
export function n8nHandlers(deps: ApiDeps): HandlersOf<typeof n8nOperations> {
  return {
    async receiveN8nEvent({ body, request }) {
      verifyN8n(deps.config, { body, header: (name) => request.get(name) });
      const json = parseEvent(body);
      const eventId = await storeEvent(deps.db, {
        source: 'n8n',
        externalId: externalIdOf(body, request.get('webhook-id')),
        body,
        headers: { 'user-agent': request.get('user-agent') ?? '' },
      });
      await assertSameEvent(deps, { eventId, json });
      return { status: 202, body: await takeN8nEvent(deps, { eventId, json, requestId: request.id }) };
    },
  };
}

/** Acts on a stored event, also when it is replayed. */
export async function takeN8nEvent(
  deps: ApiDeps,
  { eventId, json, requestId }: { eventId: string; json: unknown; requestId: string },
): Promise<N8nAnswer> {
  const act = await keepFailure(deps.db, eventId, () => {
    const { event, data } = n8nEventSchema.parse(json);
    return namingData(() => readAction(deps, { event, data: withoutBlanks(data) }));
  });
  const { answer, job } = await handleOnce(deps.db, { eventId, handle: (tx) => act(tx, { eventId, requestId }) });
  if (job) await deliverJob(deps, job);
  // Parsed, since jsonb keeps no order of keys and a repeated answer should be the same to the byte.
  return n8nAnswerSchema.parse(answer);
}

/** A `webhook-id` stands for one event: another one under it would be lost behind the first one's answer. */
async function assertSameEvent({ db }: ApiDeps, { eventId, json }: { eventId: string; json: unknown }): Promise<void> {
  const where = { id: eventId };
  const { body } = await db.prisma.webhookEvent.findUniqueOrThrow({ where, select: { body: true } });
  if (isDeepStrictEqual(n8nEventSchema.parse(JSON.parse(Buffer.from(body).toString('utf8'))), json)) return;
  throw new HttpProblem(
    'idempotency_key_reused',
    'This webhook-id came with another event or other data before; send one for each item and event, such as ' +
      '{{$execution.id}}-{{$itemIndex}}-start.',
    [{ path: 'webhook-id', message: 'came with another body before' }],
  );
}

/** What is no event at all is refused before it is stored. */
function parseEvent(body: Buffer): unknown {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw new HttpProblem('invalid_json', 'The body is not valid JSON.');
  }
  return n8nEventSchema.parse(assertStorable(assertShallow(json)));
}

function externalIdOf(body: Buffer, webhookId: string | undefined): string {
  if (webhookId && /^[\x21-\x7e]{1,200}$/.test(webhookId)) return webhookId;
  return `sha256-${createHash('sha256').update(body).digest('hex')}`;
}
