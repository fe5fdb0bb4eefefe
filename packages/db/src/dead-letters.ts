import { canonicalHash } from '@bom/domain';
import { currentTraceId, redactText } from '@bom/runtime';
import type { Db, Tx } from './client.ts';
import type { DeadLetter } from './generated/client.ts';

/** What ended: a film's job, a notice (mail, Slack message, outbound webhook), or a delivery from outside. */
export type DeadLetterSubject = 'job' | 'notice' | 'webhook_event';

export interface NewDeadLetter {
  /** Id of the row that ended; kept in `job_id` whatever its kind. */
  id: string;
  /** `pipeline` or `assembly` for jobs, `notify` for notices, `intake` for deliveries from outside. */
  queue: 'pipeline' | 'assembly' | 'notify' | 'intake';
  /** Where in the work: a job's stage, a notice's channel and template, a sender. */
  step: string;
  /** Name of the error's class, which decided that it will not be tried again. */
  errorClass: string;
  code: string;
  detail: string;
  /** What the work was done on, as JSON; the same input has the same hash. */
  input: unknown;
}

/** Newest first; `after` is the last row of the page before. */
export interface DeadLetterPage {
  limit: number;
  after?: { createdAt: Date; id: string } | null;
  /** Leaves out what has been retried. */
  openOnly?: boolean;
}

const maxDetailChars = 2_000;

/** Writes the end down for staff. For the transaction that ends the work, so that neither is there without the other. */
export async function addDeadLetter(tx: Tx, { id, detail, input, ...letter }: NewDeadLetter): Promise<void> {
  const traceId = currentTraceId();
  const trace = traceId === undefined ? '' : ` (trace ${traceId})`;
  const clean = redactText(detail).slice(0, maxDetailChars - trace.length) + trace;
  await tx.deadLetter.create({ data: { ...letter, jobId: id, detail: clean, inputHash: canonicalHash(input) } });
}

export async function listDeadLetters(
  { prisma }: Pick<Db, 'prisma'>,
  { limit, after, openOnly = false }: DeadLetterPage,
): Promise<DeadLetter[]> {
  const older = after && {
    OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }],
  };
  return prisma.deadLetter.findMany({
    where: { ...(openOnly ? { retriedAt: null } : {}), ...older },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
}

/**
 * Takes a dead letter for one retry; null where there is none of this id or where it has been retried. Call it in the
 * transaction that starts the work anew: two clicks start it once.
 */
export async function markDeadLetterRetried(tx: Tx, id: string): Promise<DeadLetter | null> {
  const [row] = await tx.deadLetter.updateManyAndReturn({
    where: { id, retriedAt: null },
    data: { retriedAt: new Date() },
  });
  return row ?? null;
}

export function subjectOf({ queue }: Pick<DeadLetter, 'queue'>): DeadLetterSubject {
  return queue === 'notify' ? 'notice' : queue === 'intake' ? 'webhook_event' : 'job';
}
