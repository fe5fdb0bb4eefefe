import type { ProjectAnswer, projectOperations } from '@bom/contracts';
import { lockClient } from '@bom/db';
import type { Prisma, PrismaClient, Project, Tx } from '@bom/db';
import type { Request } from 'express';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { assertVersion } from '../http/if-match.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { isEmpty } from '../http/is-empty.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';
import { presentVideos } from '../videos/present-videos.ts';

const videosShown = 100;

/** `/api/projects` */
export function projectHandlers(deps: ApiDeps): HandlersOf<typeof projectOperations> {
  const change = (id: string, request: Request, act: (tx: Tx, project: Project) => Promise<Project>) =>
    deps.db.prisma.$transaction(async (tx) => {
      const project = await lockProject(tx, id);
      if (!project) throw notFound();
      assertVersion(request, project.version);
      return act(tx, project);
    });

  return {
    async listProjects({ prisma, query }) {
      const rows = await prisma.project.findMany({
        where: {
          deletedAt: null,
          ...(query.client_id ? { clientId: query.client_id } : {}),
          ...(query.status ? { status: query.status } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      return { status: 200, body: { data: page.rows.map(presentProject), next_cursor: page.next_cursor } };
    },

    async createProject({ prisma, body }) {
      const { client_id: clientId, name, status } = body;
      if ((await prisma.client.count({ where: { id: clientId } })) === 0) throw unknownClient(clientId);
      const project = await prisma.project.create({ data: { clientId, name, status } });
      return { status: 201, headers: { Location: `/api/projects/${project.id}` }, body: presentProject(project) };
    },

    async getProject({ prisma, params, principal }) {
      const project = await findProject(prisma, params.id);
      const videos = await prisma.video.findMany({
        where: { projectId: project.id },
        orderBy: newestFirst,
        take: videosShown,
      });
      const body = { ...presentProject(project), videos: await presentVideos(deps, { principal, videos }) };
      return { status: 200, body };
    },

    async updateProject({ params, body, request }) {
      const project = await change(params.id, request, async (tx, before) => {
        if (before.deletedAt) throw notFound();
        if (isEmpty(body)) return before;
        return updateProject(tx, params.id, {
          ...(body.name === undefined ? {} : { name: body.name }),
          ...(body.status === undefined ? {} : { status: body.status }),
        });
      });
      return { status: 200, body: presentProject(project) };
    },

    async deleteProject({ params, request }) {
      await change(params.id, request, async (tx, { clientId, deletedAt }) => {
        if (deletedAt) throw notFound();
        await lockClient(tx, clientId);
        if ((await tx.video.count({ where: { projectId: params.id, status: 'generating' } })) > 0) {
          throw new HttpProblem('conflict', 'A video of this project is being made; wait for it, or cancel it first.');
        }
        return updateProject(tx, params.id, { deletedAt: new Date() });
      });
      return { status: 204 };
    },

    async restoreProject({ params, request }) {
      const project = await change(params.id, request, async (tx, before) =>
        before.deletedAt ? updateProject(tx, params.id, { deletedAt: null }) : before,
      );
      return { status: 200, body: presentProject(project) };
    },
  };
}

async function findProject(prisma: PrismaClient, id: string): Promise<Project> {
  const project = await prisma.project.findFirst({ where: { id, deletedAt: null } });
  if (!project) throw notFound();
  return project;
}

async function lockProject(tx: Tx, id: string): Promise<Project | null> {
  await tx.$queryRaw`SELECT 1 FROM projects WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return tx.project.findUnique({ where: { id } });
}

function updateProject(tx: Tx, id: string, data: Prisma.ProjectUpdateInput): Promise<Project> {
  return tx.project.update({ where: { id }, data: { ...data, version: { increment: 1 } } });
}

function presentProject(project: Project): ProjectAnswer {
  return {
    id: project.id,
    client_id: project.clientId,
    name: project.name,
    status: project.status,
    created_at: project.createdAt.toISOString(),
    updated_at: project.updatedAt.toISOString(),
    version: project.version,
  };
}

function unknownClient(id: string): HttpProblem {
  return new HttpProblem('not_found', `There is no client ${id}.`, [{ path: 'client_id', message: 'names no client' }]);
}
