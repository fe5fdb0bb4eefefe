import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { isLimited, takesIfMatch } from './problems-of.ts';

/** Header parameters of an operation, or null where it takes none of its own. */
export function requestHeaders(operation: Operation): z.ZodObject | null {
  const fields = {
    ...(operation.idempotent ? { 'Idempotency-Key': idempotencyKey } : {}),
    ...(takesIfMatch(operation) ? { 'If-Match': ifMatch } : {}),
    ...(304 in operation.answers ? { 'If-None-Match': ifNoneMatch } : {}),
    ...('text/event-stream' === operation.answers[200] ? { 'Last-Event-ID': lastEventId } : {}),
  };
  return Object.keys(fields).length > 0 ? z.object(fields) : null;
}

const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .meta({
    description:
      'Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`.',
    examples: ['4f7d3c0e-5a39-4d9b-9d1f-6f0f3f1a2b77'],
  });
const ifMatch = z
  .string()
  .optional()
  .meta({ description: 'Change it only at this version, as the ETag gives it; 412 otherwise.', examples: ['"3"'] });
const ifNoneMatch = z
  .string()
  .optional()
  .meta({ description: 'The ETag of the last answer: 304 where nothing has changed since.' });
const lastEventId = z
  .string()
  .max(200)
  .optional()
  .meta({ description: 'The id of the last event that was seen; browsers send it by themselves.' });

const text = (description: string, example?: string) => ({
  description,
  schema: { type: 'string' as const },
  ...(example === undefined ? {} : { example }),
});

/** Headers of answers, each described once. */
export const sharedHeaders = {
  'X-Request-Id': text("The request's id, for logs and questions: yours where it was well-formed, or a new one."),
  RateLimit: text(
    'What is left of the window: `"callers"; r=<requests>; t=<seconds until it ends>`.',
    '"callers"; r=2999; t=60',
  ),
  'RateLimit-Policy': text('How much the window holds, and its seconds.', '"callers"; q=3000; w=60'),
  ETag: text('The version, for `If-Match`; or what `If-None-Match` is held against.', '"3"'),
  Location: text('Where to read what was made.'),
  'Idempotent-Replayed': text('This is the first answer to the same Idempotency-Key, once more.', 'true'),
  'Retry-After': text('Seconds until it is worth asking again.', '2'),
  'WWW-Authenticate': text('How to say who you are.', 'Bearer realm="bom"'),
};
type HeaderName = keyof typeof sharedHeaders;

/** Headers of an operation's answer of a status. */
export function answerHeaders(operation: Operation, status: number) {
  const { versioned, answers, idempotent } = operation;
  const limits: HeaderName[] = isLimited(operation) ? ['RateLimit', 'RateLimit-Policy'] : [];
  return refer([
    'X-Request-Id',
    ...limits,
    ...when((versioned || 304 in answers) && status !== 204, 'ETag'),
    ...when(status === 201 || status === 202, 'Location'),
    ...when(idempotent, 'Idempotent-Replayed'),
    ...when(304 in answers || status === 202, 'Retry-After'),
  ]);
}

/** Headers of a problem of a status, on whichever operation. */
export const headersOfProblem = (status: number) =>
  refer([
    'X-Request-Id',
    'RateLimit',
    'RateLimit-Policy',
    ...when(status === 401, 'WWW-Authenticate'),
    // A refusal is kept as any first answer; what asks to come again is not.
    ...when(status < 500 && status !== 429 && status !== 401, 'Idempotent-Replayed'),
    ...when(status === 429 || status === 503, 'Retry-After'),
  ]);

const when = (holds: boolean | undefined, name: HeaderName): HeaderName[] => (holds ? [name] : []);

const refer = (names: HeaderName[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
