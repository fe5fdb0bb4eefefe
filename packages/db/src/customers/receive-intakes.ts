import type { Db } from '../client.ts';
import { gatherCalls } from '../gather-calls.ts';
import { queryRows } from '../query-rows.ts';
import { askedOf } from './take-intake.ts';
import type { IntakeAnswers, IntakeToTake, TakenOnce } from './take-intake.ts';

export interface Delivery {
  source: 'tally';
  /** What makes two deliveries the same event. */
  externalId: string;
  body: Buffer;
  headers: Record<string, string>;
  formId: string;
  /** That the intake was read by. */
  mapping: Record<string, string>;
  intake: Omit<IntakeToTake, 'eventId'>;
}

export interface Received {
  /** Null where it came before, or by another mapping than the form has: then nothing was done. */
  taken: TakenOnce | null;
  /** The form's, as it is. */
  mapping: Record<string, string>;
}

/** Their clients stay locked until all are taken. */
const largest = 32;

/**
 * Stores a delivery and takes its intake in one transaction, which those share that come at the same time. What fails
 * leaves nothing of any of them: do it step by step then, each for itself.
 *
 * @throws what `queryRows` throws
 */
export function createIntakeReceiver(db: Db, answers: IntakeAnswers): (delivery: Delivery) => Promise<Received> {
  const receive = gatherCalls((deliveries: Delivery[]) => receiveAll(db, { deliveries, answers }), { largest });
  return async (delivery) => {
    const received = await receive(delivery);
    if (!received) throw new Error('receive_intakes left one out');
    return received;
  };
}

interface ReceivedRow {
  place: number;
  mapping: Record<string, string>;
  answer: unknown;
  job_id: string | null;
  priority: number | null;
}

async function receiveAll(
  db: Db,
  { deliveries, answers }: { deliveries: Delivery[]; answers: IntakeAnswers },
): Promise<Map<Delivery, Received>> {
  // In the order of their clients, whose rows they lock.
  const inOrder = deliveries.toSorted((one, other) => (emailOf(one) < emailOf(other) ? -1 : 1));
  const rows = await queryRows<ReceivedRow>(db, {
    name: 'receive-intakes',
    text: 'SELECT place, mapping, answer, job_id, priority FROM receive_intakes($1, $2, $3)',
    values: [JSON.stringify(inOrder.map(itemOf)), inOrder.map(({ body }) => body), JSON.stringify(answers)],
  });
  return new Map(rows.map((row) => [inOrder[row.place] as Delivery, toReceived(row)]));
}

const emailOf = ({ intake }: Delivery): string => intake.email.toLowerCase();

function itemOf({ source, externalId, headers, formId, mapping, intake }: Delivery) {
  const asked = askedOf(intake, { deliveries: 1 });
  return { ...asked, source, external_id: externalId, headers, form_id: formId, mapping };
}

function toReceived({ mapping, answer, job_id: id, priority }: ReceivedRow): Received {
  if (answer === null) return { taken: null, mapping };
  return { taken: { answer, job: id !== null && priority !== null ? { id, priority } : null }, mapping };
}
