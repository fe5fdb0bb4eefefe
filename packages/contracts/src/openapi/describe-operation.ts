import type {
  ZodOpenApiContentObject,
  ZodOpenApiHeadersObject,
  ZodOpenApiOperationObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { AnswerBody, Operation } from '../operation.ts';
import type { OperationId } from '../operations.ts';
import { statusOfProblem } from '../problem.ts';
import type { ProblemCode } from '../problem.ts';
import { securitySchemes } from './descriptions.ts';
import { exampleAnswer } from './example-answers.ts';
import { exampleBodies } from './example-bodies.ts';
import { answerHeaders, requestHeaders } from './headers.ts';
import { referToProblem } from './problem-responses.ts';
import type { ProblemStatus } from './problem-responses.ts';
import { problemsOf } from './problems-of.ts';
import { callbacksOf } from './webhooks.ts';

/** An operation as OpenAPI tells it. */
export function describeOperation(id: OperationId, operation: Operation): ZodOpenApiOperationObject {
  const { tag, summary, params, query } = operation;
  const header = requestHeaders(operation);
  const callbacks = callbacksOf(id, operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [operation.description, describeAccess(operation)].filter(Boolean).join('\n\n'),
    security: securityOf(operation),
    requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}), ...(header ? { header } : {}) },
    ...bodyOf(id, operation),
    responses: responsesOf(operation),
    ...(callbacks ? { callbacks } : {}),
  };
}

function describeAccess({ access }: Operation): string {
  if (access.by === 'anyone') return 'Open to anyone.';
  if (access.by === 'signature') return `Signed by the sender: \`${access.header}\`.`;
  if (access.scope === 'any') return 'Any valid credential.';
  const clients = access.clients ? ', and clients for what is theirs' : '';
  return access.scope === 'staff' ? `Staff${clients}.` : `Staff, keys with the scope \`${access.scope}\`${clients}.`;
}

function securityOf({ access }: Operation): Record<string, string[]>[] {
  if (access.by === 'anyone') return [];
  if (access.by === 'principal') return [{ bearer: [] }];
  const names = Object.entries(securitySchemes).filter(([, scheme]) => scheme.name === access.header);
  return names.map(([name]) => ({ [name]: [] }));
}

function bodyOf(id: OperationId, { body, reads }: Operation): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (reads === 'stream') return { requestBody: { required: true, content: uploadContent } };
  if (!body) return {};
  const example = exampleBodies[id];
  const content = { schema: body, ...(example ? { example } : {}) };
  // An empty object may as well be left out.
  return { requestBody: { required: !body.safeParse({}).success, content: { 'application/json': content } } };
}

/** Raw bodies are taken as well; generators make one function of one media type. */
const uploadContent: ZodOpenApiContentObject = {
  'multipart/form-data': { schema: { $ref: '#/components/schemas/Upload' } },
};

function responsesOf(operation: Operation): ZodOpenApiResponsesObject {
  const responses: Record<string, { description: string; headers: ZodOpenApiHeadersObject; content?: object }> = {};
  for (const [status, answer] of Object.entries(operation.answers)) {
    const content = contentOf(answer);
    responses[status] = {
      description: wordsOf[status] ?? 'Done.',
      headers: answerHeaders(operation, Number(status)),
      ...(content ? { content } : {}),
    };
  }
  const problems = [...codesByStatus(operation)].map(([status, codes]) => [status, referToProblem(status, codes)]);
  return { ...responses, ...Object.fromEntries(problems) } as ZodOpenApiResponsesObject;
}

function codesByStatus(operation: Operation): Map<ProblemStatus, ProblemCode[]> {
  const groups = new Map<ProblemStatus, ProblemCode[]>();
  for (const code of problemsOf(operation)) {
    const status = statusOfProblem[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

const wordsOf: Record<string, string> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted; the work goes on.',
  204: 'Done; nothing to tell.',
  304: 'As it was under the given ETag.',
};

function contentOf(answer: AnswerBody): ZodOpenApiContentObject | null {
  if (answer === null) return null;
  if (answer === 'application/json') return { [answer]: { schema: { $ref: '#/components/schemas/OpenApiDocument' } } };
  if (typeof answer === 'string') return { [answer]: { schema: { type: 'string' } } };
  const example = exampleAnswer(answer);
  return { 'application/json': { schema: answer, ...(example === undefined ? {} : { example }) } };
}
