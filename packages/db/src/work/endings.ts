import type { FilmWarning, StoredFilms } from '@bom/domain';
import { assertVideoTransition, FencedError } from '@bom/domain';
import type { Db, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Job, Video } from '../generated/client.ts';
import { jobFacts, videoFacts } from '../notices/event-facts.ts';
import type { NewNotice } from '../notices/notices.ts';
import { addNotices, announceEvent } from '../notices/notices.ts';
import { addDeadLetter } from './dead-letters.ts';
import type { JobClaim, JobFailure } from './jobs.ts';

/** Who in the studio is told of drafts and failures. */
export interface StaffAudience {
  emails: string[];
  slack: boolean;
}

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
    const video = await moveVideo(tx, job.videoId, 'draft', {
      ...files,
      durationMs: film.durationMs,
      revision: job.revision,
      warnings: mergeWarnings(job.warnings, film.warnings),
    });
    await tx.job.update({ where: { id: job.id }, data: { warnings: video.warnings as Prisma.InputJsonValue } });
    const data = { video_id: video.id, job_id: job.id, title: video.title, revision: job.revision };
    await tx.videoEvent.create({ data: { videoId: video.id, type: 'video.draft_ready', actor: 'system', data } });
    const facts = { ...videoFacts(video), revision: job.revision, job_id: job.id, restored_from: null };
    await announceEvent(tx, { type: 'video.draft_ready', key: job.id, data: facts });
    const { callbackUrl } = job;
    await announceEvent(tx, { type: 'job.complete', key: job.id, data: jobFacts(job, video), callbackUrl });
    await addNotices(
      tx,
      staffNotices(staff, { template: 'draft-ready', key: job.id, data: { ...data, client: video.client.name } }),
    );
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
    const video = await moveVideo(tx, job.videoId, 'failed', {});
    await addDeadLetter(tx, {
      id: job.id,
      queue: job.phase,
      step: failure.stage,
      errorClass,
      code: failure.code,
      detail: failure.detail,
      input: { kind: job.kind, request: job.request, brief: video.brief, script: video.script },
    });
    const data = { video_id: video.id, job_id: job.id, title: video.title, code: failure.code, detail: failure.detail };
    await tx.videoEvent.create({ data: { videoId: video.id, type: 'video.failed', actor: 'system', data } });
    const key = `${job.id}/${job.deliveries}`;
    await announceFailure(tx, { job, video, key, error: failure });
    await addNotices(
      tx,
      staffNotices(staff, { template: 'job-failed', key, data: { ...data, client: video.client.name } }),
    );
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
    const video = await moveVideo(tx, job.videoId, 'failed', {});
    const detail = 'The job was cancelled.';
    const data = { video_id: video.id, job_id: jobId, title: video.title, code: 'cancelled', detail };
    await tx.videoEvent.create({ data: { videoId: video.id, type: 'video.failed', actor, data } });
    const { stage, attempt } = job;
    const error = { code: 'cancelled', detail, stage, scene: null, retriable: false, attempt };
    await announceFailure(tx, { job, video, key: `${jobId}/${job.deliveries}/cancelled`, error });
    return true;
  });
}

async function announceFailure(
  tx: Tx,
  { job, video, key, error }: { job: Job; video: Video; key: string; error: JobFailure },
): Promise<void> {
  const { callbackUrl } = job;
  const facts = { ...videoFacts(video), revision: job.revision, job_id: job.id, error };
  await announceEvent(tx, { type: 'video.failed', key, data: facts });
  await announceEvent(tx, { type: 'job.failed', key, data: { ...jobFacts(job, video), error }, callbackUrl });
}

async function endClaimedJob(tx: Tx, claim: JobClaim, data: Prisma.JobUpdateManyMutationInput): Promise<Job> {
  const { count } = await tx.job.updateMany({
    where: { id: claim.job.id, leaseToken: claim.token, status: 'processing', cancelAskedAt: null },
    data: { ...data, finishedAt: new Date(), leaseToken: null, leaseUntil: null },
  });
  if (count === 0) throw new FencedError();
  return tx.job.findUniqueOrThrow({ where: { id: claim.job.id } });
}

async function moveVideo(
  tx: Tx,
  videoId: string,
  status: 'draft' | 'failed',
  data: Prisma.VideoUpdateInput,
): Promise<Prisma.VideoGetPayload<{ include: { client: true } }>> {
  const before = await tx.video.findUniqueOrThrow({ where: { id: videoId }, select: { status: true } });
  assertVideoTransition(before.status, status);
  return tx.video.update({
    where: { id: videoId },
    data: { ...data, status, version: { increment: 1 } },
    include: { client: true },
  });
}

function mergeWarnings(before: Prisma.JsonValue, more: FilmWarning[]): Prisma.InputJsonValue {
  const all = [...(before as unknown as FilmWarning[]), ...more];
  const unique = new Map(
    all.map((warning) => [JSON.stringify([warning.code, warning.detail, warning.scene]), warning]),
  );
  return [...unique.values()] as unknown as Prisma.InputJsonValue;
}

function staffNotices(
  staff: StaffAudience,
  { template, key, data }: { template: string; key: string; data: Prisma.InputJsonValue },
): NewNotice[] {
  const mails = staff.emails.map((email): NewNotice => ({
    channel: 'email',
    template,
    recipient: email,
    dedupeKey: `email/${template}/${key}/${email}`,
    data,
  }));
  const slack: NewNotice = {
    channel: 'slack',
    template,
    recipient: 'slack',
    dedupeKey: `slack/${template}/${key}`,
    data,
  };
  return staff.slack ? [...mails, slack] : mails;
}
