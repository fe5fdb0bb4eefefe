import type { ClientAnswer, clientOperations } from '@bom/contracts';
import { announceEvent, monthOf, readQuota } from '@bom/db';
import type { Client, Prisma, PrismaClient, Tx } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { assertVersion } from '../http/if-match.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { assertUsableUrls, urlsOfBrandKit } from '../videos/check-urls.ts';
import { isEmpty } from '../http/is-empty.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';

/** `/api/clients` */
export function clientHandlers(deps: ApiDeps): HandlersOf<typeof clientOperations> {
  return {
    async listClients({ prisma, query }) {
      const rows = await prisma.client.findMany({
        where: {
          ...(query.email ? { emailKey: query.email.toLowerCase() } : {}),
          ...(query.package ? { packageId: query.package } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      return { status: 200, body: { data: page.rows.map(presentClient), next_cursor: page.next_cursor } };
    },

    async createClient({ body }) {
      await assertUsableUrls(deps, urlsOfBrandKit(body.brand_kit));
      const { name, email, package: packageId, brand_kit: brandKit = {} } = body;
      const data = { name, email, emailKey: email.toLowerCase(), packageId, brandKit };
      const client = await namingTakenEmails(() =>
        deps.db.prisma.$transaction(async (tx) => {
          await assertPackage(tx, packageId);
          const created = await tx.client.create({ data });
          await announceCreation(tx, created);
          return created;
        }),
      );
      return { status: 201, headers: { Location: `/api/clients/${client.id}` }, body: presentClient(client) };
    },

    async getClient({ prisma, params }) {
      return { status: 200, body: presentClient(await findClient(prisma, params.id)) };
    },

    async updateClient({ params, body, principal, request }) {
      if (body.quota_override !== undefined && principal.kind !== 'staff') {
        throw new HttpProblem('forbidden', 'Only staff may change quota_override.');
      }
      await assertUsableUrls(deps, urlsOfBrandKit(body.brand_kit));
      const client = await namingTakenEmails(() =>
        deps.db.prisma.$transaction(async (tx) => {
          await tx.$queryRaw`SELECT 1 FROM clients WHERE id = ${params.id}::uuid FOR NO KEY UPDATE`;
          const before = await tx.client.findUnique({ where: params });
          if (!before) throw notFound();
          assertVersion(request, before.version);
          if (isEmpty(body)) return before;
          if (body.package !== undefined) await assertPackage(tx, body.package);
          return tx.client.update({ where: params, data: { ...changeOf(body), version: { increment: 1 } } });
        }),
      );
      return { status: 200, body: presentClient(client) };
    },

    async getClientQuota({ prisma, params }) {
      const client = await findClient(prisma, params.id);
      const { limit, used, month } = await readQuota(deps.db.prisma, client, new Date());
      const next = monthOf(new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1)));
      const body = {
        limit,
        used,
        remaining: Math.max(0, limit - used),
        period_start: month.toISOString(),
        period_end: next.toISOString(),
        override: client.quotaOverride,
      };
      return { status: 200, body };
    },
  };
}

export function presentClient(client: Client): ClientAnswer {
  return {
    id: client.id,
    name: client.name,
    email: client.email,
    package: client.packageId,
    brand_kit: client.brandKit as ClientAnswer['brand_kit'],
    created_at: client.createdAt.toISOString(),
    updated_at: client.updatedAt.toISOString(),
    version: client.version,
  };
}

async function findClient(prisma: PrismaClient, id: string) {
  const client = await prisma.client.findUnique({ where: { id }, include: { package: true } });
  if (!client) throw notFound();
  return client;
}

interface ClientChange {
  name?: string | undefined;
  email?: string | undefined;
  package?: string | undefined;
  brand_kit?: Prisma.InputJsonObject | undefined;
  quota_override?: number | null | undefined;
}

function changeOf(change: ClientChange): Prisma.ClientUncheckedUpdateInput {
  const { name, email, package: packageId, brand_kit: brandKit, quota_override: quotaOverride } = change;
  return {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email, emailKey: email.toLowerCase() }),
    ...(packageId === undefined ? {} : { packageId }),
    ...(brandKit === undefined ? {} : { brandKit }),
    ...(quotaOverride === undefined ? {} : { quotaOverride }),
  };
}

async function assertPackage(tx: Tx, id: string): Promise<void> {
  const packages = await tx.package.findMany({ orderBy: { priceCents: 'asc' } });
  if (packages.some((known) => known.id === id)) return;
  const names = packages.map((known) => known.id).join(', ');
  throw new HttpProblem('unknown_package', `There is no package "${id}"; there are ${names}.`, [
    { path: 'package', message: `must be one of ${names}` },
  ]);
}

async function announceCreation(tx: Tx, { id, name, packageId }: Client): Promise<void> {
  const data = { client_id: id, name, package: packageId };
  await announceEvent(tx, { type: 'client.created', key: id, data });
}

/** The address is the only unique field that callers set. */
async function namingTakenEmails<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'P2002') throw error;
    throw new HttpProblem('email_taken', 'Another client has this email address.', [
      { path: 'email', message: 'belongs to another client' },
    ]);
  }
}
