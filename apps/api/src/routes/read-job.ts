import { queryRows } from '@bom/db';
import type { Db, Job } from '@bom/db';

export interface JobWithCost {
  job: Job;
  costMicrocents: bigint;
}

/**
 * A job and what it has cost so far, in one round trip: what is polled most. Sees the jobs of all clients, so it is not
 * for what clients call. Null where there is none.
 */
export async function readJob(db: Db, id: string): Promise<JobWithCost | null> {
  // By video too, which is what the ledger is indexed by.
  const [row] = await queryRows<Record<string, unknown> & { cost_microcents: string }>(db, {
    name: 'job-with-cost',
    text: `SELECT j.*, (SELECT COALESCE(sum(u.cost_microcents), 0)::text FROM api_usage u
        WHERE u.video_id = j.video_id AND u.job_id = j.id) AS cost_microcents
      FROM jobs j WHERE j.id = $1`,
    values: [id],
  });
  if (!row) return null;
  const { cost_microcents: cost, ...columns } = row;
  const fields = Object.entries(columns).map(([name, value]) => [fieldOf(name), value]);
  return { job: Object.fromEntries(fields) as Job, costMicrocents: BigInt(cost) };
}

const knownFields = new Map<string, string>();

/** Columns are the fields in snake_case. */
function fieldOf(column: string): string {
  const known = knownFields.get(column);
  if (known) return known;
  const field = column.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
  knownFields.set(column, field);
  return field;
}
