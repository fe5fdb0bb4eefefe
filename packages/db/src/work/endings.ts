import type { FilmWarning, StoredFilms } from '@bom/domain';
import { FencedError } from '@bom/domain';
import type { Db, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { lockVideo } from '../films/lock-video.ts';
import type { VideoWithClient } from '../films/lock-video.ts';
import { moveVideo } from '../films/move-video.ts';
import type { Job } from '../generated/client.ts';
import { jobFacts } from '../notices/event-facts.ts';
import { announceEvent } from '../notices/notices.ts';
import { tellStaff } from '../notices/tell-staff.ts';
import type { StaffAudience } from '../notices/tell-staff.ts';
import { addDeadLetter } from '../dead-letters.ts';
import type { JobClaim, JobFailure } from './jobs.ts';

export interface FinishedJob {
  outputs: StoredFilms;
  posterKey: string;
  captions: { srt: string; vtt: string };
  durationMs: number;
  warnings: FilmWarning[];
}

/**
 * The end of a film that worked, in one transaction: job complete, video draft with its files, revision, event,
 * notices. Throws FencedError where another run won.
 */
export async function completeJob(
  db: Db,
  { claim, film, staff }: { claim: JobClaim; film: FinishedJob; staff: StaffAudience },
): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    const job = await endClaimedJob(tx, claim, {
      status: 'complete',
      stage: 'done',
      progress: 100,
      outputs: film.outputs,
      posterKey: film.posterKey,
      captions: film.captions,
      error: Prisma.DbNull,
    });
    const files = { formats: film.outputs, posterKey: film.posterKey, captions: film.captions };
    await tx.revision.updateMany({ where: { videoId: job.videoId, number: job.revision }, data: files });
    const { video } = await moveVideo(tx, {
      video: await lockVideoOf(tx, job),
      to: 'draft',
      type: 'video.draft_ready',
      details: { job_id: job.id, restored_from: null },
      actor: 'system',
      change: {
        ...files,
        durationMs: film.durationMs,
        revision: job.revision,
        warnings: mergeWarnings(job.warnings, film.warnings),
      },
    });
    await tx.job.update({ where: { id: job.id }, data: { warnings: video.warnings as Prisma.InputJsonValue } });
    const { callbackUrl } = job;
    await announceEvent(tx, { type: 'job.complete', key: job.id, data: jobFacts(job, video), callbackUrl });
    const data = { video_id: video.id, job_id: job.id, title: video.title, revision: job.revision };
    await tellStaff(tx, {
      staff,
      template: 'draft-ready',
      key: job.id,
      data: { ...data, client: video.client.name },
    });
  });
}

/** The end of a film that failed for good: job and video failed, a dead letter for staff, notices. */
export async function failJob(
  db: Db,
  {
    claim,
    failure,
    errorClass,
    staff,
  }: { claim: JobClaim; failure: JobFailure; errorClass: string; staff: StaffAudience },
): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    const job = await endClaimedJob(tx, claim, { status: 'failed', error: { ...failure } });
    const key = `${job.id}/${job.deliveries}`;
    const video = await failVideo(tx, { job, key, error: failure, actor: 'system' });
    const { code, detail } = failure;
    await addDeadLetter(tx, {
      id: job.id,
      queue: job.phase,
      step: failure.stage,
      errorClass,
      code,
      detail,
      input: { kind: job.kind, request: job.request, brief: video.brief, script: video.script },
    });
    const data = { video_id: video.id, job_id: job.id, title: video.title, code, detail, client: video.client.name };
    await tellStaff(tx, { staff, template: 'job-failed', key, data });
  });
}

/**
 * Ends a job that was asked to stop, queued or running: whoever runs it finds its claim gone within two seconds. Those
 * who wait for its end are told that it failed, with the code `cancelled`. Returns false where it had ended.
 */
export async function cancelJob(
  db: Db,
  jobId: string,
  { actor = 'system' }: { actor?: string } = {},
): Promise<boolean> {
  return db.prisma.$transaction(async (tx) => {
    const { count } = await tx.job.updateMany({
      where: { id: jobId, status: { in: ['queued', 'processing'] } },
      data: {
        status: 'cancelled',
        cancelAskedAt: new Date(),
        finishedAt: new Date(),
        leaseToken: null,
        leaseUntil: null,
      },
    });
    if (count === 0) return false;
    const job = await tx.job.findUniqueOrThrow({ where: { id: jobId } });
    const { stage, attempt } = job;
    const reason = { code: 'cancelled', detail: 'The job was cancelled.' };
    const error = { ...reason, stage, scene: null, retriable: false, attempt };
    await failVideo(tx, { job, key: `${jobId}/${job.deliveries}/cancelled`, error, actor });
    return true;
  });
}

/** The video failed with its job, which whoever waits for it is told. */
async function failVideo(
  tx: Tx,
  { job, key, error, actor }: { job: Job; key: string; error: JobFailure; actor: string },
): Promise<VideoWithClient> {
  const { video } = await moveVideo(tx, {
    video: await lockVideoOf(tx, job),
    to: 'failed',
    type: 'video.failed',
    details: { job_id: job.id, error },
    revision: job.revision,
    actor,
  });
  const { callbackUrl } = job;
  await announceEvent(tx, { type: 'job.failed', key, data: { ...jobFacts(job, video), error }, callbackUrl });
  return video;
}

async function lockVideoOf(tx: Tx, { videoId }: Job): Promise<VideoWithClient> {
  const video = await lockVideo(tx, videoId);
  if (!video) throw new Error(`video ${videoId} is gone while its job is there`);
  return video;
}

async function endClaimedJob(tx: Tx, claim: JobClaim, data: Prisma.JobUpdateManyMutationInput): Promise<Job> {
  const { count } = await tx.job.updateMany({
    where: { id: claim.job.id, leaseToken: claim.token, status: 'processing', cancelAskedAt: null },
    data: { ...data, finishedAt: new Date(), leaseToken: null, leaseUntil: null },
  });
  if (count === 0) throw new FencedError();
  return tx.job.findUniqueOrThrow({ where: { id: claim.job.id } });
}

function mergeWarnings(before: Prisma.JsonValue, more: FilmWarning[]): Prisma.InputJsonValue {
  const all = [...(before as unknown as FilmWarning[]), ...more];
  const unique = new Map(
    all.map((warning) => [JSON.stringify([warning.code, warning.detail, warning.scene]), warning]),
  );
  return [...unique.values()] as unknown as Prisma.InputJsonValue;
}
