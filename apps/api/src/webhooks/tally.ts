import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { tallySubmissionSchema } from '@bom/contracts';
import type { tallyOperations, TallySubmission } from '@bom/contracts';
import { queryRows } from '@bom/db';
import type { Db } from '@bom/db';
import { deliverRun } from '@bom/jobs';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem } from '../http/problem.ts';
import { acceptIntake, createDeliveryTaker } from '../intake/accept-intake.ts';
import type { Accepted } from '../intake/accept-intake.ts';
import { readIntake } from '../intake/read-intake.ts';
import type { Intake } from '../intake/read-intake.ts';
import { keepFailure } from './handle-once.ts';
import { storeSubmission } from './store-event.ts';
import type { FormMapping, IncomingEvent, StoredEvent } from './store-event.ts';

/**
 * `POST /api/webhooks/tally`: verify, then store the raw submission and take it, in one transaction. The same submission
 * is taken once, however often and however parallel it comes; every delivery gets the same ids. Whatever can't be taken
 * at once (it came before, it can't be read, it fails) is stored by itself and then looked at.
 */
export function tallyHandlers(deps: ApiDeps): Pick<HandlersOf<typeof tallyOperations>, 'receiveTallySubmission'> {
  const takeAtOnce = createFastLane(deps);
  return {
    async receiveTallySubmission({ body, request }) {
      verifySignature(deps, { body, signature: request.get('tally-signature') });
      const json = parseJson(body);
      const delivery = {
        source: 'tally' as const,
        externalId: submissionId(json, body),
        body,
        headers: { 'user-agent': request.get('user-agent') ?? '' },
        formId: formIdOf(json),
      };
      const came = { delivery, json, requestId: request.id };
      const { status, answer } = (await takeAtOnce(came)) ?? (await takeInSteps(deps, came));
      return { status, body: answer };
    },
  };
}

interface Came {
  delivery: IncomingEvent & { source: 'tally'; formId: string };
  json: unknown;
  requestId: string;
}

const mostMappings = 1_000;

/** Null where it did nothing. Reads by the mapping that the form had last, which the database then holds against its own. */
function createFastLane(deps: ApiDeps): (came: Came) => Promise<Accepted | null> {
  const { db, logger } = deps;
  const take = createDeliveryTaker(db);
  const mappings = new Map<string, FormMapping>();
  return async ({ delivery, json, requestId }) => {
    const { formId } = delivery;
    const mapping = mappings.get(formId) ?? {};
    const intake = readOrNull(json, mapping);
    if (!intake) return null;
    try {
      const { accepted, mapping: current } = await take({ ...delivery, mapping, intake, requestId });
      if (mappings.size >= mostMappings) mappings.clear();
      if (!accepted) mappings.set(formId, current);
      else if (accepted.job) enqueue(deps, accepted.job);
      return accepted;
    } catch (error) {
      if ((error as { code?: string }).code === 'P1017') throw error;
      logger.debug({ err: error, request_id: requestId }, 'not taken together with others; taken by itself');
      return null;
    }
  };
}

function readOrNull(json: unknown, mapping: FormMapping): Intake | null {
  try {
    const parsed = tallySubmissionSchema.safeParse(json);
    return parsed.success ? readIntake(parsed.data.data.fields, mapping) : null;
  } catch {
    return null;
  }
}

async function takeInSteps(deps: ApiDeps, { delivery, json, requestId }: Came): Promise<Accepted> {
  const event = await storeSubmission(deps.db, delivery);
  return takeSubmission(deps, { event, json, requestId });
}

interface Taken {
  /** With the form's mapping where it is known already. */
  event: StoredEvent & { mapping?: FormMapping };
  json: unknown;
  requestId: string;
}

/** Handles a stored submission, also when it is replayed. A failure is kept on the event. */
export async function takeSubmission(deps: ApiDeps, { event, json, requestId }: Taken): Promise<Accepted> {
  const accepted = await keepFailure(deps.db, event.id, () =>
    acceptIntake(deps.db, { event, requestId, read: () => readSubmission(deps, { json, mapping: event.mapping }) }),
  );
  if (accepted.job) enqueue(deps, accepted.job);
  return accepted;
}

async function readSubmission({ db }: ApiDeps, { json, mapping }: { json: unknown; mapping: FormMapping | undefined }) {
  const parsed = tallySubmissionSchema.safeParse(json);
  if (!parsed.success) throw parsed.error;
  const { formId, fields } = parsed.data.data;
  return readIntake(fields, mapping ?? (await readMapping(db, formId)));
}

async function readMapping(db: Db, formId: string): Promise<FormMapping> {
  const [row] = await queryRows<{ fields: FormMapping }>(db, {
    name: 'tally-mapping',
    text: 'SELECT fields FROM tally_mappings WHERE form_id = $1',
    values: [formId],
  });
  return row?.fields ?? {};
}

/**
 * The first delivery of a new job, which nobody waits for: the row is kept, and where the queue is away the sweep
 * delivers it.
 */
function enqueue({ queues, logger }: ApiDeps, { id: jobId, priority }: { id: string; priority: number }): void {
  deliverRun(queues, { jobId, phase: 'pipeline', priority, delivery: 1 }).catch((error: unknown) => {
    logger.warn({ err: error, job_id: jobId }, 'job not enqueued; the sweep will');
  });
}

/** base64(HMAC-SHA256(secret, raw body)), compared in constant time. */
function verifySignature(
  { config }: ApiDeps,
  { body, signature }: { body: Buffer; signature: string | undefined },
): void {
  if (!config.tallySigningSecret) {
    if (!config.isProduction) return;
    throw new HttpProblem('not_configured', 'TALLY_SIGNING_SECRET is not set, so submissions can not be trusted.');
  }
  const expected = createHmac('sha256', config.tallySigningSecret).update(body).digest();
  const given = Buffer.from(signature ?? '', 'base64');
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new HttpProblem('invalid_signature', 'The header Tally-Signature is missing or does not match the body.');
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new HttpProblem('invalid_json', 'The body is not valid JSON.');
  }
}

/** The submission is the same fact on every retry; a body without an id is told apart by its bytes. */
function submissionId(json: unknown, body: Buffer): string {
  const { data, eventId } = (json ?? {}) as Partial<TallySubmission>;
  const id = data?.submissionId ?? data?.responseId ?? eventId;
  const usable = typeof id === 'string' && /^[\x21-\x7e]{1,200}$/.test(id);
  return usable ? id : `sha256-${createHash('sha256').update(body).digest('hex')}`;
}

/** Of a body that nobody has validated yet; empty where it names none that could be stored. */
function formIdOf(json: unknown): string {
  const id: unknown = ((json ?? {}) as Partial<TallySubmission>).data?.formId;
  return typeof id === 'string' && !id.includes('\u0000') ? id : '';
}
