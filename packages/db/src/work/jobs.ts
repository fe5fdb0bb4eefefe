import type { FilmWarning, JobStage } from '@bom/domain';
import { FencedError } from '@bom/domain';
import type { Db, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Job } from '../generated/client.ts';

/** Shown by the status route; `retriable` decides what a worker does next. */
export interface JobFailure {
  code: string;
  detail: string;
  stage: string;
  scene: number | null;
  retriable: boolean;
  attempt: number;
  /** Where traces are kept. */
  trace_id?: string;
}

export interface JobClaim {
  job: Job;
  /** The fencing token: every write of this run names it, and writes nothing once another run has a newer one. */
  token: string;
}

export type ClaimOutcome = { claim: JobClaim } | { busyForMs: number } | { gone: true };

/**
 * Takes a job for one run. `busyForMs`: another run holds it for so long, unless it renews. `gone`: ended, cancelled,
 * moved on to another phase or never there, so the delivery was a duplicate.
 *
 * Leases are told by the clock of Postgres alone: that of this machine may be wrong.
 */
export async function claimJob(
  db: Db,
  { jobId, phase, leaseMs }: { jobId: string; phase: Job['phase']; leaseMs: number },
): Promise<ClaimOutcome> {
  const rows = await db.prisma.$queryRaw<{ lease_token: string }[]>`
    UPDATE jobs SET
      lease_token = gen_random_uuid(),
      lease_until = now() + make_interval(secs => ${leaseMs / 1000}::float8),
      status = 'processing', started_at = COALESCE(started_at, now()), attempt = attempt + 1, updated_at = now()
    WHERE id = ${jobId}::uuid AND phase = ${phase}::"JobPhase" AND status IN ('queued', 'processing')
      AND (lease_until IS NULL OR lease_until < now()) AND cancel_asked_at IS NULL
    RETURNING lease_token`;
  const job = await db.prisma.job.findUnique({ where: { id: jobId } });
  const token = rows[0]?.lease_token;
  if (job && token) return { claim: { job, token } };
  const waiting = job && job.phase === phase && job.cancelAskedAt === null && isOpen(job);
  return waiting ? busyOr(db, jobId) : { gone: true };
}

async function busyOr(db: Db, jobId: string): Promise<ClaimOutcome> {
  const [held] = await db.prisma.$queryRaw<{ ms: number | null }[]>`
    SELECT extract(epoch FROM lease_until - now())::float8 * 1000 AS ms FROM jobs WHERE id = ${jobId}::uuid`;
  // No lease any more: it was given back this moment, and whoever did so sees to what comes next.
  return typeof held?.ms === 'number' ? { busyForMs: Math.max(0, held.ms) } : { gone: true };
}

function isOpen(job: Job): boolean {
  return job.status === 'queued' || job.status === 'processing';
}

/** Keeps the claim alive. False: the claim is lost or the job was cancelled, so the run must stop. */
export async function renewClaim(db: Db, { claim, leaseMs }: { claim: JobClaim; leaseMs: number }): Promise<boolean> {
  const count = await db.prisma.$executeRaw`
    UPDATE jobs SET lease_until = now() + make_interval(secs => ${leaseMs / 1000}::float8)
    WHERE id = ${claim.job.id}::uuid AND lease_token = ${claim.token}::uuid AND cancel_asked_at IS NULL`;
  return count === 1;
}

/** Writes to the claimed job; throws FencedError where the claim was lost. */
export async function updateClaimedJob(
  tx: Tx,
  claim: JobClaim,
  data: Prisma.JobUpdateManyMutationInput,
): Promise<void> {
  const { count } = await tx.job.updateMany({
    where: { id: claim.job.id, leaseToken: claim.token, status: 'processing' },
    data,
  });
  if (count === 0) throw new FencedError();
}

/**
 * Gives the claim back with the job still open, for the next delivery, which is due after `delayMs`; burns no attempt where
 * `refund`.
 */
