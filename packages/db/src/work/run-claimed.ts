import type { StudioError } from '@bom/domain';
import { CancelledError, FencedError, PermanentError, RateLimitedError, toStudioError } from '@bom/domain';
import { addLogIds, currentTraceId, faultPoint } from '@bom/runtime';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Job } from '../generated/client.ts';
import type { StaffAudience } from '../notices/tell-staff.ts';
import { failJob } from './endings.ts';
import type { JobClaim, JobFailure } from './jobs.ts';
import { claimJob, releaseClaim, renewClaim } from './jobs.ts';

export interface ClaimedRun {
  jobId: string;
  phase: Job['phase'];
  leaseMs: number;
  maxAttempts: number;
  backoffMs(attempt: number): number;
  /** The delivery's: aborts on shutdown and timeout. */
  signal: AbortSignal;
  staff: StaffAudience;
}

/** What the queue is to do next; `failure`: this run ended the job as failed. */
export type RunOutcome =
  { next: 'nothing'; failure?: JobFailure } | { next: 'redeliver'; delayMs: number } | { next: 'children' };

/**
 * Runs a job under a claim that is renewed while it runs. The run's signal aborts when the claim is lost, the job is
 * cancelled, or the delivery ends. A run that returns `children` gives the claim back until its children have ended.
 *
 * Failures are decided by class: a rate limit waits and burns no attempt, a transient one is tried again until
 * `maxAttempts`, all else ends the job as failed. A shutdown gives the claim back and is thrown on to the queue.
 */
export async function runClaimed(
  db: Db,
  run: ClaimedRun,
  work: (claim: JobClaim, signal: AbortSignal) => Promise<'ended' | 'children'>,
): Promise<RunOutcome> {
  const outcome = await claimJob(db, run);
  if ('gone' in outcome) return { next: 'nothing' };
  if ('busyForMs' in outcome) return { next: 'redeliver', delayMs: Math.max(500, outcome.busyForMs + 100) };
  const { claim } = outcome;
  await nameInLogs(db, claim);
  // Whatever was thrown has ended the job before it came to this: here are only runs that ended with their process.
  if (claim.job.attempt > run.maxAttempts) return failCrashing(db, { run, claim });
  const held = new AbortController();
  const renewing = keepRenewing(db, { claim, leaseMs: run.leaseMs, lost: held });
  try {
    const result = await work(claim, AbortSignal.any([run.signal, held.signal]));
    if (result === 'ended') {
      faultPoint('afterCommitBeforeAck');
      return { next: 'nothing' };
    }
    await releaseClaim(db, { claim, refund: true });
    return { next: 'children' };
  } catch (error) {
    return await endRun(db, { run, claim, error, lost: held.signal.aborted });
  } finally {
    clearInterval(renewing);
  }
}

async function nameInLogs(db: Db, { job }: JobClaim): Promise<void> {
  const video = await db.prisma.video.findUnique({ where: { id: job.videoId }, select: { clientId: true } });
  addLogIds({ video_id: job.videoId, client_id: video?.clientId, request_id: job.requestId ?? undefined });
}

/** A job that ends every worker that takes it must not end them all. */
async function failCrashing(db: Db, { run, claim }: { run: ClaimedRun; claim: JobClaim }): Promise<RunOutcome> {
  const message = `The work ended its process ${run.maxAttempts} times and is given up; look at its input and the logs.`;
  const failure = new PermanentError('crashed_too_often', message);
  const record = await failureOf(db, { claim, failure });
  await failJob(db, { claim, failure: record, errorClass: failure.name, staff: run.staff });
  return { next: 'nothing', failure: record };
}

function keepRenewing(db: Db, { claim, leaseMs, lost }: { claim: JobClaim; leaseMs: number; lost: AbortController }) {
  // Not the clock on the wall, which may be set back or forward.
  let lastRenewal = performance.now();
  const renew = async () => {
    try {
      if (await renewClaim(db, { claim, leaseMs })) lastRenewal = performance.now();
      else lost.abort(new CancelledError('The claim was lost or the job was cancelled.'));
    } catch {
      // Postgres is away: the claim still stands until the lease ends.
      if (performance.now() - lastRenewal > leaseMs) lost.abort(new FencedError());
    }
  };
  return setInterval(() => void renew(), Math.min(2_000, leaseMs / 3));
}

async function endRun(
  db: Db,
  { run, claim, error, lost }: { run: ClaimedRun; claim: JobClaim; error: unknown; lost: boolean },
): Promise<RunOutcome> {
  if (error instanceof FencedError || lost) return { next: 'nothing' };
  if (run.signal.aborted) {
    await releaseClaim(db, { claim, refund: true });
    throw error;
  }
  const failure = toStudioError(error);
  if (failure instanceof RateLimitedError) {
    const delayMs = failure.retryAfterMs ?? run.backoffMs(claim.job.attempt);
    await releaseClaim(db, { claim, delayMs, refund: true });
    return { next: 'redeliver', delayMs };
  }
  const record = await failureOf(db, { claim, failure });
  if (failure.retriable && claim.job.attempt < run.maxAttempts) {
    const delayMs = failure.retryAfterMs ?? run.backoffMs(claim.job.attempt);
    await db.prisma.job.updateMany({
      where: { id: claim.job.id, leaseToken: claim.token },
      data: { error: record as unknown as Prisma.InputJsonObject },
    });
    await releaseClaim(db, { claim, delayMs });
    return { next: 'redeliver', delayMs };
  }
  await failJob(db, { claim, failure: record, errorClass: failure.name, staff: run.staff });
  return { next: 'nothing', failure: record };
}

async function failureOf(db: Db, { claim, failure }: { claim: JobClaim; failure: StudioError }): Promise<JobFailure> {
  const job = await db.prisma.job.findUnique({ where: { id: claim.job.id }, select: { stage: true } });
  const { code, message, scene, retriable } = failure;
  const traceId = currentTraceId();
  const traced = traceId === undefined ? {} : { trace_id: traceId };
  const stage = job?.stage ?? 'queued';
  return { code, detail: message, stage, scene, retriable, attempt: claim.job.attempt, ...traced };
}
