import { gatherCalls, queryRows } from '@bom/db';
import type { Db, Job } from '@bom/db';

export interface JobWithCost {
  job: Job;
  costMicrocents: bigint;
}

/**
 * A job and what it has cost so far: what is polled most, so those who ask at once are answered with one statement. Sees
 * the jobs of all clients, so it is not for what clients call. Undefined where there is none.
 */
export function createJobReader(db: Db): (id: string) => Promise<JobWithCost | undefined> {
  const read = async (ids: string[]) => {
    const rows = await queryRows<Record<string, unknown> & { id: string; cost_microcents: string }>(db, {
      name: 'jobs-with-cost',
      // By video too, which is what the ledger is indexed by.
      text: `SELECT j.*, (SELECT COALESCE(sum(u.cost_microcents), 0)::text FROM api_usage u
          WHERE u.video_id = j.video_id AND u.job_id = j.id) AS cost_microcents
        FROM jobs j WHERE j.id = ANY ($1::uuid[])`,
      values: [ids],
    });
    return new Map(rows.map((row) => [row.id, toJob(row)]));
  };
  return gatherCalls(read, { largest: 200 });
}

function toJob({
  cost_microcents: cost,
  ...columns
}: Record<string, unknown> & { cost_microcents: string }): JobWithCost {
  const job: Record<string, unknown> = {};
  for (const name of Object.keys(columns)) job[fieldOf(name)] = columns[name];
  return { job: job as Job, costMicrocents: BigInt(cost) };
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
