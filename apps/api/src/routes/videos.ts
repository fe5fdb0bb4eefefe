import { Router } from 'express';
import { idParamSchema, listQuerySchema, videoStatusSchema } from '@bom/contracts';
import { z } from 'zod';
import { need } from '../auth/principal.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../http/problem.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from './pages.ts';
import { presentVideo } from './present.ts';

const querySchema = listQuerySchema.extend({
  client_id: z.uuid().optional(),
  project_id: z.uuid().optional(),
  status: videoStatusSchema.optional(),
});

/** `/api/videos` */
export function videoRoutes(deps: ApiDeps): Router {
  const router = Router();

  router.get('/', need(deps, 'videos:read'), async (request, response) => {
    const query = querySchema.parse(request.query);
    const rows = await deps.db.prisma.video.findMany({
      where: {
        ...(query.client_id ? { clientId: query.client_id } : {}),
        ...(query.project_id ? { projectId: query.project_id } : {}),
        ...(query.status ? { status: query.status } : {}),
        ...afterCursor(parseCursor(query.cursor)),
      },
      include: { jobs: { orderBy: { createdAt: 'desc' }, take: 5 } },
      orderBy: newestFirst,
      take: query.limit + 1,
    });
    const page = toPage(rows, query.limit);
    const costs = await costsOf(
      deps,
      page.rows.map((row) => row.id),
    );
    const data = await Promise.all(
      page.rows.map(({ jobs, ...video }) =>
        presentVideo(deps.storage, { video, jobs, costMicrocents: costs.get(video.id) ?? 0n }),
      ),
    );
    response.json({ data, next_cursor: page.next_cursor });
  });

  router.get('/:id', need(deps, 'videos:read'), async (request, response) => {
    const { data: params } = idParamSchema.safeParse(request.params);
    const row = params
      ? await deps.db.prisma.video.findUnique({
          where: params,
          include: { jobs: { orderBy: { createdAt: 'desc' }, take: 20 } },
        })
      : null;
    if (!row) throw notFound();
    const { jobs, ...video } = row;
    const costs = await costsOf(deps, [video.id]);
    response.json(await presentVideo(deps.storage, { video, jobs, costMicrocents: costs.get(video.id) ?? 0n }));
  });
  return router;
}

async function costsOf({ db }: ApiDeps, videoIds: string[]): Promise<Map<string, bigint>> {
  const sums = await db.prisma.apiUsage.groupBy({
    by: ['videoId'],
    where: { videoId: { in: videoIds } },
    _sum: { costMicrocents: true },
  });
  return new Map(sums.map((sum) => [sum.videoId ?? '', sum._sum.costMicrocents ?? 0n]));
}
