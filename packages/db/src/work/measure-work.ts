import type { Db } from '../client.ts';

export interface WorkFigures {
  /** Open jobs alone: queued and processing. */
  jobs: { phase: string; status: string; count: number; oldestSeconds: number }[];
  /** Pending ones; `overdueSeconds` is 0 where the next try of each is still to come. */
  notices: { channel: string; count: number; overdueSeconds: number }[];
  deadLetters: number;
  webhookEvents: { source: string; status: string; count: number }[];
}

/** What there is to do and what went wrong, as Postgres knows it; for gauges. */
export async function measureWork({ prisma }: Db): Promise<WorkFigures> {
  const [jobs, notices, deadLetters, webhookEvents] = await Promise.all([
    prisma.$queryRaw<WorkFigures['jobs']>`
      SELECT phase, status, count(*)::int AS count,
        GREATEST(0, extract(epoch FROM now() - min(created_at)))::float8 AS "oldestSeconds"
      FROM jobs WHERE status IN ('queued', 'processing') GROUP BY phase, status`,
    prisma.$queryRaw<WorkFigures['notices']>`
      SELECT channel, count(*)::int AS count,
        GREATEST(0, extract(epoch FROM now() - min(not_before)))::float8 AS "overdueSeconds"
      FROM notices WHERE status = 'pending' GROUP BY channel`,
    prisma.deadLetter.count({ where: { retriedAt: null } }),
    prisma.$queryRaw<WorkFigures['webhookEvents']>`
      SELECT source, status, count(*)::int AS count
      FROM webhook_events WHERE created_at > now() - interval '1 day' GROUP BY source, status`,
  ]);
  return { jobs, notices, deadLetters, webhookEvents };
}
