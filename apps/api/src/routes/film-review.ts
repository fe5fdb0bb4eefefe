import type { filmReviewOperations, VideoAnswer, VideoEventAnswer } from '@bom/contracts';
import {
  approveFilm,
  archiveFilm,
  deliverFilm,
  generateVideo,
  lockVideo,
  rejectFilm,
  reservingQuota,
  submitFilm,
} from '@bom/db';
import type { Prisma, PrismaClient, Tx, Video, VideoEvent, VideoWithClient } from '@bom/db';
import { assertVideoTransition, scriptSchema } from '@bom/domain';
import type { Request } from 'express';
import type { Principal } from '../auth/principal.ts';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { assertVersion } from '../http/if-match.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { deliverJob } from '../jobs/deliver-job.ts';
import { assertUsableUrls, urlsOfScript } from '../videos/check-urls.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';
import { actorForClient, statusForClient } from '../videos/present-videos.ts';
import { findVideo, presentVideo } from './videos.ts';

/** What moves a video from one status to the next, and the record of it. */
export function filmReviewHandlers(deps: ApiDeps): HandlersOf<typeof filmReviewOperations> {
  const { staff } = deps.config;
  return {
    async generateVideo({ prisma, params, body, principal, request }) {
      const callback = body.callback_url ? [{ path: 'callback_url', url: body.callback_url }] : [];
      await assertUsableUrls(deps, [...urlsOfScript(body.script), ...callback]);
      await findVideo(prisma, params.id);
      const { callback_url: callbackUrl, metadata, ...wished } = body;
      const asked = {
        ...wished,
        videoId: params.id,
        callbackUrl,
        metadata: metadata as Prisma.InputJsonObject | undefined,
        actor: principal.id,
        requestId: request.id,
      };
      const job = await reservingQuota(deps.db, (tx) => generateVideo(tx, asked));
      if (!job) throw notFound();
      await deliverJob(deps, job);
      const statusUrl = `/api/assembly/status/${job.id}`;
      return {
        status: 202,
        headers: { Location: statusUrl },
        body: { job_id: job.id, status: 'processing', status_url: statusUrl },
      };
    },

    submitVideo: (call) =>
      takeStep(deps, call, (tx, { video, actor }) => submitFilm(tx, { video, actor, note: call.body.note ?? null })),

    approveVideo: (call) =>
      takeStep(deps, call, (tx, { video, actor }) => {
        assertSeen({ ...call, video, to: 'approved', revision: call.body.revision });
        return approveFilm(tx, { video, actor, staff, note: call.body.note ?? null });
      }),

    rejectVideo: (call) =>
      takeStep(deps, call, async (tx, { video, actor }) => {
        const { note, scenes, revision } = call.body;
        assertSeen({ ...call, video, to: 'rejected', revision });
        await assertScenes(tx, { video, scenes });
        return rejectFilm(tx, { video, actor, staff, note, scenes });
      }),

    deliverVideo: (call) => takeStep(deps, call, deliverFilm),
    archiveVideo: (call) => takeStep(deps, call, archiveFilm),

    async listVideoEvents({ prisma, params, query, principal }) {
      const { id: videoId } = await findVideo(prisma, params.id);
      const rows = await prisma.videoEvent.findMany({
        where: {
          videoId,
          ...(principal.kind === 'client' ? { type: { in: eventsForClients } } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      const data = page.rows.map((event) => presentEvent(principal, event));
      return { status: 200, body: { data, next_cursor: page.next_cursor } };
    },
  };
}

interface StepCall {
  prisma: PrismaClient;
  params: { id: string };
  principal: Principal;
  request: Request;
}

/** Looks with the caller's eyes, then acts on the locked video, so that of two deciding at once one finds it decided. */
async function takeStep(
  deps: ApiDeps,
  { prisma, params, principal, request }: StepCall,
  act: (tx: Tx, step: { video: VideoWithClient; actor: string }) => Promise<Video>,
): Promise<{ status: 200; body: VideoAnswer }> {
  await findVideo(prisma, params.id);
  const moved = await deps.db.prisma.$transaction(async (tx) => {
    const video = await lockVideo(tx, params.id);
    if (!video) throw notFound();
    assertVersion(request, video.version);
    return act(tx, { video, actor: principal.id });
  });
  return { status: 200, body: await presentVideo(deps, principal, moved) };
}

/** A decision is about a film that was seen: not about one that took its place meanwhile. */
function assertSeen({
  video,
  principal,
  to,
  revision,
}: {
  video: Video;
  principal: Principal;
  to: 'approved' | 'rejected';
  revision: number | undefined;
}): void {
  // In the words that the caller knows the video by.
  assertVideoTransition(principal.kind === 'client' ? statusForClient(video.status) : video.status, to);
  if (revision === undefined || revision === video.reviewRevision) return;
  throw new HttpProblem('conflict', `Revision ${video.reviewRevision} is in review by now, not ${revision}.`);
}

async function assertScenes(tx: Tx, { video, scenes }: { video: Video; scenes: { index: number }[] }): Promise<void> {
  if (scenes.length === 0) return;
  const number = video.reviewRevision ?? video.revision;
  const revision = await tx.revision.findUnique({ where: { videoId_number: { videoId: video.id, number } } });
  const script = scriptSchema.safeParse(revision?.script);
  const count = script.success ? script.data.scenes.length : 0;
  const errors = scenes.flatMap(({ index }, place) =>
    index < count ? [] : [{ path: `scenes.${place}.index`, message: `must be below ${count}` }],
  );
  if (errors.length === 0) return;
  throw new HttpProblem('invalid_request', `The film has ${count} scenes, counted from 0; see errors.`, errors);
}

/** The studio's own work is not theirs to follow. */
const eventsForClients = [
  'video.review_requested',
  'video.approved',
  'video.rejected',
  'video.delivered',
  'video.archived',
];

function presentEvent(principal: Principal, { id, type, actor, data, createdAt }: VideoEvent): VideoEventAnswer {
  return {
    id,
    type,
    actor: principal.kind === 'client' ? actorForClient(actor) : actor,
    data: data as Record<string, unknown>,
    created_at: createdAt.toISOString(),
  };
}
