import { randomUUID } from 'node:crypto';
import type { EventData, WebhookDeliveryAnswer, webhookEndpointOperations } from '@bom/contracts';
import { nextNoticeDelivery, resendNotice } from '@bom/db';
import type { Notice, PrismaClient, WebhookAttempt, WebhookEndpoint } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';
import { findEndpoint } from './webhook-endpoints.ts';

type Operations = typeof webhookEndpointOperations;
type DeliveryOperation = 'listWebhookDeliveries' | 'redeliverWebhook' | 'testWebhookEndpoint';

/** What was sent to an endpoint, and sending it again. */
export function webhookDeliveryHandlers(deps: ApiDeps): Pick<HandlersOf<Operations>, DeliveryOperation> {
  return {
    async listWebhookDeliveries({ prisma, params, query }) {
      await findEndpoint(prisma, params.id);
      const rows = await prisma.notice.findMany({
        where: {
          endpointId: params.id,
          ...(query.status ? { status: query.status } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      return { status: 200, body: { data: await presentDeliveries(prisma, page.rows), next_cursor: page.next_cursor } };
    },

    async redeliverWebhook({ prisma, params }) {
      assertEnabled(await findEndpoint(prisma, params.id));
      const where = { id: params.delivery_id, endpointId: params.id };
      if (!(await prisma.notice.findFirst({ where }))) throw notFound();
      const notice = await resendNotice(deps.db.prisma, params.delivery_id);
      if (!notice) throw new HttpProblem('conflict', 'The delivery is being sent at this moment; look again.');
      await deliverNotice(deps, notice);
      return { status: 202, body: await presentDelivery(prisma, notice) };
    },

    async testWebhookEndpoint({ prisma, params }) {
      const endpoint = await findEndpoint(prisma, params.id);
      assertEnabled(endpoint);
      const notice = await prisma.notice.create({
        data: {
          channel: 'webhook',
          template: 'webhook.test',
          recipient: endpoint.url,
          dedupeKey: `webhook/${endpoint.id}/webhook.test/${randomUUID()}`,
          data: testData(endpoint),
          endpointId: endpoint.id,
        },
      });
      await deliverNotice(deps, notice);
      return { status: 202, body: await presentDelivery(prisma, notice) };
    },
  };
}

function testData({ id }: WebhookEndpoint): EventData<'webhook.test'> {
  return { endpoint_id: id, message: 'Bom Studio can reach this endpoint.' };
}

function assertEnabled({ disabledAt }: WebhookEndpoint): void {
  if (disabledAt) throw new HttpProblem('conflict', 'The endpoint is disabled; enable it first.');
}

const queueJobs = { email: 'notify.email', slack: 'notify.slack', webhook: 'notify.webhook' } as const;

/** Sends a notice now; where the queue is away, the sweep does it later. */
export async function deliverNotice({ db, queues, logger }: ApiDeps, { id, channel }: Notice): Promise<void> {
  try {
    const delivery = await nextNoticeDelivery(db, id);
    await queues.enqueue(queueJobs[channel], { notice_id: id }, { id: `notice-${id}-${delivery}` });
  } catch (error) {
    logger.warn({ err: error, notice_id: id }, 'notice not enqueued; the sweep will');
  }
}

async function presentDelivery(prisma: PrismaClient, notice: Notice): Promise<WebhookDeliveryAnswer> {
  const [delivery] = await presentDeliveries(prisma, [notice]);
  if (!delivery) throw notFound();
  return delivery;
}

const shownAttempts = 50;

async function presentDeliveries(prisma: PrismaClient, notices: Notice[]): Promise<WebhookDeliveryAnswer[]> {
  const attempts = await prisma.webhookAttempt.findMany({
    where: { noticeId: { in: notices.map(({ id }) => id) } },
    orderBy: newestFirst,
    take: notices.length * shownAttempts,
  });
  return notices.map((notice) => ({
    id: notice.id,
    endpoint_id: notice.endpointId ?? '',
    event: notice.template,
    status: notice.status,
    data: notice.data,
    next_attempt_at: notice.status === 'pending' ? notice.notBefore.toISOString() : null,
    error: notice.error,
    attempts: attempts
      .filter(({ noticeId }) => noticeId === notice.id)
      .slice(0, shownAttempts)
      .map(presentAttempt),
    created_at: notice.createdAt.toISOString(),
    sent_at: notice.sentAt?.toISOString() ?? null,
  }));
}

function presentAttempt({ status, error, response, durationMs, createdAt }: WebhookAttempt) {
  return { status, error, response, duration_ms: durationMs, created_at: createdAt.toISOString() };
}
