import { addDeadLetter } from '@bom/db';
import type { Db, Job, Prisma, Tx } from '@bom/db';
import { StudioError } from '@bom/domain';
import { z } from 'zod';

export interface Handled {
  status: 'handled' | 'ignored' | 'rejected' | 'failed';
  /** Given to every delivery of the event. */
  answer: Prisma.InputJsonObject;
  /** Why nothing came of it, for staff. */
  error?: string;
  /** Made by this delivery, to be enqueued once the transaction is through. */
  job?: Job | null;
}

/** For a connection, where deliveries by the hundred wait for each other: about as long as senders wait for an answer. */
const maxWaitMs = 15_000;

/**
 * Handles a stored event in one transaction with the keeping of its answer, so that it has its effect once, however often
 * and however parallel it comes. What `handle` throws leaves no effect; if trying again can't help, it is kept on the
 * event for staff.
 */
export async function handleOnce(
  db: Db,
  { eventId, handle }: { eventId: string; handle: (tx: Tx) => Promise<Handled> },
): Promise<{ answer: unknown; job: Job | null }> {
  return keepFailure(db, eventId, () =>
    db.prisma.$transaction(
      async (tx) => {
        const [kept] = await tx.$queryRaw<{ answer: unknown }[]>`
          SELECT answer FROM webhook_events WHERE id = ${eventId}::uuid FOR UPDATE`;
        if (kept && kept.answer !== null) return { answer: kept.answer, job: null };
        const { status, answer, error, job } = await handle(tx);
        await tx.webhookEvent.update({
          where: { id: eventId },
          data: { status, answer, error: error ?? null, answerCode: 200, handledAt: new Date() },
        });
        return { answer, job: job ?? null };
      },
      { maxWait: maxWaitMs },
    ),
  );
}

/** Runs the work of an event; a failure that trying again can't mend is noted on it, with one dead letter for staff. */
export async function keepFailure<Result>(db: Db, eventId: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const failure = lastingFailure(error);
    if (failure) await noteFailure(db, eventId, failure);
    throw error;
  }
}

interface LastingFailure {
  name: string;
  code: string;
  message: string;
}

function lastingFailure(error: unknown): LastingFailure | null {
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    const message = `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'does not fit'}`;
    return { name: 'ZodError', code: 'invalid_request', message };
  }
  return error instanceof StudioError && !error.retriable ? error : null;
}

async function noteFailure(db: Db, eventId: string, { name, code, message }: LastingFailure): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    const event = await tx.webhookEvent.findUniqueOrThrow({ where: { id: eventId } });
    const { count } = await tx.webhookEvent.updateMany({
      where: { id: eventId, status: 'received' },
      data: { status: 'failed', error: message },
    });
    if (count === 0) {
      await tx.webhookEvent.updateMany({ where: { id: eventId, status: 'failed' }, data: { error: message } });
      return;
    }
    await addDeadLetter(tx, {
      id: eventId,
      queue: 'intake',
      step: event.source,
      errorClass: name,
      code,
      detail: message,
      input: Buffer.from(event.body).toString('base64'),
    });
  });
}
