import type { assemblyOperations, JobStatusAnswer } from '@bom/contracts';
import { cancelJob, reservingQuota, retryJob } from '@bom/db';
import type { Job, PrismaClient } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';
import { deliverJob } from '../jobs/deliver-job.ts';
import { createJobFeed } from '../jobs/follow-jobs.ts';
import { createJobPresenter, isOpen, versionOf } from '../jobs/present-jobs.ts';
import { startAssembly, urlsOfAssembly } from '../jobs/start-assembly.ts';
import { assertUsableUrls } from '../videos/check-urls.ts';

const pollSeconds = 2;

/** `/api/assembly`: films from a finished script, pictures and a voice; and how every job is getting on. */
export function assemblyHandlers(deps: ApiDeps, isStopping: () => boolean): HandlersOf<typeof assemblyOperations> {
  const presenter = createJobPresenter(deps);
  const feed = createJobFeed(deps, { presenter, isStopping });
  return {
    async generateAssembly({ body, principal, request }) {
      await assertUsableUrls(deps, urlsOfAssembly(body));
      const asked = { body, actor: principal.id, requestId: request.id };
      const job = await deps.db.prisma.$transaction((tx) => startAssembly(tx, asked));
      await deliverJob(deps, job);
      return accepted(job);
    },

    async listAssemblies({ prisma, query }) {
      const rows = await prisma.job.findMany({
        where: {
          video: { project: { deletedAt: null } },
          ...(query.video_id ? { videoId: query.video_id } : {}),
          ...(query.status ? { status: { in: statusesMeant[query.status] } } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      return { status: 200, body: { data: await presenter.present(page.rows), next_cursor: page.next_cursor } };
    },

    async getAssemblyStatus({ prisma, params, request, response }) {
      const job = await findJob(prisma, params.job_id);
      const place = await presenter.placeOf(job);
      response.set({
        'Cache-Control': 'no-cache',
        ETag: `W/"${versionOf(job)}-${place ?? ''}"`,
        ...(isOpen(job) ? { 'Retry-After': String(pollSeconds) } : {}),
      });
      return request.fresh ? { status: 304 } : { status: 200, body: await presenter.presentOne(job) };
    },

    async streamAssemblyStatus({ prisma, params, request, response }) {
      const job = await findJob(prisma, params.job_id);
      const seen = request.get('last-event-id') ?? null;
      // 204 is what tells a browser not to come again.
      if (!isOpen(job) && seen === versionOf(job)) return { status: 204 };
      feed.follow(response, { job, seen });
      if (request.method === 'HEAD') response.end();
      return 'sent';
    },

    async cancelAssembly({ prisma, params, principal }) {
      const job = await findJob(prisma, params.job_id);
      await cancelJob(deps.db, job.id, { actor: principal.id });
      const ended = await findJob(prisma, job.id);
      if (ended.status !== 'cancelled') {
        throw new HttpProblem('illegal_transition', `A job that is ${ended.status} can't be cancelled.`);
      }
      return { status: 200, body: await presenter.presentOne(ended) };
    },

    async retryAssembly({ params, principal }) {
      const asked = { jobId: params.job_id, actor: principal.id };
      const job = await reservingQuota(deps.db, (tx) => retryJob(tx, asked));
      if (!job) throw notFound();
      await deliverJob(deps, job);
      return accepted(job);
    },
  };
}

const statusesMeant: Record<JobStatusAnswer['status'], Job['status'][]> = {
  processing: ['queued', 'processing'],
  complete: ['complete'],
  failed: ['failed'],
  cancelled: ['cancelled'],
};

async function findJob(prisma: PrismaClient, id: string): Promise<Job> {
  const job = await prisma.job.findUnique({ where: { id } });
  if (!job) throw notFound();
  return job;
}

function accepted({ id }: Job) {
  const statusUrl = `/api/assembly/status/${id}`;
  return {
    status: 202 as const,
    headers: { Location: statusUrl },
    body: { job_id: id, status: 'processing' as const, status_url: statusUrl },
  };
}
