import { createDocument } from 'zod-openapi';
import type {
  oas31,
  ZodOpenApiContentObject,
  ZodOpenApiHeadersObject,
  ZodOpenApiOperationObject,
  ZodOpenApiOverride,
  ZodOpenApiPathsObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { languageSchema } from '@bom/domain';
import type { AnswerBody, Operation } from '../operation.ts';
import { operations } from '../operations.ts';
import type { OperationId } from '../operations.ts';
import { statusOfProblem } from '../problem.ts';
import type { ProblemCode } from '../problem.ts';
import { describeApi, namedSchemas, pagePaths, securitySchemes, tags } from './descriptions.ts';
import { exampleBodies } from './examples.ts';
import { answerHeaders, requestHeaders, sharedHeaders } from './headers.ts';
import { problemsOf } from './problems-of.ts';

/**
 * The OpenAPI 3.1 document of the whole API, made from the operations alone: what is validated, what is answered and
 * what is documented are the same schemas.
 */
export function buildOpenApi(): oas31.OpenAPIObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const [id, operation] of Object.entries(operations) as [OperationId, Operation][]) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(id, operation) };
  }
  return createDocument(
    {
      openapi: '3.1.1',
      info: { title: 'Bom Studio', version: '1.0.0', description: describeApi },
      servers: [{ url: '/', description: 'This server' }],
      tags,
      paths: { ...paths, ...pagePaths },
      components: { schemas: namedSchemas, headers: sharedHeaders, securitySchemes },
    },
    { override },
  );
}

/** What a JSON schema can not be told by zod alone. */
const override: ZodOpenApiOverride = ({ jsonSchema, zodSchema, io }) => {
  // Languages are taken in any case and kept in lower case; the pattern is of what is kept.
  if (zodSchema === languageSchema && io === 'input') {
    jsonSchema.pattern = '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$';
    jsonSchema.examples = ['en', 'pt-BR'];
  }
  // The format says it; zod's patterns of these run over several lines.
  if (jsonSchema.format === 'uuid' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  // Texts that are only brought into one form, such as colours, stay texts.
  const { def } = zodSchema._zod;
  if (io === 'output' && def.type === 'pipe' && def.in._zod.def.type === 'string') jsonSchema.type = 'string';
};

function describeOperation(id: OperationId, operation: Operation): ZodOpenApiOperationObject {
  const { tag, summary, params, query } = operation;
  const header = requestHeaders(operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [operation.description, describeAccess(operation)].filter(Boolean).join('\n\n'),
    security: securityOf(operation),
    requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}), ...(header ? { header } : {}) },
    ...bodyOf(id, operation),
    responses: responsesOf(operation),
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

const binary = { type: 'string', format: 'binary' } as const;
const uploadContent: ZodOpenApiContentObject = {
  'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file: binary } } },
  ...Object.fromEntries(['image/*', 'audio/*', 'video/*'].map((type) => [type, { schema: binary }])),
};

function responsesOf(operation: Operation): ZodOpenApiResponsesObject {
  const headers = answerHeaders(operation);
  const responses: Record<string, { description: string; headers: ZodOpenApiHeadersObject; content?: object }> = {};
  for (const [status, answer] of Object.entries(operation.answers)) {
    const content = contentOf(answer);
    responses[status] = {
      description: wordsOf[status] ?? 'Done.',
      headers: headers.ofAnswer(Number(status)),
      ...(content ? { content } : {}),
    };
  }
  for (const [status, codes] of codesByStatus(operation)) {
    const { description, content } = responses[status] ?? {};
    responses[status] = {
      description: [description, describeProblems(codes)].filter(Boolean).join(' '),
      headers: headers.ofProblem(status),
      content: { ...content, 'application/problem+json': { schema: problemWith(codes) } },
    };
  }
  return responses as ZodOpenApiResponsesObject;
}

function codesByStatus(operation: Operation): Map<number, ProblemCode[]> {
  const groups = new Map<number, ProblemCode[]>();
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
  503: 'Not ready.',
};

function contentOf(answer: AnswerBody): ZodOpenApiContentObject | null {
  if (answer === null) return null;
  if (typeof answer === 'string') return { [answer]: { schema: { type: 'string' } } };
  return { 'application/json': { schema: answer } };
}

const describeProblems = (codes: ProblemCode[]): string => `Codes: ${codes.map((code) => `\`${code}\``).join(', ')}.`;

/** A problem whose `code` is one of these: what a client may switch over. */
const problemWith = (codes: ProblemCode[]) => ({
  allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
});
