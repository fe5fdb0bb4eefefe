import type { oas31, ZodOpenApiResponseObject } from 'zod-openapi';
import { statusOfProblem } from '../problem.ts';
import type { ProblemCode } from '../problem.ts';
import { headersOfProblem } from './headers.ts';

/** What each status of an error is called and means; one response of the document each. */
const responses = {
  400: { name: 'BadRequest', title: 'Bad request', means: 'The request can not be read.' },
  401: { name: 'Unauthenticated', title: 'Unauthorized', means: 'Nobody knows who calls.' },
  403: { name: 'Forbidden', title: 'Forbidden', means: 'Whoever calls may not do that.' },
  404: { name: 'NotFound', title: 'Not found', means: 'There is none, or it is not yours.' },
  409: { name: 'Conflict', title: 'Conflict', means: 'Not as things stand now.' },
  412: { name: 'VersionMismatch', title: 'Precondition failed', means: 'Somebody else was first: read it again.' },
  413: { name: 'BodyTooLarge', title: 'Content too large', means: 'The body is too large.' },
  415: {
    name: 'UnsupportedMediaType',
    title: 'Unsupported media type',
    means: 'The body is of a type that is not taken here.',
  },
  422: {
    name: 'InvalidRequest',
    title: 'Unprocessable content',
    means: 'The request can be read, and asks for what can not be.',
  },
  429: { name: 'RateLimited', title: 'Too many requests', means: 'Too many calls: come again after `Retry-After`.' },
  500: { name: 'InternalError', title: 'Internal server error', means: 'A fault of ours; the request id leads to it.' },
  502: { name: 'ProviderFailed', title: 'Bad gateway', means: 'A service that this needs refused or failed.' },
  503: { name: 'Unavailable', title: 'Service unavailable', means: 'Not now: come again after `Retry-After`.' },
} as const;
export type ProblemStatus = keyof typeof responses;

const statuses = Object.keys(responses).map(Number) as ProblemStatus[];
const codesOf = (status: number): string[] =>
  Object.entries(statusOfProblem).flatMap(([code, of]) => (of === status ? [code] : []));

const schemaName = (status: ProblemStatus): string => `${responses[status].name}Problem`;

/** The schema of each: a Problem whose `code` is one of its status, for a client to switch over. */
export const problemSchemas: Record<string, oas31.SchemaObject> = Object.fromEntries(
  statuses.map((status) => [
    schemaName(status),
    {
      description: responses[status].means,
      allOf: [
        { $ref: '#/components/schemas/Problem' },
        {
          type: 'object',
          properties: { code: { type: 'string', description: 'What to switch over.', enum: codesOf(status) } },
        },
      ],
    },
  ]),
);

export const problemContent = (status: ProblemStatus) => ({
  'application/problem+json': {
    schema: { $ref: `#/components/schemas/${schemaName(status)}` },
    example: exampleOf(status),
  },
});

export const problemResponses: Record<string, ZodOpenApiResponseObject> = Object.fromEntries(
  statuses.map((status) => [
    responses[status].name,
    { description: responses[status].means, headers: headersOfProblem(status), content: problemContent(status) },
  ]),
);

/** The shared response of a status, with the codes that this operation may answer. */
export const referToProblem = (status: ProblemStatus, codes: ProblemCode[]) => ({
  $ref: `#/components/responses/${responses[status].name}`,
  description: describeProblems(codes),
});

export const describeProblems = (codes: ProblemCode[]): string =>
  `Codes: ${codes.map((code) => `\`${code}\``).join(', ')}.`;

function exampleOf(status: ProblemStatus) {
  const [code = ''] = codesOf(status);
  const errors = { errors: [{ path: 'script.scenes.0.narration', message: 'is required' }] };
  return {
    type: 'about:blank',
    title: responses[status].title,
    status,
    detail: responses[status].means,
    code: status === 422 ? 'invalid_request' : code,
    request_id: '0f8fad5b-d9cb-469f-a165-70867728950e',
    ...(status === 422 ? errors : {}),
  };
}
