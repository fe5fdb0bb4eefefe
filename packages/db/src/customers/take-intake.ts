import { assertVideoTransition } from '@bom/domain';
import type { Brief, PipelineRequest } from '@bom/domain';
import type { Db, Tx } from '../client.ts';
import type { Job, Prisma } from '../generated/client.ts';
import { queryRows } from '../query-rows.ts';
import { monthOf } from './quota.ts';

export interface IntakeToTake {
  /** Of the stored event that it came in. */
  eventId: string;
  email: string;
  brief: Brief;
  /** Fills gaps of what is known of the client's brand. */
  brandKit: object;
  /** For a client that is new; one that does not exist counts as none. */
  packageId: string | null;
  request: PipelineRequest;
  requestId: string;
  callbackUrl?: string | undefined;
  metadata?: Prisma.InputJsonObject | undefined;
}

/** Null: over quota, so that there is no film. */
export type MadeFilm = { video: { id: string }; job: Job } | null;

/**
 * The work of an intake in the caller's transaction: client found or created, quota counted and taken, video and job made.
 * Over quota `film` is null: no job, one polite mail, and the event for whoever listens.
 */
export async function takeIntake(tx: Tx, intake: IntakeToTake): Promise<{ clientId: string; film: MadeFilm }> {
  const asked = JSON.stringify({ ...askedOf(intake, { deliveries: 0 }), event_id: intake.eventId });
  const [row] = await tx.$queryRaw<{ client_id: string; video_id: string | null; job_id: string | null }[]>`
    SELECT client_id, video_id, job_id FROM take_intake(${asked}::jsonb)`;
  if (!row) throw new Error('take_intake gave no row');
  const { client_id: clientId, video_id: videoId, job_id: jobId } = row;
  if (!videoId || !jobId) return { clientId, film: null };
  const job = await tx.job.findUniqueOrThrow({ where: { id: jobId } });
  return { clientId, film: { video: { id: videoId }, job } };
}

/** The ids are added to them. */
export interface IntakeAnswers {
  accepted: object;
  rejected: object;
}

export interface TakenOnce {
  /** As kept: keys in no order. */
  answer: unknown;
  /** Only for the caller that made it, who is to enqueue it as its first delivery. */
  job: { id: string; priority: number } | null;
}

/**
 * `takeIntake` and the keeping of the event's answer, in one round trip and a transaction of its own: the same event is
 * taken once, however often and however parallel it comes.
 */
export async function takeIntakeOnce(
  db: Db,
  { intake, answers }: { intake: IntakeToTake; answers: IntakeAnswers },
): Promise<TakenOnce> {
  const rows = await queryRows<{ answer: unknown; job_id: string | null; priority: number | null }>(db, {
    name: 'take-intake-once',
    text: 'SELECT answer, job_id, priority FROM take_intake_once($1, $2)',
    values: [
      JSON.stringify({ ...askedOf(intake, { deliveries: 1 }), event_id: intake.eventId }),
      JSON.stringify(answers),
    ],
  });
  const [row] = rows;
  if (!row) throw new Error('take_intake_once gave no row');
  const { answer, job_id: id, priority } = row;
  return { answer, job: id !== null && priority !== null ? { id, priority } : null };
}

/** What the functions of the migration `take_intake` read, beside the event's id. */
export function askedOf(intake: Omit<IntakeToTake, 'eventId'>, { deliveries }: { deliveries: number }) {
  // They make a video that is generating at once.
  assertVideoTransition('pending', 'generating');
  const { brief, email } = intake;
  const { business_name: name, topic } = brief;
  return {
    client_name: name,
    email,
    email_key: email.toLowerCase(),
    brand_kit: intake.brandKit,
    package_id: intake.packageId,
    month: monthOf(new Date()).toISOString().slice(0, 10),
    title: topic ? `${name}: ${topic}`.slice(0, 200).toWellFormed() : name,
    brief,
    request: intake.request,
    request_id: intake.requestId,
    callback_url: intake.callbackUrl ?? null,
    metadata: intake.metadata ?? null,
    deliveries,
  };
}
