import type { clientOperations } from '@bom/contracts';
import { readQuota } from '@bom/db';
import type { PrismaClient } from '@bom/db';
import type { HandlersOf } from '../http/handler.ts';
import { notFound } from '../http/problem.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from './pages.ts';
import { presentClient } from './present.ts';

/** `/api/clients` */
export const clientHandlers: HandlersOf<typeof clientOperations> = {
  async listClients({ prisma, query }) {
    const rows = await prisma.client.findMany({
      where: afterCursor(parseCursor(query.cursor)),
      orderBy: newestFirst,
      take: query.limit + 1,
    });
    const page = toPage(rows, query.limit);
    return { status: 200, body: { data: page.rows.map(presentClient), next_cursor: page.next_cursor } };
  },

  async getClient({ prisma, params }) {
    return { status: 200, body: presentClient(await findClient(prisma, params.id)) };
  },

  async getClientQuota({ prisma, params }) {
    const client = await findClient(prisma, params.id);
    const { limit, used, month } = await readQuota(prisma, client, new Date());
    const remaining = Math.max(0, limit - used);
    return { status: 200, body: { limit, used, remaining, period_start: month.toISOString() } };
  },
};

async function findClient(prisma: PrismaClient, id: string) {
  const client = await prisma.client.findUnique({ where: { id }, include: { package: true } });
  if (!client) throw notFound();
  return client;
}
