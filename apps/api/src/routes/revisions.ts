import { revisionRequestSchema, scriptSchema } from '@bom/domain';
import type { RevisionRequest } from '@bom/domain';
import type { ReviseRequest, RevisionAnswer, revisionOperations } from '@bom/contracts';
import { openRevisionPlan, readRevisionPlan, restoreRevision, startRevision } from '@bom/db';
import type { Prisma, PrismaClient, Revision, RevisionPlan } from '@bom/db';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { deliverJob } from '../jobs/deliver-job.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';
import { presentCaptions, presentFile, presentFilms } from '../videos/present-files.ts';
import { scenesAt } from '../videos/scenes-at.ts';

/** `/api/videos/{id}/revisions`, and how a new one is asked for. */
export function revisionHandlers(deps: ApiDeps): Omit<HandlersOf<typeof revisionOperations>, 'previewVideo'> {
  return {
    async reviseVideo({ prisma, params, query, body, principal, request, response }) {
      const video = await findVideo(prisma, params.id);
      const wish = await placeNotes(deps, { video, body });
      const brandKit = video.client.brandKit;
      const opened = await openRevisionPlan(deps.db.prisma, { video, brandKit, request: wish, requestId: request.id });
      const plan = await awaitPlan(deps, { plan: opened, isGone: () => response.closed });
      const { draft, changes, work } = readRevisionPlan(plan);
      const shown = { plan: work, diff: changes as never, script: draft.script };
      if (query.dry_run === 'true') return { status: 200, body: shown };

      const started = await deps.db.prisma.$transaction((tx) =>
        startRevision(tx, {
          plan,
          note: wish.note,
          actor: principal.id,
          requestId: request.id,
        }),
      );
      await deliverJob(deps, started.job);
      const statusUrl = `/api/assembly/status/${started.job.id}`;
      const accepted = { job_id: started.job.id, status: 'processing' as const, status_url: statusUrl };
      return {
        status: 202,
        headers: { Location: statusUrl },
        body: { ...shown, ...accepted, revision: started.revision },
      };
    },

    async listRevisions({ prisma, params, query, principal }) {
      const video = await findVideo(prisma, params.id);
      const rows = await prisma.revision.findMany({
        where: {
          videoId: video.id,
          ...(principal.kind === 'client' ? { number: { in: await shownRevisions(prisma, video.id) } } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      const current = principal.kind === 'client' ? video.reviewRevision : video.revision;
      const data = await Promise.all(page.rows.map((row) => presentRevision(deps, { row, current })));
      return { status: 200, body: { data, next_cursor: page.next_cursor } };
    },

    async restoreRevision({ prisma, params, principal }) {
      const { id: videoId } = await findVideo(prisma, params.id);
      const asked = { videoId, number: params.number, actor: principal.id };
      const restored = await deps.db.prisma.$transaction((tx) => restoreRevision(tx, asked));
      if (!restored) throw notFound();
      const body = await presentRevision(deps, { row: restored.revision, current: restored.revision.number });
      return { status: 200, body };
    },
  };
}

async function findVideo(prisma: PrismaClient, id: string) {
  const video = await prisma.video.findUnique({ where: { id }, include: { client: true } });
  if (!video) throw notFound();
  return video;
}

/** Those that were sent to the client; drafts in between are the studio's own. */
async function shownRevisions(prisma: PrismaClient, videoId: string): Promise<number[]> {
  const events = await prisma.videoEvent.findMany({ where: { videoId, type: 'video.review_requested' } });
  return events.flatMap(({ data }) => z.object({ revision: z.int() }).safeParse(data).data?.revision ?? []);
}

type FoundVideo = Awaited<ReturnType<typeof findVideo>>;

/** Notes that point to a time get the scene that is seen then. */
async function placeNotes(
  deps: ApiDeps,
  { video, body }: { video: FoundVideo; body: ReviseRequest },
): Promise<RevisionRequest> {
  const times = (body.scenes ?? []).flatMap(({ at_seconds: at }) => (at === undefined ? [] : [at]));
  const places = times.length > 0 ? await scenesAt(deps, { video, times }) : new Map<number, number>();
  const known = scriptSchema.safeParse(video.script);
  const count = known.success ? known.data.scenes.length : 0;
  const scenes = (body.scenes ?? []).map(({ index, at_seconds: at, note }, place) => {
    const scene = index ?? places.get(at ?? 0);
    if (scene !== undefined && scene < count) return { index: scene, note };
    const path = `scenes.${place}.${at === undefined ? 'index' : 'at_seconds'}`;
    throw new HttpProblem('scene_unknown', `The film has no scene there; it has ${count}, counted from 0.`, [
      { path, message: 'points to no scene' },
    ]);
  });
  return revisionRequestSchema.parse({ ...body, scenes });
}

const pollMs = 150;
/** A model takes its time; whoever asks again finds the same plan. */
const patienceMs = 60_000;

/** Enqueues the planning and waits for its row. A failed plan is told as the problem that it met. */
async function awaitPlan(
  deps: ApiDeps,
  { plan, isGone }: { plan: RevisionPlan; isGone: () => boolean },
): Promise<RevisionPlan> {
  if (plan.status === 'pending') {
    const id = `plan-${plan.id}-${Date.now()}`;
    await deps.queues.enqueue('revision.plan', { plan_id: plan.id }, { id, priority: 1 });
  }
  const until = Date.now() + patienceMs;
  for (let row = plan; ;) {
    if (row.status === 'ready') return row;
    if (row.status === 'failed') throw planProblem(row.error);
    if (isGone() || Date.now() > until) break;
    await new Promise((resolve) => {
      setTimeout(resolve, pollMs);
    });
    row = await deps.db.prisma.revisionPlan.findUniqueOrThrow({ where: { id: plan.id } });
  }
  throw new HttpProblem('plan_pending', 'Planning takes longer than usual; ask again in a moment for the same plan.');
}

function planProblem(error: Prisma.JsonValue): Error {
  const { code, detail } = error as { code: 'needs_llm' | 'nothing_to_revise' | 'scene_unknown'; detail: string };
  const isCallers = ['needs_llm', 'nothing_to_revise', 'scene_unknown', 'budget_exceeded'].includes(code);
  return new HttpProblem(isCallers ? code : 'provider_failed', detail);
}

async function presentRevision(
  { storage }: ApiDeps,
  { row, current }: { row: Revision; current: number | null },
): Promise<RevisionAnswer> {
  return {
    number: row.number,
    current: row.number === current,
    note: row.note,
    script: row.script as RevisionAnswer['script'],
    diff: row.changes as RevisionAnswer['diff'],
    plan: row.work as RevisionAnswer['plan'],
    restored_from: row.restored,
    formats: await presentFilms(storage, row.formats),
    poster_url: await presentFile(storage, row.posterKey),
    captions: await presentCaptions(storage, row.captions),
    created_at: row.createdAt.toISOString(),
  };
}
