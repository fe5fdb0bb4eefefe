import type { ClientAnswer, FilmFile, JobStatusAnswer } from '@bom/contracts';
import type { Client, Job } from '@bom/db';
import { microcentsPerCent, storedFilmsSchema } from '@bom/domain';
import type { FilmWarning, Format, JobStage } from '@bom/domain';
import type { Storage } from '@bom/storage';
import { signedUrlSeconds } from '../deps.ts';

interface JobFacts {
  job: Job;
  costMicrocents: bigint;
  queuePosition: number | null;
  etaSeconds: number | null;
}

/** Rows as callers see them: snake_case, times in RFC 3339, files as signed links. */
export async function presentJob(
  storage: Storage,
  { job, costMicrocents, queuePosition, etaSeconds }: JobFacts,
): Promise<JobStatusAnswer> {
  const outputs = await presentFilms(storage, job.outputs);
  const captions = await presentCaptions(storage, job.captions);
  return {
    job_id: job.id,
    video_id: job.videoId,
    status: job.status === 'queued' ? 'processing' : job.status,
    stage: job.stage as JobStage,
    progress: job.progress,
    queue_position: queuePosition,
    eta_seconds: etaSeconds,
    segments: { total: job.segmentsTotal, done: job.segmentsDone, reused: job.segmentsReused },
    output_url: Object.values(outputs)[0]?.url ?? null,
    outputs,
    poster_url: await presentFile(storage, job.posterKey),
    captions_url: captions?.vtt ?? null,
    captions,
    error: job.error as JobStatusAnswer['error'],
    warnings: job.warnings as unknown as FilmWarning[],
    cost_cents: toCents(costMicrocents),
    stage_times: job.stageTimes as Record<string, number>,
    metadata: job.metadata,
    created_at: job.createdAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    finished_at: job.finishedAt?.toISOString() ?? null,
  };
}

export function presentClient(client: Client): ClientAnswer {
  return {
    id: client.id,
    name: client.name,
    email: client.email,
    package: client.packageId,
    brand_kit: client.brandKit as ClientAnswer['brand_kit'],
    created_at: client.createdAt.toISOString(),
    updated_at: client.updatedAt.toISOString(),
    version: client.version,
  };
}

export async function presentFilms(storage: Storage, stored: unknown): Promise<Partial<Record<Format, FilmFile>>> {
  const films = Object.entries(storedFilmsSchema.parse(stored));
  const entries = await Promise.all(
    films.map(async ([format, { key, ...film }]) => {
      const url = await storage.signUrl({ key, expiresInSeconds: signedUrlSeconds, contentType: 'video/mp4' });
      return [format, { url, ...film }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

export async function presentCaptions(storage: Storage, stored: unknown): Promise<{ srt: string; vtt: string } | null> {
  const { srt, vtt } = stored as { srt?: string; vtt?: string };
  if (!srt || !vtt) return null;
  const sign = (key: string, contentType: string) =>
    storage.signUrl({ key, expiresInSeconds: signedUrlSeconds, contentType });
  return { srt: await sign(srt, 'application/x-subrip'), vtt: await sign(vtt, 'text/vtt') };
}

export async function presentFile(storage: Storage, key: string | null): Promise<string | null> {
  return key ? storage.signUrl({ key, expiresInSeconds: signedUrlSeconds, contentType: 'image/jpeg' }) : null;
}

export function toCents(microcents: bigint): number {
  return Number(microcents) / microcentsPerCent;
}
