import type { VideoAnswer, videoOperations } from '@bom/contracts';
import { lockVideo, Prisma } from '@bom/db';
import type { PrismaClient, Tx, Video } from '@bom/db';
import type { Brief, Script, VideoStatus } from '@bom/domain';
import type { Principal } from '../auth/principal.ts';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { assertVersion } from '../http/if-match.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { assertUsableUrls, urlsOfScript } from '../videos/check-urls.ts';
import { isEmpty } from '../http/is-empty.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';
import { presentVideos, statusesMeantByClient } from '../videos/present-videos.ts';

/** `/api/videos` */
export function videoHandlers(deps: ApiDeps): HandlersOf<typeof videoOperations> {
  return {
    async listVideos({ prisma, query, principal }) {
      const rows = await prisma.video.findMany({
        where: {
          project: { deletedAt: null },
          ...(query.client_id ? { clientId: query.client_id } : {}),
          ...(query.project_id ? { projectId: query.project_id } : {}),
          ...(query.status ? { status: { in: statusesAsked(principal, query.status) } } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      const data = await presentVideos(deps, { principal, videos: page.rows });
      return { status: 200, body: { data, next_cursor: page.next_cursor } };
    },

    async createVideo({ prisma, body, principal }) {
      const { project_id: projectId, title, script = null, brief = null } = body;
      await assertUsableUrls(deps, urlsOfScript(script));
      const project = await prisma.project.findFirst({ where: { id: projectId, deletedAt: null } });
      if (!project) throw unknownProject(projectId);
      const { clientId } = project;
      const language = script?.language ?? brief?.language ?? null;
      const video = await deps.db.prisma.$transaction(async (tx) => {
        const created = await tx.video.create({
          data: { clientId, projectId, title, ...materialOf({ script, brief }), language },
        });
        await tx.videoEvent.create({ data: { videoId: created.id, type: 'video.created', actor: principal.id } });
        return created;
      });
      const headers = { Location: `/api/videos/${video.id}` };
      return { status: 201, headers, body: await presentVideo(deps, principal, video) };
    },

    async getVideo({ prisma, params, principal }) {
      const video = await findVideo(prisma, params.id);
      return { status: 200, body: await presentVideo(deps, principal, video) };
    },

    async updateVideo({ prisma, params, body, principal, request }) {
      await assertUsableUrls(deps, urlsOfScript(body.script));
      await findVideo(prisma, params.id);
      const video = await deps.db.prisma.$transaction(async (tx) => {
        const before = await lockVideo(tx, params.id);
        if (!before) throw notFound();
        assertVersion(request, before.version);
        return changeVideo(tx, { before, change: body, actor: principal.id });
      });
      return { status: 200, body: await presentVideo(deps, principal, video) };
    },
  };
}

/** A video that this caller may see, in a project that is not deleted. */
export async function findVideo(prisma: PrismaClient, id: string): Promise<Video> {
  const video = await prisma.video.findFirst({ where: { id, project: { deletedAt: null } } });
  if (!video) throw notFound();
  return video;
}

export async function presentVideo(deps: ApiDeps, principal: Principal, video: Video): Promise<VideoAnswer> {
  const [shown] = await presentVideos(deps, { principal, videos: [video] });
  return shown as VideoAnswer;
}

function statusesAsked(principal: Principal, status: VideoStatus): VideoStatus[] {
  return principal.kind === 'client' ? statusesMeantByClient(status) : [status];
}

interface VideoChange {
  title?: string | undefined;
  script?: Script | null | undefined;
  brief?: Brief | undefined;
}

async function changeVideo(
  tx: Tx,
  { before, change, actor }: { before: Video; change: VideoChange; actor: string },
): Promise<Video> {
  if (isEmpty(change)) return before;
  const fields = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
  if (fields.some((field) => field !== 'title')) assertMaterialOpen(before.status);
  const data = { ...(change.title === undefined ? {} : { title: change.title }), ...materialOf(change) };
  const video = await tx.video.update({ where: { id: before.id }, data: { ...data, version: { increment: 1 } } });
  await tx.videoEvent.create({ data: { videoId: video.id, type: 'video.changed', actor, data: { fields } } });
  return video;
}

/** A film that was approved stays what it was approved as; one that is being made must not change under the work. */
function assertMaterialOpen(status: VideoStatus): void {
  if (!['generating', 'approved', 'delivered', 'archived'].includes(status)) return;
  throw new HttpProblem('conflict', `Script and brief of a video that is ${status} can't be changed.`);
}

function materialOf({ script, brief }: Pick<VideoChange, 'script'> & { brief?: Brief | null | undefined }) {
  const language = script?.language ?? brief?.language;
  return {
    ...(script === undefined ? {} : { script: script ?? Prisma.DbNull }),
    ...(brief === undefined ? {} : { brief: brief ?? Prisma.DbNull }),
    ...(language === undefined ? {} : { language }),
  };
}

function unknownProject(id: string): HttpProblem {
  return new HttpProblem('not_found', `There is no project ${id}.`, [
    { path: 'project_id', message: 'names no project' },
  ]);
}
