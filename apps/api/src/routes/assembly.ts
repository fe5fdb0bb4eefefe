import { createHash } from 'node:crypto';
import type { assemblyOperations, AssemblyRequest } from '@bom/contracts';
import { nextDelivery, startFilm } from '@bom/db';
import type { Job, Tx, Video } from '@bom/db';
import { beatsOf, brandKitSchema } from '@bom/domain';
import type { FilmRecipe, MediaSource } from '@bom/domain';
import { deliverRun, runId } from '@bom/jobs';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { notFound } from '../http/problem.ts';
import { presentJob } from './present.ts';

const pollSeconds = 2;

/** `/api/assembly`: films from a finished script, pictures and a voice. */
export function assemblyHandlers(deps: ApiDeps): HandlersOf<typeof assemblyOperations> {
  return {
    async generateAssembly({ body, principal, request }) {
      const asked = { body, actor: principal.id, requestId: request.id };
      const job = await deps.db.prisma.$transaction((tx) => startAssembly(tx, asked));
      await deliverJob(deps, job);
      const statusUrl = `/api/assembly/status/${job.id}`;
      return {
        status: 202,
        headers: { Location: statusUrl },
        body: { job_id: job.id, status: 'processing', status_url: statusUrl },
      };
    },

    async getAssemblyStatus({ prisma, params, request, response }) {
      const job = await prisma.job.findUnique({ where: { id: params.job_id } });
      if (!job) throw notFound();
      const open = job.status === 'queued' || job.status === 'processing';
      const headers = {
        'Cache-Control': 'no-cache',
        ETag: etagOf(job),
        ...(open ? { 'Retry-After': String(pollSeconds) } : {}),
      };
      response.set(headers);
      if (request.fresh) return { status: 304 };
      const body = await presentJob(deps.storage, {
        job,
        costMicrocents: await costOf(deps, job.id),
        queuePosition: open ? await queuePosition(deps, job) : null,
      });
      return { status: 200, body };
    },
  };
}

/** The job of an assembly request, in the caller's transaction; the video must be in a state that allows it. */
export async function startAssembly(
  tx: Tx,
  { body, actor, requestId }: { body: AssemblyRequest; actor: string; requestId: string },
): Promise<Job> {
  const video = await tx.video.findUnique({
    where: { id: body.video_id },
    include: { client: { include: { package: true } } },
  });
  if (!video) throw notFound();
  return startFilm(tx, {
    video,
    kind: 'assembly',
    request: {},
    recipe: recipeOf(body, video),
    priority: video.client.package.priority,
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

async function costOf({ db }: ApiDeps, jobId: string): Promise<bigint> {
  const { _sum } = await db.prisma.apiUsage.aggregate({ where: { jobId }, _sum: { costMicrocents: true } });
  return _sum.costMicrocents ?? 0n;
}

async function queuePosition({ queues }: ApiDeps, job: Job): Promise<number | null> {
  const name = job.phase === 'pipeline' ? 'pipeline.run' : 'assembly.run';
  const id = runId({ jobId: job.id, phase: job.phase, delivery: job.deliveries });
  return queues.position(name, id).catch(() => null);
}

/** Changes with whatever the answer tells of the job; signed links may differ and still be the same answer. */
function etagOf(job: Job): string {
  const { leaseUntil: _leaseUntil, ...telling } = job;
  return `W/"${createHash('sha256').update(JSON.stringify(telling)).digest('base64url').slice(0, 24)}"`;
}
