import { createDocument } from 'zod-openapi';
import type { oas31, ZodOpenApiPathsObject } from 'zod-openapi';
import type { Operation } from '../operation.ts';
import { operations } from '../operations.ts';
import type { OperationId } from '../operations.ts';
import { describeApi, documentSchemas, filePaths, securitySchemes, tags } from './descriptions.ts';
import { describeOperation } from './describe-operation.ts';
import { sharedHeaders } from './headers.ts';
import { overrideJsonSchema } from './json-schema.ts';
import { namedSchemas } from './named-schemas.ts';
import { problemResponses, problemSchemas } from './problem-responses.ts';
import { webhooks } from './webhooks.ts';

/**
 * The OpenAPI 3.1 document of the whole API, made from the operations and events alone: what is validated, what is
 * answered, what is announced and what is documented are the same schemas. `url`: where this API is reached.
 */
export function buildOpenApi({ url = 'https://api.studio.example' }: { url?: string } = {}): oas31.OpenAPIObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const [id, operation] of Object.entries(operations) as [OperationId, Operation][]) {
    if (operation.internal) continue;
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(id, operation) };
  }
  const document = createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Bom Studio',
        version: '1.0.0',
        description: describeApi,
        contact: { name: 'The studio that runs this API', url },
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url, description: 'This API' }],
      tags,
      paths: { ...paths, ...filePaths },
      webhooks,
      components: {
        schemas: { ...namedSchemas, ...documentSchemas, ...problemSchemas },
        responses: problemResponses,
        headers: sharedHeaders,
        securitySchemes,
      },
    },
    { override: overrideJsonSchema },
  );
  openReferences(document);
  return document;
}

/** Zod closes what refers to a schema too, where that is refined: closed to all that the schema has. */
function openReferences(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ('$ref' in value && 'additionalProperties' in value) delete value.additionalProperties;
  for (const inner of Object.values(value)) openReferences(inner);
}
