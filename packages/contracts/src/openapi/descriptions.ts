import type { oas31, ZodOpenApiPathsObject } from 'zod-openapi';

/** Markdown: what holds for every route. */
export const describeApi = `
Turns a client's intake form into finished short marketing videos. JSON in snake_case, times in RFC 3339 UTC, money in
integer cents, ids as UUIDs.

**Errors** are \`application/problem+json\` with a stable \`code\`; each route lists its own. An id that is not yours looks
exactly like one that does not exist: 404 \`not_found\`.

**Sending again.** Every POST that creates or spends takes an \`Idempotency-Key\` (1-255 characters). The same key and body
get the first answer again, with \`Idempotent-Replayed: true\`, for 24 hours. Another body under the same key: 422
\`idempotency_key_reused\`. While the first is still at work: 409 \`idempotency_in_progress\`. Answers of 5xx are not kept.

**Lists** are \`{data, next_cursor}\`, newest first; give \`next_cursor\` back as \`cursor\`.

**Concurrency.** What carries a \`version\` is answered with it as an ETag; a change takes \`If-Match\`, and is refused with
412 \`version_mismatch\` where somebody else was first.

**Limits.** Bodies up to 1 MiB (uploads: 100 MiB), 32 levels deep. \`RateLimit\` headers tell what is left; 429 comes with
\`Retry-After\`.
`.trim();

export const tags: oas31.TagObject[] = [
  { name: 'Authentication', description: 'Sign-in by a link in a mail, sessions, and who is calling.' },
  { name: 'API keys', description: 'For the engine, n8n and scripts: named, scoped, revocable.' },
  { name: 'Clients', description: 'Whom films are made for: their brand, package and quota.' },
  { name: 'Projects', description: 'What holds the videos of a client together, such as a campaign.' },
  { name: 'Videos', description: 'pending → generating → draft → review → approved → delivered.' },
  { name: 'Review', description: 'Submit, approve, reject, deliver.' },
  { name: 'Revisions', description: 'Change what a note asks for, and make only that again.' },
  { name: 'Scripts', description: 'What is said and shown, written from a brief.' },
  {
    name: 'Assets',
    description: 'Own pictures, clips, voices and music. `asset:<id>` is welcome wherever a media URL is.',
  },
  {
    name: 'Assembly',
    description: 'Films from a finished script, pictures and a voice; and the progress of every job.',
  },
  { name: 'Webhooks in', description: 'Tally, Stripe and n8n. Stored raw, answered fast, handled once.' },
  { name: 'Webhooks out', description: 'Events for your own systems, signed as Standard Webhooks says.' },
  { name: 'Billing', description: 'What was used, what it cost, and invoices through Stripe.' },
  { name: 'Ops', description: 'What failed for good, files by signed link, and this document.' },
];

interface SecurityScheme extends oas31.SecuritySchemeObject {
  name?: string;
}

const header = (name: string, description: string): SecurityScheme => ({
  type: 'apiKey',
  in: 'header',
  name,
  description,
});

export const securitySchemes: Record<string, SecurityScheme> = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'An access token (JWT) of a sign-in, or an API key `bom_<id>_<secret>`.',
  },
  tallySignature: header('Tally-Signature', 'Base64 HMAC-SHA256 of the raw body, with the signing secret of the form.'),
  stripeSignature: header(
    'Stripe-Signature',
    '`t=<time>,v1=<HMAC-SHA256>` over time and raw body, as Stripe makes it.',
  ),
  n8nSecret: header('X-Webhook-Secret', 'The shared secret itself; or sign as Standard Webhooks says instead.'),
};

/** Schemas that stand for no zod schema of ours. */
export const documentSchemas: Record<string, oas31.SchemaObject> = {
  Upload: {
    type: 'object',
    required: ['file'],
    properties: {
      file: { type: 'string', format: 'binary', description: 'The bytes; what they are is seen by them.' },
    },
  },
  OpenApiDocument: { type: 'object', description: 'An OpenAPI 3.1 document: this one.' },
};

const fileHeaders = { 'Accept-Ranges': { schema: { type: 'string' as const } } };
const fileContent = { '*/*': { schema: { type: 'string' as const, format: 'binary' } } };
const inQuery = (name: string, description: string) => ({
  name,
  in: 'query' as const,
  description,
  schema: { type: 'string' as const },
});

/** What is served beside the operations: files where no S3 serves them. */
export const filePaths: ZodOpenApiPathsObject = {
  '/files/{key}': {
    get: {
      operationId: 'downloadFile',
      tags: ['Ops'],
      summary: 'Read a file by a signed link',
      description:
        'Links come signed in other answers and expire; ranges are served. Only where files are kept on disk: with S3, links lead there.',
      security: [],
      parameters: [
        { name: 'key', in: 'path', required: true, description: 'As the link has it.', schema: { type: 'string' } },
        inQuery('expires', 'Until when the link is good, in seconds since 1970.'),
        inQuery('signature', 'Over key, end and the rest of the link.'),
        inQuery('filename', 'Under which browsers keep it.'),
        inQuery('type', 'Media type that it is answered with.'),
      ],
      responses: {
        '200': { description: 'The file.', headers: fileHeaders, content: fileContent },
        '206': { description: 'The asked range of it.', headers: fileHeaders, content: fileContent },
        '403': { description: 'The link is changed or expired: code `forbidden`.' },
        '404': { description: 'There is no such file: code `not_found`.' },
        '416': { description: 'The file is shorter than that.' },
      },
    },
  },
};
