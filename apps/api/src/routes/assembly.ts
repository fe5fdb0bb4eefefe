import type { assemblyOperations, AssemblyRequest, JobStatusAnswer } from '@bom/contracts';
import { cancelJob, createFilmJob, nextDelivery, reservingQuota, retryJob } from '@bom/db';
import type { Job, PrismaClient, Tx, Video } from '@bom/db';
import { beatsOf, brandKitSchema } from '@bom/domain';
import type { FilmRecipe, MediaSource } from '@bom/domain';
import { deliverRun } from '@bom/jobs';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem, notFound } from '../http/problem.ts';
import { assertUsableUrls, urlsOfScript } from './check-urls.ts';
import type { NamedUrl } from './check-urls.ts';
import { createJobFeed } from './follow-jobs.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from './pages.ts';
import { createJobPresenter, isOpen, versionOf } from './present-jobs.ts';

const pollSeconds = 2;

/** `/api/assembly`: films from a finished script, pictures and a voice; and how every job is getting on. */
export function assemblyHandlers(deps: ApiDeps, isStopping: () => boolean): HandlersOf<typeof assemblyOperations> {
  const presenter = createJobPresenter(deps);
  const feed = createJobFeed(deps, { presenter, isStopping });
  return {
    async generateAssembly({ body, principal, request }) {
      await assertUsableUrls(deps, urlsOf(body));
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

function urlsOf({ images, audio_url, music_url, callback_url, script }: AssemblyRequest): NamedUrl[] {
  const single = Object.entries({ audio_url, music_url, callback_url });
  return [
    ...images.map((url, index) => ({ path: `images.${index}`, url })),
    ...single.flatMap(([path, url]) => (url === undefined ? [] : [{ path, url }])),
    ...urlsOfScript(script),
  ];
}

/** The job of an assembly request, in the caller's transaction; the video must be in a state that allows it. */
export async function startAssembly(
  tx: Tx,
  { body, actor, requestId }: { body: AssemblyRequest; actor: string; requestId: string },
): Promise<Job> {
  const video = await tx.video.findFirst({
    where: { id: body.video_id, project: { deletedAt: null } },
    include: { client: true },
  });
  if (!video) throw notFound();
  return createFilmJob(tx, {
    videoId: video.id,
    kind: 'assembly',
    request: {},
    recipe: recipeOf(body, video),
    actor,
    requestId,
    callbackUrl: body.callback_url,
    metadata: body.metadata as never,
  });
}

function recipeOf(body: AssemblyRequest, video: Video & { client: { name: string; brandKit: unknown } }): FilmRecipe {
  const kit = brandKitSchema.parse(video.client.brandKit);
  const music = body.music_url ?? kit.music_url;
  return {
    formats: [...new Set(body.formats ?? (body.format ? [body.format] : []))],
    language: body.script.language ?? video.language ?? kit.language ?? 'en',
    script: body.script,
    brand: { name: video.client.name, kit },
    pictures: picturesOf(body),
    voice: {
      kind: 'recording',
      source: { url: body.audio_url },
      ...(body.words ? { words: body.words } : {}),
    },
    music: music ? { url: music } : null,
    captions: body.captions ?? {},
    warnings: [],
  };
}

/** One picture a beat: with one a scene the hook borrows the first; scenes without one use their `image_url`. */
function picturesOf({ script, images }: AssemblyRequest): (MediaSource | null)[] {
  const hookHasOwn = script.hook !== '' && images.length === script.scenes.length + 1;
  return beatsOf(script).map((beat) => {
    if (beat.kind === 'cta') return null;
    const scene = beat.scene ?? 0;
    const index = hookHasOwn ? (beat.kind === 'hook' ? 0 : scene + 1) : scene;
    const url = images[index] ?? script.scenes[scene]?.image_url;
    return url ? { url } : null;
  });
}

/** A queue that is away is no failure: the row is kept, and the sweep delivers it. */
export async function deliverJob({ db, queues, logger }: ApiDeps, job: Job): Promise<void> {
  try {
    const { id: jobId, phase, priority } = job;
    await deliverRun(queues, { jobId, phase, priority, delivery: await nextDelivery(db, jobId) });
  } catch (error) {
    logger.warn({ err: error, job_id: job.id }, 'job not enqueued; the sweep will');
  }
}
