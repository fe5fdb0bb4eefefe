import { tallyAnswerSchema } from '@bom/contracts';
import type { TallyAnswer } from '@bom/contracts';
import { createIntakeReceiver, queryRows, takeIntake as takeForClient, takeIntakeOnce, tracedData } from '@bom/db';
import type { Db, Delivery, IntakeToTake as Asked, MadeFilm, TakenOnce, Tx } from '@bom/db';
import type { StoredEvent } from '../webhooks/store-event.ts';
import type { Intake } from './read-intake.ts';

export interface Accepted {
  status: 200 | 202;
  answer: TallyAnswer;
  /** Only on the delivery that made it. */
  job: TakenOnce['job'];
}

const answers = {
  accepted: { status: 'accepted', message: 'Video generation started' },
  rejected: { status: 'rejected', reason: 'quota_exceeded' },
} as const;

/**
 * Takes a stored submission once: client found or created, quota counted and taken, video and job made, answer kept,
 * all in one transaction. Later deliveries get the kept answer.
 *
 * @param read gives the intake's answers; what it throws leaves nothing behind, so that the event can be replayed
 */
export async function acceptIntake(
  db: Db,
  { event, requestId, read }: { event: StoredEvent; requestId: string; read: () => Promise<Intake> },
): Promise<Accepted> {
  const kept = event.isNew ? null : await keptAnswer(db, event.id);
  if (kept) return { status: 200, answer: parseAnswer(kept), job: null };
  const intake = askedOf({ intake: await read(), eventId: event.id, requestId });
  return toAccepted(await takeIntakeOnce(db, { intake, answers }));
}

interface ReadDelivery extends Omit<Delivery, 'intake'> {
  intake: Intake;
  requestId: string;
}

/**
 * Stores a delivery and takes its intake with one commit, together with others that come at the same time. `accepted` is
 * null where it came before, or was read by another mapping than the form has: then nothing was done.
 */
export function createDeliveryTaker(
  db: Db,
): (delivery: ReadDelivery) => Promise<{ accepted: Accepted | null; mapping: Delivery['mapping'] }> {
  const receive = createIntakeReceiver(db, answers);
  return async ({ intake: { formats, ...intake }, requestId, ...delivery }) => {
    const { taken, mapping } = await receive({
      ...delivery,
      intake: { ...intake, requestId, request: tracedData({ formats }) },
    });
    return { accepted: taken && toAccepted(taken), mapping };
  };
}

export interface IntakeToTake extends Pick<Asked, 'eventId' | 'requestId' | 'callbackUrl' | 'metadata'> {
  intake: Intake;
}

/** The work of an intake in the caller's transaction; over quota `film` is null. */
export async function takeIntake(tx: Tx, taken: IntakeToTake): Promise<{ clientId: string; film: MadeFilm }> {
  return takeForClient(tx, askedOf(taken));
}

function askedOf({ intake: { formats, ...intake }, ...taken }: IntakeToTake): Asked {
  return { ...intake, ...taken, request: tracedData({ formats }) };
}

function toAccepted({ answer, job }: TakenOnce): Accepted {
  return { status: job ? 202 : 200, answer: parseAnswer(answer), job };
}

async function keptAnswer(db: Db, eventId: string): Promise<unknown> {
  const [event] = await queryRows<{ answer: unknown }>(db, {
    name: 'kept-answer',
    text: 'SELECT answer FROM webhook_events WHERE id = $1',
    values: [eventId],
  });
  return event?.answer;
}

/** Parsed, since jsonb keeps no order of keys and a replayed answer should be the same to the byte. */
function parseAnswer(kept: unknown): TallyAnswer {
  return tallyAnswerSchema.parse(kept);
}
