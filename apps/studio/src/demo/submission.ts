import { createHmac, randomUUID } from 'node:crypto';
import { tallySubmissionSchema, type TallySubmission } from '@bom/contracts';
import type { Format } from '@bom/domain';

/**
 * A form response as if it had been sent this moment: with new ids, since a submission is taken only once. `formats`, when given,
 * replaces what the form says of them. Throws when the text is no Tally payload.
 */
export function makeSubmission(
  text: string,
  { formats, now }: { formats: Format[] | undefined; now: Date },
): TallySubmission {
  const submission = parseSubmission(text);
  const id = randomUUID();
  const createdAt = now.toISOString();
  const fields = formats
    ? [...submission.data.fields.filter(isNotFormats), formatsField(formats)]
    : submission.data.fields;
  const data = { ...submission.data, responseId: id, submissionId: id, createdAt, fields };
  return { ...submission, eventId: randomUUID(), createdAt, data };
}

function parseSubmission(text: string): TallySubmission {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error('The brief is not valid JSON.', { cause: error });
  }
  const parsed = tallySubmissionSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`The brief is no Tally form response: ${issue?.path.join('.')} ${issue?.message}.`);
}

type TallyField = TallySubmission['data']['fields'][number];

function isNotFormats(field: TallyField): boolean {
  return !/^formats?$/i.test(field.label?.trim() ?? '');
}

function formatsField(formats: Format[]): TallyField {
  return { key: 'question_formats', label: 'formats', type: 'HIDDEN_FIELDS', value: formats.join(',') };
}

/** As Tally signs: base64(HMAC-SHA256(secret, body)). */
export function signSubmission(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}
