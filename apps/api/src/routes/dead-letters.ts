import type { DeadLetterAnswer, deadLetterOperations } from '@bom/contracts';
import { markDeadLetterRetried, resendNotice, reservingQuota, retryJob, subjectOf } from '@bom/db';
import type { DeadLetter, Job, Notice, Tx } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { replayEvent } from '../webhooks/replay-event.ts';
import { deliverJob } from '../jobs/deliver-job.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';
import { deliverNotice } from './webhook-deliveries.ts';

/** `/api/dead-letters`: work that will not end by itself, and trying it again. */
export function deadLetterHandlers(deps: ApiDeps): HandlersOf<typeof deadLetterOperations> {
  return {
    async listDeadLetters({ prisma, query }) {
      const rows = await prisma.deadLetter.findMany({
        where: {
          ...(query.queue ? { queue: query.queue } : {}),
          ...(query.code ? { code: query.code } : {}),
          ...(query.subject_id ? { jobId: query.subject_id } : {}),
          ...(query.retried ? { retriedAt: query.retried === 'true' ? { not: null } : null } : {}),
          ...afterCursor(parseCursor(query.cursor)),
        },
        orderBy: newestFirst,
        take: query.limit + 1,
      });
      const page = toPage(rows, query.limit);
      return { status: 200, body: { data: page.rows.map(presentDeadLetter), next_cursor: page.next_cursor } };
    },

    async retryDeadLetter({ prisma, params, principal, request }) {
      const letter = await prisma.deadLetter.findUnique({ where: { id: params.id } });
      const retried = await retryLetter(deps, { letter, actor: principal.id, requestId: request.id });
      return { status: 202, body: presentDeadLetter(retried) };
    },
  };
}

interface RetryWish {
  letter: DeadLetter | null;
  actor: string;
  requestId: string;
  /** Written in the transaction that marks the letter retried. */
  alongside?: (tx: Tx) => Promise<unknown>;
}

/** Tries again what a dead letter is about. Throws HttpProblem `not_found` or `conflict`, and what the retry itself throws. */
export async function retryLetter(deps: ApiDeps, { letter, ...wish }: RetryWish): Promise<DeadLetter> {
  if (!letter?.jobId) throw notFound();
  const retry = { letter, subjectId: letter.jobId, ...wish };
  return subjectOf(letter) === 'webhook_event' ? retryEvent(deps, retry) : retryWork(deps, retry);
}

interface Retry extends RetryWish {
  letter: DeadLetter;
  subjectId: string;
}

/** Job or notice: marked and opened again in one transaction, so that two clicks start it once. */
async function retryWork(deps: ApiDeps, { letter, subjectId, actor, alongside }: Retry): Promise<DeadLetter> {
  const opened = await reservingQuota(deps.db, async (tx) => {
    const marked = await markRetried(tx, letter);
    await alongside?.(tx);
    if (subjectOf(letter) === 'notice') return { marked, notice: await reopenNotice(tx, subjectId) };
    const job = await retryJob(tx, { jobId: subjectId, actor });
    if (!job) throw notFound();
    return { marked, job };
  });
  await deliver(deps, opened);
  return opened.marked;
}

async function reopenNotice(tx: Tx, id: string): Promise<Notice> {
  const notice = await tx.notice.findUnique({ where: { id } });
  if (!notice) throw notFound();
  if (notice.status === 'sent') throw new HttpProblem('conflict', 'It has been sent meanwhile.');
  const reopened = await resendNotice(tx, id);
  if (!reopened) throw new HttpProblem('conflict', 'It is being sent at this moment; look again.');
  return reopened;
}

async function deliver(deps: ApiDeps, { job, notice }: { job?: Job; notice?: Notice }): Promise<void> {
  if (job) await deliverJob(deps, job);
  if (notice) await deliverNotice(deps, notice);
}

/** Replaying is safe to do twice; what fails again stays open. */
async function retryEvent(deps: ApiDeps, { letter, subjectId, requestId, alongside }: Retry): Promise<DeadLetter> {
  const { prisma } = deps.db;
  const event = await prisma.webhookEvent.findUnique({ where: { id: subjectId } });
  if (!event) throw notFound();
  if (letter.retriedAt) throw alreadyRetried();
  await replayEvent(deps, { event, requestId });
  return prisma.$transaction(async (tx) => {
    await alongside?.(tx);
    return (await markDeadLetterRetried(tx, letter.id)) ?? letter;
  });
}

async function markRetried(tx: Tx, { id }: DeadLetter): Promise<DeadLetter> {
  const marked = await markDeadLetterRetried(tx, id);
  if (!marked) throw alreadyRetried();
  return marked;
}

function alreadyRetried(): HttpProblem {
  return new HttpProblem(
    'conflict',
    'This has been tried again already; if that failed too, it has a dead letter of its own.',
  );
}

function presentDeadLetter(letter: DeadLetter): DeadLetterAnswer {
  return {
    id: letter.id,
    subject: subjectOf(letter),
    subject_id: letter.jobId,
    queue: letter.queue,
    step: letter.step,
    error_class: letter.errorClass,
    code: letter.code,
    detail: letter.detail,
    retried_at: letter.retriedAt?.toISOString() ?? null,
    created_at: letter.createdAt.toISOString(),
  };
}
