import type { videoOperations } from '@bom/contracts';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { notFound } from '../http/problem.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from './pages.ts';
import { presentVideo } from './present.ts';

/** `/api/videos` */
export function videoHandlers(deps: ApiDeps): HandlersOf<typeof videoOperations> {
  return {
    async listVideos({ prisma, query }) {
      const rows = await prisma.video.findMany({
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
      return { status: 200, body: { data, next_cursor: page.next_cursor } };
    },

    async getVideo({ prisma, params }) {
      const row = await prisma.video.findUnique({
        where: params,
        include: { jobs: { orderBy: { createdAt: 'desc' }, take: 20 } },
      });
      if (!row) throw notFound();
      const { jobs, ...video } = row;
      const costs = await costsOf(deps, [video.id]);
      const body = await presentVideo(deps.storage, { video, jobs, costMicrocents: costs.get(video.id) ?? 0n });
      return { status: 200, body };
    },
  };
}

async function costsOf({ db }: ApiDeps, videoIds: string[]): Promise<Map<string, bigint>> {
  const sums = await db.prisma.apiUsage.groupBy({
    by: ['videoId'],
    where: { videoId: { in: videoIds } },
    _sum: { costMicrocents: true },
  });
  return new Map(sums.map((sum) => [sum.videoId ?? '', sum._sum.costMicrocents ?? 0n]));
}
