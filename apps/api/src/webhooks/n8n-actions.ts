import { assemblyRequestSchema, n8nEvents, n8nStarts } from '@bom/contracts';
import type { n8nEventSchema } from '@bom/contracts';
import {
  acceptIntake,
  announceQuotaExceeded,
  deliverFilm,
  generateVideo,
  lockVideo,
  QuotaExceededError,
} from '@bom/db';
import type { Prisma, Tx } from '@bom/db';
import { brandKitSchema, scriptSchema } from '@bom/domain';
import type { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../http/http-problem.ts';
import { startAssembly, urlsOfAssembly } from '../jobs/start-assembly.ts';
import { assertUsableUrls } from '../videos/check-urls.ts';
import type { Handled } from '../events/handle-once.ts';

const actor = 'system:n8n';

interface Taken {
  eventId: string;
  requestId: string;
}

export type N8nAction = (tx: Tx, taken: Taken) => Promise<Handled>;

/**
 * What an event asks for, checked as far as that goes without a transaction. Events that are not known do nothing. Throws
 * ZodError, HttpProblem `not_found`, `private_address`, `asset_not_found`.
 */
export async function readAction(deps: ApiDeps, { event, data }: z.output<typeof n8nEventSchema>): Promise<N8nAction> {
  if (event === 'pipeline.start') {
    // One of the two by what is there, so that an error names what the other one lacks.
    return startPipeline(deps, 'video_id' in data ? n8nStarts.video.parse(data) : n8nStarts.brief.parse(data));
  }
  if (event === 'assets.ready') return assembleAssets(deps, n8nEvents[event].parse(data));
  if (event === 'video.published') return publish(n8nEvents[event].parse(data));
  return async () => ({
    status: 'ignored',
    answer: { received: true, handled: false },
    error: `nothing is done for ${event}`,
  });
}

type DataOf<Name extends keyof typeof n8nEvents> = z.output<(typeof n8nEvents)[Name]>;

async function startPipeline(deps: ApiDeps, data: DataOf<'pipeline.start'>): Promise<N8nAction> {
  const { callback_url: callbackUrl } = data;
  await assertUsableUrls(deps, callbackUrl ? [{ path: 'callback_url', url: callbackUrl }] : []);
  const metadata = data.metadata as Prisma.InputJsonObject | undefined;
  if ('video_id' in data) {
    const { video_id: videoId, formats } = data;
    return (tx, { requestId }) => generate(tx, { videoId, formats, actor, requestId, callbackUrl, metadata });
  }
  const { brief, email, formats = ['vertical' as const], package: packageId = null } = data;
  const intake = { email, brief, formats, packageId, brandKit: brandKitSchema.parse({}) };
  return async (tx, taken) => {
    const { clientId, job } = await acceptIntake(tx, { ...taken, intake, callbackUrl, metadata });
    const ids = { client_id: clientId, ...(job ? { video_id: job.videoId, job_id: job.id } : {}) };
    const answer = { received: true, handled: job !== null, ...ids };
    return job
      ? { status: 'handled', answer, job }
      : { status: 'rejected', answer: { ...answer, reason: 'quota_exceeded' } };
  };
}

/** Over quota as where a brief came: answered, and announced. */
async function generate(tx: Tx, asked: Parameters<typeof generateVideo>[1]): Promise<Handled> {
  const answer = { received: true, video_id: asked.videoId };
  try {
    const job = await generateVideo(tx, asked);
    if (!job) throw notFound();
    return { status: 'handled', answer: { ...answer, handled: true, job_id: job.id }, job };
  } catch (error) {
    if (!(error instanceof QuotaExceededError)) throw error;
    await announceQuotaExceeded(tx, error);
    return { status: 'rejected', answer: { ...answer, handled: false, reason: 'quota_exceeded' } };
  }
}

async function assembleAssets(deps: ApiDeps, data: DataOf<'assets.ready'>): Promise<N8nAction> {
  const video = await deps.db.prisma.video.findUnique({ where: { id: data.video_id }, select: { script: true } });
  if (!video) throw notFound();
  const script = data.script ?? scriptSchema.safeParse(video.script).data;
  const body = assemblyRequestSchema.parse({ ...data, script });
  await assertUsableUrls(deps, urlsOfAssembly(body));
  return async (tx, { requestId }) => {
    const job = await startAssembly(tx, { body, actor, requestId });
    const answer = { received: true, handled: true, video_id: body.video_id, job_id: job.id };
    return { status: 'handled', answer, job };
  };
}

/** A film that is delivered already stays as it is: n8n publishes to several places. */
function publish({ video_id: videoId, url, platform }: DataOf<'video.published'>): N8nAction {
  return async (tx) => {
    const video = await lockVideo(tx, videoId);
    if (!video) throw notFound();
    const data = { ...(url ? { url } : {}), ...(platform ? { platform } : {}) };
    await tx.videoEvent.create({ data: { videoId, type: 'video.published', actor, data } });
    if (video.status !== 'delivered') await deliverFilm(tx, { video, actor });
    return { status: 'handled', answer: { received: true, handled: true, video_id: videoId } };
  };
}
