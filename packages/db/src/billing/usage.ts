import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

export interface UsageQuery {
  /** Inclusive. */
  from: Date;
  /** Exclusive. */
  to: Date;
  clientId?: string | undefined;
  projectId?: string | undefined;
  videoId?: string | undefined;
}

export type UsageGroup = 'day' | 'client' | 'video' | 'provider' | 'operation';

export interface UsageSum {
  calls: number;
  failedCalls: number;
  inputTokens: number;
  outputTokens: number;
  durationMs: number;
  costMicrocents: bigint;
  /** unit -> how many */
  units: Record<string, number>;
}

export interface UsageGroupSum extends UsageSum {
  key: string | null;
  label: string | null;
}

const maxGroups = 1000;

const groups: Record<UsageGroup, { key: Prisma.Sql; label: Prisma.Sql; order: Prisma.Sql }> = {
  day: {
    key: Prisma.sql`to_char(u.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
    label: Prisma.sql`NULL::text`,
    order: Prisma.sql`key`,
  },
  client: {
    key: Prisma.sql`u.client_id::text`,
    label: Prisma.sql`(SELECT name FROM clients WHERE id = u.client_id)`,
    order: Prisma.sql`cost DESC, key`,
  },
  video: {
    key: Prisma.sql`u.video_id::text`,
    label: Prisma.sql`(SELECT title FROM videos WHERE id = u.video_id)`,
    order: Prisma.sql`cost DESC, key`,
  },
  provider: { key: Prisma.sql`u.provider`, label: Prisma.sql`NULL::text`, order: Prisma.sql`cost DESC, key` },
  operation: { key: Prisma.sql`u.operation`, label: Prisma.sql`NULL::text`, order: Prisma.sql`cost DESC, key` },
};

/** The ledger summed by Postgres: each group, at most 1000 of them, and the whole. */
export async function sumUsage(
  { prisma }: Pick<Db, 'prisma'>,
  query: UsageQuery & { groupBy: UsageGroup },
): Promise<{ groups: UsageGroupSum[]; total: UsageSum }> {
  const { key, label, order } = groups[query.groupBy];
  const rows = await prisma.$queryRaw<Row[]>`
    WITH chosen AS (
      SELECT ${key} AS key, ${label} AS label, u.* FROM api_usage u
      WHERE ${conditions(query)}
    ), unit_sums AS (
      SELECT GROUPING(key) AS whole, key, unit, SUM(units) AS units FROM chosen
      GROUP BY GROUPING SETS ((key, unit), (unit))
    )
    SELECT GROUPING(c.key) AS whole, c.key, MAX(c.label) AS label, COUNT(*) AS calls,
      COUNT(*) FILTER (WHERE NOT c.ok) AS failed_calls,
      SUM(c.input_tokens)::bigint AS input_tokens, SUM(c.output_tokens)::bigint AS output_tokens,
      SUM(c.duration_ms)::bigint AS duration_ms, SUM(c.cost_microcents)::text AS cost_text,
      SUM(c.cost_microcents) AS cost,
      (SELECT jsonb_object_agg(s.unit, s.units) FROM unit_sums s
        WHERE s.whole = GROUPING(c.key) AND s.key IS NOT DISTINCT FROM c.key) AS units
    FROM chosen c GROUP BY GROUPING SETS ((c.key), ())
    ORDER BY whole DESC, ${order} LIMIT ${maxGroups + 1}`;
  const total = rows.find((row) => row.whole === 1);
  return {
    groups: rows.filter((row) => row.whole === 0).map((row) => ({ key: row.key, label: row.label, ...sumOf(row) })),
    total: sumOf(total),
  };
}

interface Row {
  /** 1 for the sum of everything. */
  whole: number;
  key: string | null;
  label: string | null;
  calls: bigint;
  failed_calls: bigint;
  input_tokens: bigint | null;
  output_tokens: bigint | null;
  duration_ms: bigint | null;
  cost_text: string | null;
  units: Record<string, number> | null;
}

function conditions({ from, to, clientId, projectId, videoId }: UsageQuery): Prisma.Sql {
  const all = [Prisma.sql`u.created_at >= ${from} AND u.created_at < ${to}`];
  if (clientId) all.push(Prisma.sql`u.client_id = ${clientId}::uuid`);
  if (projectId) {
    all.push(Prisma.sql`u.video_id IN (SELECT id FROM videos WHERE project_id = ${projectId}::uuid)`);
  }
  if (videoId) all.push(Prisma.sql`u.video_id = ${videoId}::uuid`);
  return Prisma.join(all, ' AND ');
}

function sumOf(row: Row | undefined): UsageSum {
  return {
    calls: Number(row?.calls ?? 0),
    failedCalls: Number(row?.failed_calls ?? 0),
    inputTokens: Number(row?.input_tokens ?? 0),
    outputTokens: Number(row?.output_tokens ?? 0),
    durationMs: Number(row?.duration_ms ?? 0),
    costMicrocents: BigInt(row?.cost_text ?? 0),
    units: row?.units ?? {},
  };
}
