import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { tallyAnswerSchema, tallySubmissionSchema } from '@bom/contracts';
import type { TallyAnswer, tallyOperations, TallySubmission } from '@bom/contracts';
import { acceptIntake } from '@bom/db';
import type { AcceptedIntake, Intake, Tx } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { readIntake } from '../intake/read-intake.ts';
import { deliverJob } from '../jobs/deliver-job.ts';
import { handleOnce } from '../events/handle-once.ts';
import type { Handled } from '../events/handle-once.ts';
import { storeEvent } from '../events/store-event.ts';

/**
 * `POST /api/webhooks/tally`: verify, store the raw submission, then accept it. The same submission is accepted once,
 * however often and however parallel it comes; every delivery gets the same ids.
 */
export function tallyHandlers(deps: ApiDeps): Pick<HandlersOf<typeof tallyOperations>, 'receiveTallySubmission'> {
  return {
    async receiveTallySubmission({ body, request }) {
      verifySignature(deps, { body, signature: request.get('tally-signature') });
      const json = parseJson(body);
      const eventId = await storeEvent(deps.db, {
        source: 'tally',
        externalId: submissionId(json, body),
        body,
        headers: { 'user-agent': request.get('user-agent') ?? '' },
      });
      const { answer, isNew } = await acceptSubmission(deps, { eventId, json, requestId: request.id });
      return { status: isNew ? 202 : 200, body: answer };
    },
  };
}

/** Accepts a stored submission, also when it is replayed. `isNew`: this delivery made the job. */
export async function acceptSubmission(
  deps: ApiDeps,
  { eventId, json, requestId }: { eventId: string; json: unknown; requestId: string },
): Promise<{ answer: TallyAnswer; isNew: boolean }> {
  const { answer, job } = await handleOnce(deps.db, {
    eventId,
    async handle(tx) {
      const intake = await readSubmission(tx, json);
      return answerOf(await acceptIntake(tx, { intake, eventId, requestId }));
    },
  });
  if (job) await deliverJob(deps, job);
  // Parsed, since jsonb keeps no order of keys and a repeated answer should be the same to the byte.
  return { answer: tallyAnswerSchema.parse(answer), isNew: job !== null };
}

/** Read by the form's own mapping, where it has one. */
async function readSubmission(tx: Tx, json: unknown): Promise<Intake> {
  const { formId, fields } = tallySubmissionSchema.parse(json).data;
  const mapping = await tx.tallyMapping.findUnique({ where: { formId } });
  return readIntake(fields, (mapping?.fields ?? {}) as Record<string, string>);
}

function answerOf({ clientId, job }: AcceptedIntake): Handled {
  if (!job) {
    return { status: 'rejected', answer: { status: 'rejected', reason: 'quota_exceeded', client_id: clientId } };
  }
  const ids = { client_id: clientId, video_id: job.videoId, job_id: job.id };
  return { status: 'handled', job, answer: { status: 'accepted', message: 'Video generation started', ...ids } };
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
