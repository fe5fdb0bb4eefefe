import type { ReceivedEventAnswer, receivedEventOperations } from '@bom/contracts';
import type { PrismaClient, WebhookEvent } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { notFound } from '../http/http-problem.ts';
import { maskPersonal } from '../events/mask-personal.ts';
import { parseStored, replayEvent } from '../webhooks/replay-event.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';

/** `/api/webhooks/events`: what came in, for staff. */
export function receivedEventHandlers(deps: ApiDeps): HandlersOf<typeof receivedEventOperations> {
  return {
    async listWebhookEvents({ prisma, query }) {
      const rows = await prisma.webhookEvent.findMany({
        where: {
          ...(query.source ? { source: query.source } : {}),
          ...(query.status ? { status: query.status } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      return { status: 200, body: { data: page.rows.map(presentEvent), next_cursor: page.next_cursor } };
    },

    async getWebhookEvent({ prisma, params }) {
      const event = await findEvent(prisma, params.id);
      return { status: 200, body: { ...presentEvent(event), body: maskPersonal(parseStored(event) ?? null) } };
    },

    async replayWebhookEvent({ prisma, params, request }) {
      const event = await findEvent(prisma, params.id);
      await replayEvent(deps, { event, requestId: request.id });
      return { status: 200, body: presentEvent(await findEvent(prisma, params.id)) };
    },
  };
}

async function findEvent(prisma: PrismaClient, id: string): Promise<WebhookEvent> {
  const event = await prisma.webhookEvent.findUnique({ where: { id } });
  if (!event) throw notFound();
  return event;
}

function presentEvent(event: WebhookEvent): ReceivedEventAnswer {
  return {
    id: event.id,
    source: event.source as ReceivedEventAnswer['source'],
    external_id: event.externalId,
    type: typeOf(event),
    status: event.status,
    answer: event.answer,
    error: event.error,
    bytes: event.body.length,
    created_at: event.createdAt.toISOString(),
    handled_at: event.handledAt?.toISOString() ?? null,
  };
}

/** Each sender has its own word for it. */
function typeOf(event: WebhookEvent): string | null {
  const body = parseStored(event);
  if (typeof body !== 'object' || body === null) return null;
  const { type, event: name, eventType } = body as Record<string, unknown>;
  const said = { stripe: type, n8n: name, tally: eventType }[event.source];
  return typeof said === 'string' ? said.slice(0, 100) : null;
}