export async function releaseClaim(
  db: Db,
  { claim, delayMs, refund = false }: { claim: JobClaim; delayMs?: number | undefined; refund?: boolean },
): Promise<void> {
  const delaySeconds = delayMs === undefined ? null : delayMs / 1000;
  await db.prisma.$executeRaw`
    UPDATE jobs SET
      lease_token = NULL, lease_until = NULL, not_before = now() + make_interval(secs => ${delaySeconds}::float8),
      attempt = attempt - ${refund ? 1 : 0}::int, updated_at = now()
    WHERE id = ${claim.job.id}::uuid AND lease_token = ${claim.token}::uuid`;
}

/**
 * Moves a job's stage and progress forward; progress never goes back, whoever reports it. The time spent in the stage
 * that ends is added to `stage_times`.
 */
export async function reportStage(
  db: Db,
  { jobId, stage, progress }: { jobId: string; stage: JobStage; progress: number },
): Promise<void> {
  await db.prisma.$executeRaw`
    UPDATE jobs SET
      stage_times = CASE WHEN stage = ${stage} THEN stage_times ELSE
        jsonb_set(stage_times, ARRAY[stage], to_jsonb(COALESCE((stage_times->>stage)::float8, 0)
          + extract(epoch FROM now() - stage_started_at) * 1000)) END,
      stage_started_at = CASE WHEN stage = ${stage} THEN stage_started_at ELSE now() END,
      updated_at = now(), stage = ${stage}, progress = GREATEST(progress, ${progress}::int)
    WHERE id = ${jobId}::uuid AND status = 'processing'`;
}

/** Adds warnings, each once. */
export async function addJobWarnings(db: Db, jobId: string, warnings: FilmWarning[]): Promise<void> {
  for (const warning of warnings) {
    const json = JSON.stringify([warning]);
    await db.prisma.$executeRaw`
      UPDATE jobs SET warnings = warnings || ${json}::jsonb
      WHERE id = ${jobId}::uuid AND NOT warnings @> ${json}::jsonb`;
  }
}

/** Counts a finished segment. A segment that is delivered twice is not counted beyond the total. */
export async function countSegment(db: Db, jobId: string): Promise<void> {
  await db.prisma.$executeRaw`
    UPDATE jobs SET segments_done = LEAST(segments_total, segments_done + 1), updated_at = now()
    WHERE id = ${jobId}::uuid AND status = 'processing'`;
}

/** Leaves the reason of a failed child on its job, for the job's own run to act on. */
export async function recordChildFailure(db: Db, jobId: string, failure: JobFailure): Promise<void> {
  const error = failure as unknown as Prisma.InputJsonObject;
  await db.prisma.job.updateMany({ where: { id: jobId, status: 'processing' }, data: { error } });
}

/** True as long as a job is open and nobody has asked to cancel it. */
export async function isJobWanted(db: Db, jobId: string): Promise<boolean> {
  const job = await db.prisma.job.findUnique({
    where: { id: jobId },
    select: { status: true, cancelAskedAt: true },
  });
  return job?.status === 'processing' && job.cancelAskedAt === null;
}

/** The next delivery's number; part of the queue job's id, so that Redis never takes it for one that it has had. */
export async function nextDelivery(db: Db, jobId: string): Promise<number> {
  const { deliveries } = await db.prisma.job.update({
    where: { id: jobId },
    data: { deliveries: { increment: 1 } },
    select: { deliveries: true },
  });
  return deliveries;
}

/**
 * Open jobs that nobody holds and that are due: candidates for a new delivery. Those first whose turn is next, in the order
 * of the queues (`fairPriority` of `@bom/jobs`): most of them wait in a queue as they should, and hundreds of one client's
 * must not hide what another's is missing there. One that was written by a machine whose clock is ahead is not waited for.
 */
export async function findUnheldJobs(db: Db, { limit, graceMs }: { limit: number; graceMs: number }): Promise<Job[]> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM jobs
    WHERE status IN ('queued', 'processing') AND (lease_until IS NULL OR lease_until < now())
      AND (not_before IS NULL OR not_before < now())
      AND updated_at NOT BETWEEN now() - make_interval(secs => ${graceMs / 1000}::float8)
        AND now() + make_interval(secs => ${graceMs / 1000}::float8)
    ORDER BY CASE WHEN priority < 100 THEN priority ELSE priority / 100 * (priority % 100 + 1) END, created_at
    LIMIT ${limit}`;
  const jobs = await db.prisma.job.findMany({ where: { id: { in: rows.map(({ id }) => id) } } });
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
}
