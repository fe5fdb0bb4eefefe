import { z } from 'zod';
import { formatSchema } from '@bom/domain';

interface JobDefinition<Queue extends QueueName, Payload extends z.ZodType> {
  queue: Queue;
  /** Ids only: what they stand for is read from Postgres when the job runs. */
  payload: Payload;
  /** Tries before the work counts as failed, and the wait before the second one; it doubles each time. */
  attempts: number;
  backoffMs: number;
  /** The longest that one try may take. */
  timeoutMs: number;
}

export const queueNames = ['pipeline', 'scripts', 'assembly', 'render', 'notify', 'upkeep'] as const;
export type QueueName = (typeof queueNames)[number];

const define = <Queue extends QueueName, Payload extends z.ZodType>(definition: JobDefinition<Queue, Payload>) =>
  definition;
const minutes = 60_000;
const ofJob = z.strictObject({ job_id: z.uuid() });
const ofNotice = z.strictObject({ notice_id: z.uuid() });
const empty = z.strictObject({});

/** Every job there is. Producers and workers are typed from this literal; a worker without a handler won't compile. */
export const catalog = {
  'pipeline.run': define({ queue: 'pipeline', payload: ofJob, attempts: 5, backoffMs: 2_000, timeoutMs: 20 * minutes }),
  'revision.plan': define({
    queue: 'pipeline',
    payload: z.strictObject({ plan_id: z.uuid() }),
    attempts: 4,
    backoffMs: 1_000,
    timeoutMs: 5 * minutes,
  }),
  // A queue of its own: somebody waits for it at the other end, and must not stand behind films.
  'script.write': define({
    queue: 'scripts',
    payload: z.strictObject({ script_request_id: z.uuid() }),
    attempts: 3,
    backoffMs: 1_000,
    timeoutMs: 2 * minutes,
  }),
  'assembly.run': define({ queue: 'assembly', payload: ofJob, attempts: 4, backoffMs: 2_000, timeoutMs: 20 * minutes }),
  'render.segment': define({
    queue: 'render',
    payload: z.strictObject({ job_id: z.uuid(), format: formatSchema, index: z.int().min(0) }),
    attempts: 3,
    backoffMs: 1_000,
    timeoutMs: 15 * minutes,
  }),
  'render.preview': define({
    queue: 'render',
    payload: z.strictObject({ video_id: z.uuid(), revision: z.int().min(1) }),
    attempts: 2,
    backoffMs: 1_000,
    timeoutMs: 5 * minutes,
  }),
  'render.audio': define({ queue: 'render', payload: ofJob, attempts: 3, backoffMs: 1_000, timeoutMs: 10 * minutes }),
  'notify.email': define({ queue: 'notify', payload: ofNotice, attempts: 8, backoffMs: 5_000, timeoutMs: 1 * minutes }),
  'notify.slack': define({ queue: 'notify', payload: ofNotice, attempts: 5, backoffMs: 5_000, timeoutMs: 1 * minutes }),
  'notify.webhook': define({
    queue: 'notify',
    payload: ofNotice,
    attempts: 10,
    backoffMs: 5_000,
    timeoutMs: 1 * minutes,
  }),
  'upkeep.sweep': define({ queue: 'upkeep', payload: empty, attempts: 1, backoffMs: 0, timeoutMs: 2 * minutes }),
  'upkeep.retention': define({ queue: 'upkeep', payload: empty, attempts: 1, backoffMs: 0, timeoutMs: 30 * minutes }),
} satisfies Record<string, JobDefinition<QueueName, z.ZodType>>;

export type JobName = keyof typeof catalog;
export type PayloadOf<Name extends JobName> = z.infer<(typeof catalog)[Name]['payload']>;
/** The jobs of some queues. */
export type JobsOf<Queue extends QueueName> = {
  [Name in JobName]: (typeof catalog)[Name]['queue'] extends Queue ? Name : never;
}[JobName];

/** How long to wait before try `attempt + 1`, with jitter so that failures don't come back in step. */
export function backoffDelayMs(name: JobName, attempt: number): number {
  const base = catalog[name].backoffMs * 2 ** Math.max(0, attempt - 1);
  return Math.round(Math.min(base, 10 * minutes) * (0.75 + Math.random() * 0.5));
}
