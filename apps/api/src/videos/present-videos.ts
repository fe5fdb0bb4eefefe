import type { ReviewAnswer, VideoAnswer } from '@bom/contracts';
import type { Job, Revision, Video } from '@bom/db';
import { scriptSchema, storedFilmsSchema, toCents } from '@bom/domain';
import type { FilmWarning, VideoStatus } from '@bom/domain';
import type { Storage } from '@bom/storage';
import type { Principal } from '../auth/principal.ts';
import type { ApiDeps } from '../deps.ts';
import { presentCaptions, presentFile, presentFilms } from './present-files.ts';

const jobsShown = 10;

/** Videos as this caller may see them: clients see the revision that was last sent to them, and nothing of the work. */
export async function presentVideos(
  deps: ApiDeps,
  { principal, videos }: { principal: Principal; videos: Video[] },
): Promise<VideoAnswer[]> {
  if (principal.kind === 'client') return presentToClient(deps, videos);
  const ids = videos.map(({ id }) => id);
  const costs = await costsOf(deps, ids);
  const jobs = await jobsOf(deps, ids);
  return Promise.all(
    videos.map(async (video) => ({
      ...commonFields(video),
      ...(await presentVersion(deps.storage, video)),
      status: video.status,
      language: video.language,
      review: presentReview(video.review, (actor) => actor),
      cost_cents: toCents(costs.get(video.id) ?? 0n),
      jobs: (jobs.get(video.id) ?? []).map(presentJobLine),
      warnings: video.warnings as unknown as FilmWarning[],
    })),
  );
}

/**
 * What a client is told of where their video stands. A revision that is being made or waits in the studio is one thing to
 * them; what they see until it is sent is the revision before.
 */
export function statusForClient(status: VideoStatus): VideoStatus {
  return status === 'pending' || status === 'draft' || status === 'failed' ? 'generating' : status;
}

/** The statuses that a client means when asking for one. */
export function statusesMeantByClient(shown: VideoStatus): VideoStatus[] {
  if (shown === 'generating') return ['generating', 'draft', 'failed', 'pending'];
  return statusForClient(shown) === shown ? [shown] : [];
}

/** Who did it, without naming anybody of the studio. */
export function actorForClient(actor: string): 'client' | 'studio' {
  return actor.startsWith('client:') ? 'client' : 'studio';
}

async function presentToClient({ db, storage }: ApiDeps, videos: Video[]): Promise<VideoAnswer[]> {
  const sent = await db.prisma.revision.findMany({
    where: { OR: videos.map(({ id, reviewRevision }) => ({ videoId: id, number: reviewRevision ?? 0 })) },
  });
  const byVideo = new Map(sent.map((revision) => [revision.videoId, revision]));
  return Promise.all(
    videos.map(async (video) => {
      const version = await presentVersion(storage, versionOf(byVideo.get(video.id), video));
      return {
        ...commonFields(video),
        ...version,
        status: statusForClient(video.status),
        language: version.script?.language ?? video.language,
        review: presentReview(video.review, actorForClient),
        cost_cents: null,
        jobs: [],
        warnings: [],
      };
    }),
  );
}

interface Version {
  revision: number;
  script: unknown;
  formats: unknown;
  posterKey: string | null;
  captions: unknown;
  durationMs: number | null;
}

function versionOf(sent: Revision | undefined, { reviewRevision }: Video): Version {
  if (!sent) {
    return {
      revision: reviewRevision ?? 0,
      script: null,
      formats: {},
      posterKey: null,
      captions: {},
      durationMs: null,
    };
  }
  const { number, script, formats, posterKey, captions } = sent;
  const [film] = Object.values(storedFilmsSchema.parse(formats));
  const durationMs = film ? film.duration_seconds * 1000 : null;
  return { revision: number, script, formats, posterKey, captions, durationMs };
}

async function presentVersion(storage: Storage, { revision, script, ...files }: Version) {
  return {
    revision,
    script: scriptSchema.nullable().parse(script),
    formats: await presentFilms(storage, files.formats),
    poster_url: await presentFile(storage, files.posterKey),
    captions: await presentCaptions(storage, files.captions),
    duration_seconds: files.durationMs === null ? null : files.durationMs / 1000,
  };
}

function presentReview(stored: Video['review'], nameOf: (actor: string) => string): ReviewAnswer | null {
  if (stored === null) return null;
  const { approved, note, scenes, revision, by, at } = stored as unknown as ReviewAnswer;
  const notes = scenes.map(({ index, note: wish }) => ({ index, note: wish }));
  return { approved, note, scenes: notes, revision, by: nameOf(by), at };
}

function commonFields(video: Video) {
  return {
    id: video.id,
    project_id: video.projectId,
    client_id: video.clientId,
    title: video.title,
    brief: video.brief as VideoAnswer['brief'],
    created_at: video.createdAt.toISOString(),
    updated_at: video.updatedAt.toISOString(),
    version: video.version,
  };
}

function presentJobLine({ id, kind, status, createdAt }: JobLine): VideoAnswer['jobs'][number] {
  return {
    job_id: id,
    kind,
    status: status === 'queued' ? 'processing' : status,
    created_at: createdAt.toISOString(),
  };
}

type JobLine = Pick<Job, 'id' | 'kind' | 'status' | 'createdAt'>;

async function jobsOf({ db }: ApiDeps, ids: string[]): Promise<Map<string, JobLine[]>> {
  const rows = await db.prisma.video.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      jobs: {
        orderBy: { createdAt: 'desc' },
        take: jobsShown,
        select: { id: true, kind: true, status: true, createdAt: true },
      },
    },
  });
  return new Map(rows.map(({ id, jobs }) => [id, jobs]));
}

async function costsOf({ db }: ApiDeps, ids: string[]): Promise<Map<string, bigint>> {
  const sums = await db.prisma.apiUsage.groupBy({
    by: ['videoId'],
    where: { videoId: { in: ids } },
    _sum: { costMicrocents: true },
  });
  return new Map(sums.map((sum) => [sum.videoId ?? '', sum._sum.costMicrocents ?? 0n]));
}
