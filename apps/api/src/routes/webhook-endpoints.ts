import { randomBytes } from 'node:crypto';
import type { webhookEndpointOperations } from '@bom/contracts';
import { skipDeliveries } from '@bom/db';
import type { PrismaClient, WebhookEndpoint } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { assertVersion } from '../http/if-match.ts';
import { notFound } from '../http/http-problem.ts';
import { assertUsableUrls } from '../videos/check-urls.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';

type Operations = typeof webhookEndpointOperations;
type DeliveryOperation = 'listWebhookDeliveries' | 'redeliverWebhook' | 'testWebhookEndpoint';

/** `/api/webhook-endpoints`: who is told of events. */
export function webhookEndpointHandlers(deps: ApiDeps): Omit<HandlersOf<Operations>, DeliveryOperation> {
  return {
    async listWebhookEndpoints({ prisma, query }) {
      const rows = await prisma.webhookEndpoint.findMany({
        where: afterCursor(parseCursor(query.cursor)),
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      return { status: 200, body: { data: page.rows.map(presentEndpoint), next_cursor: page.next_cursor } };
    },

    async createWebhookEndpoint({ prisma, body }) {
      await assertUsableUrls(deps, [{ path: 'url', url: body.url }]);
      const { url, events, description = null } = body;
      const endpoint = await prisma.webhookEndpoint.create({
        data: { url, events, description, secret: makeSecret(), ...headerOf(body.secret_header) },
      });
      const headers = { Location: `/api/webhook-endpoints/${endpoint.id}` };
      return { status: 201, headers, body: { ...presentEndpoint(endpoint), secret: endpoint.secret } };
    },

    async getWebhookEndpoint({ prisma, params }) {
      return { status: 200, body: presentEndpoint(await findEndpoint(prisma, params.id)) };
    },

    async updateWebhookEndpoint({ prisma, params, body, request }) {
      if (body.url !== undefined) await assertUsableUrls(deps, [{ path: 'url', url: body.url }]);
      await findEndpoint(prisma, params.id);
      const { url, events, description, disabled } = body;
      const endpoint = await deps.db.prisma.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM webhook_endpoints WHERE id = ${params.id}::uuid FOR UPDATE`;
        const before = await tx.webhookEndpoint.findUnique({ where: { id: params.id } });
        if (!before) throw notFound();
        assertVersion(request, before.version);
        if (disabled && !before.disabledAt) await skipDeliveries(tx, before.id);
        return tx.webhookEndpoint.update({
          where: { id: before.id },
          data: {
            ...(url === undefined ? {} : { url }),
            ...(events === undefined ? {} : { events }),
            ...(description === undefined ? {} : { description }),
            ...headerOf(body.secret_header),
            ...switchOf(before, disabled),
            version: { increment: 1 },
          },
        });
      });
      return { status: 200, body: presentEndpoint(endpoint) };
    },

    async deleteWebhookEndpoint({ params }) {
      const count = await deps.db.prisma.$transaction(async (tx) => {
        await skipDeliveries(tx, params.id);
        return (await tx.webhookEndpoint.deleteMany({ where: { id: params.id } })).count;
      });
      if (count === 0) throw notFound();
      return { status: 204 };
    },

    async rotateWebhookSecret({ params, body }) {
      const previousUntil = new Date(Date.now() + body.overlap_seconds * 1000);
      const endpoint = await deps.db.prisma.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM webhook_endpoints WHERE id = ${params.id}::uuid FOR UPDATE`;
        const before = await tx.webhookEndpoint.findUnique({ where: { id: params.id } });
        if (!before) throw notFound();
        const overlap = body.overlap_seconds > 0 ? { previousSecret: before.secret, previousUntil } : noOverlap;
        return tx.webhookEndpoint.update({
          where: { id: before.id },
          data: { secret: makeSecret(), ...overlap, version: { increment: 1 } },
        });
      });
      return { status: 200, body: { ...presentEndpoint(endpoint), secret: endpoint.secret } };
    },
  };
}

const noOverlap = { previousSecret: null, previousUntil: null };

/** 24 to 64 bytes, says Standard Webhooks. */
function makeSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Null takes it away. */
function headerOf(header: { name: string; value: string } | null | undefined) {
  if (header === undefined) return {};
  return { secretHeaderName: header?.name ?? null, secretHeaderValue: header?.value ?? null };
}

function switchOf({ disabledAt }: WebhookEndpoint, disabled: boolean | undefined) {
  if (disabled === undefined || disabled === (disabledAt !== null)) return {};
  return disabled
    ? { disabledAt: new Date(), disabledReason: 'disabled by the studio' }
    : { disabledAt: null, disabledReason: null, failingSince: null };
}

export async function findEndpoint(prisma: PrismaClient, id: string): Promise<WebhookEndpoint> {
  const endpoint = await prisma.webhookEndpoint.findUnique({ where: { id } });
  if (!endpoint) throw notFound();
  return endpoint;
}

function presentEndpoint(endpoint: WebhookEndpoint) {
  const { previousUntil, secretHeaderName } = endpoint;
  return {
    id: endpoint.id,
    url: endpoint.url,
    events: endpoint.events,
    description: endpoint.description,
    secret_header: secretHeaderName === null ? null : { name: secretHeaderName },
    disabled: endpoint.disabledAt !== null,
    disabled_at: endpoint.disabledAt?.toISOString() ?? null,
    disabled_reason: endpoint.disabledReason,
    failing_since: endpoint.failingSince?.toISOString() ?? null,
    previous_secret_until: previousUntil && previousUntil > new Date() ? previousUntil.toISOString() : null,
    created_at: endpoint.createdAt.toISOString(),
    updated_at: endpoint.updatedAt.toISOString(),
    version: endpoint.version,
  };
}
