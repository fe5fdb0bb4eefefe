import { Router } from 'express';
import { idParamSchema, listQuerySchema } from '@bom/contracts';
import { readQuota } from '@bom/db';
import { need } from '../auth/principal.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../http/problem.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from './pages.ts';
import { presentClient } from './present.ts';

/** `/api/clients` */
export function clientRoutes(deps: ApiDeps): Router {
  const router = Router();
  const findClient = async (params: unknown) => {
    const { data } = idParamSchema.safeParse(params);
    const client = data ? await deps.db.prisma.client.findUnique({ where: data, include: { package: true } }) : null;
    if (!client) throw notFound();
    return client;
  };

  router.get('/', need(deps, 'clients:read'), async (request, response) => {
    const { limit, cursor } = listQuerySchema.parse(request.query);
    const rows = await deps.db.prisma.client.findMany({
      where: afterCursor(parseCursor(cursor)),
      orderBy: newestFirst,
      take: limit + 1,
    });
    const page = toPage(rows, limit);
    response.json({ data: page.rows.map(presentClient), next_cursor: page.next_cursor });
  });

  router.get('/:id', need(deps, 'clients:read'), async (request, response) => {
    response.json(presentClient(await findClient(request.params)));
  });

  router.get('/:id/quota', need(deps, 'clients:read'), async (request, response) => {
    const client = await findClient(request.params);
    const { limit, used, month } = await readQuota(deps.db.prisma, client, new Date());
    response.json({ limit, used, remaining: Math.max(0, limit - used), period_start: month.toISOString() });
  });
  return router;
}
