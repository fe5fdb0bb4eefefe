import type { Db } from '../client.ts';
import type { Job } from '../generated/client.ts';

const recentJobs = 50;

/**
 * What each stage of a kind of job takes, in milliseconds: the median over the last 50 complete ones. Medians, since one
 * long film or one slow provider says little of the next job. Empty where no job has been completed yet.
 */
export async function stageMedians(db: Db, kind: Job['kind']): Promise<Record<string, number>> {
  // Ids are UUIDs of version 7, so the primary key gives the newest first.
  const rows = await db.prisma.$queryRaw<{ stage: string; ms: number }[]>`
    SELECT stage, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms::float8) AS ms
    FROM (
      SELECT stage_times FROM jobs WHERE status = 'complete' AND kind = ${kind}::"JobKind" ORDER BY id DESC
      LIMIT ${recentJobs}
    ) recent, jsonb_each_text(recent.stage_times) AS spent(stage, ms)
    GROUP BY stage`;
  return Object.fromEntries(rows.map(({ stage, ms }) => [stage, ms]));
}

/** How many jobs are being worked on right now, at least one. */
export async function countRunning(db: Db): Promise<number> {
  const running = await db.prisma.job.count({ where: { status: 'processing' } });
  return Math.max(1, running);
}
