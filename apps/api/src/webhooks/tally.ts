import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { tallySubmissionSchema } from '@bom/contracts';
import type { TallyAnswer, tallyOperations, TallySubmission } from '@bom/contracts';
import type { Job } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem } from '../http/problem.ts';
import { acceptIntake } from '../intake/accept-intake.ts';
import { readIntake } from '../intake/read-intake.ts';
import { deliverJob } from '../routes/assembly.ts';
import { keepFailure } from './handle-once.ts';
import { storeEvent } from './store-event.ts';

/**
 * `POST /api/webhooks/tally`: verify, store raw, then take the submission in one transaction. The same submission is
 * taken once, however often and however parallel it comes; every delivery gets the same ids.
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
      const { status, answer, job } = await takeSubmission(deps, { eventId, json, requestId: request.id });
      if (job) await deliverJob(deps, job);
      return { status, body: answer };
    },
  };
}

interface Taken {
  status: 200 | 202;
  answer: TallyAnswer;
  /** Only on the delivery that made it. */
  job: Job | null;
}

/** Handles a stored submission, also when it is replayed. A failure is kept on the event. */
export async function takeSubmission(
  deps: ApiDeps,
  { eventId, json, requestId }: { eventId: string; json: unknown; requestId: string },
): Promise<Taken> {
  return keepFailure(deps.db, eventId, () =>
    acceptIntake(deps.db, { eventId, requestId, read: () => readSubmission(deps, json) }),
  );
}

async function readSubmission({ db }: ApiDeps, json: unknown) {
  const parsed = tallySubmissionSchema.safeParse(json);
  if (!parsed.success) throw parsed.error;
  const mapping = await db.prisma.tallyMapping.findUnique({ where: { formId: parsed.data.data.formId } });
  return readIntake(parsed.data.data.fields, (mapping?.fields ?? {}) as Record<string, string>);
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
