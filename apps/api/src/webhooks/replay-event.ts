import { Prisma } from '@bom/db';
import type { WebhookEvent } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { takeN8nEvent } from './n8n.ts';
import { takeStripeEvent } from './stripe.ts';
import { acceptSubmission } from './tally.ts';

/**
 * Handles a stored event again, by what the studio knows by now. One that was handled keeps its effect and its answer; of
 * others the answer is forgotten first. Throws as its first delivery would.
 */
export async function replayEvent(
  deps: ApiDeps,
  { event, requestId }: { event: WebhookEvent; requestId: string },
): Promise<void> {
  const json = parseStored(event);
  if (json === undefined) throw new HttpProblem('invalid_json', 'The stored body is not valid JSON.');
  await deps.db.prisma.webhookEvent.updateMany({
    where: { id: event.id, status: { not: 'handled' } },
    data: { answer: Prisma.DbNull, answerCode: null },
  });
  const taken = { eventId: event.id, json, requestId };
  if (event.source === 'stripe') await takeStripeEvent(deps, taken);
  else if (event.source === 'n8n') await takeN8nEvent(deps, taken);
  else await acceptSubmission(deps, taken);
}

/** Undefined where the bytes are no JSON. */
export function parseStored({ body }: Pick<WebhookEvent, 'body'>): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
