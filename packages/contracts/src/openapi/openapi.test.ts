import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { buildOpenApi } from './build-document.ts';
import { exampleBodies } from './example-bodies.ts';
import { events } from '../events.ts';
import { operations } from '../operations.ts';
import type { Operation } from '../operation.ts';
import { securitySchemes, tags } from './descriptions.ts';

const table = Object.entries(operations) as [keyof typeof operations, Operation][];
const told = table.filter(([, { internal }]) => !internal);
const document = buildOpenApi();
const operationsIn = (items: object) => Object.values(items).flatMap((item) => Object.values(item as object));
const described = operationsIn(document.paths ?? {}) as Described[];
const announced = operationsIn(document.webhooks ?? {}) as Described[];

interface Described {
  operationId: string;
  responses: Record<string, { content?: Record<string, Content> }>;
  requestBody?: { content: Record<string, Content> };
}
interface Property {
  $ref?: string;
  const?: unknown;
  description?: string;
}
interface Content {
  schema: { $ref?: string };
  example?: unknown;
}

/** Every value under a key, anywhere in the document. */
function find(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...find(inner, key)]);
}

const nameOf = (ref: string): string => ref.replace('#/components/schemas/', '');

describe('the OpenAPI document', () => {
  test('describes every operation but those of the house under its own id, and nothing twice', () => {
    const ids = described.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual([...told.map(([id]) => id), 'downloadFile'].toSorted());
  });

  test('describes every event that goes out', () => {
    expect(Object.keys(document.webhooks ?? {})).toEqual(Object.keys(events));
  });

  test('points nowhere that is not there', () => {
    const refs = find(document, '$ref') as string[];
    const names = new Set(
      Object.entries(document.components ?? {}).flatMap(([kind, named]) =>
        Object.keys(named as object).map((name) => `#/components/${kind}/${name}`),
      ),
    );
    expect(refs.filter((ref) => !names.has(ref))).toEqual([]);
    expect(refs.length).toBeGreaterThan(50);
  });

  test('has one schema of what requests and answers share', () => {
    const names = Object.keys(document.components?.schemas ?? {});
    expect(names.filter((name) => name.endsWith('Output') || name.startsWith('__'))).toEqual([]);
  });

  test('names the body of every request and answer', () => {
    const bodies = [...described, ...announced].flatMap(({ requestBody, responses }) =>
      [requestBody, ...Object.values(responses)].flatMap((part) => part?.content?.['application/json'] ?? []),
    );
    expect(bodies.filter(({ schema }) => schema.$ref === undefined)).toEqual([]);
    expect(bodies.length).toBeGreaterThan(80);
  });

  test('leaves answers open for fields to come, and closes no schema that stands in one', () => {
    const schemas = document.components?.schemas ?? {};
    const closed = new Set<string>();
    const reach = (value: unknown): void => {
      for (const ref of find(value, '$ref') as string[]) {
        const name = nameOf(ref);
        if (closed.has(name) || !(name in schemas)) continue;
        closed.add(name);
        reach(schemas[name]);
      }
    };
    for (const { responses } of described) reach(responses);
    expect([...closed].filter((name) => find(schemas[name], 'additionalProperties').includes(false))).toEqual([]);
    expect(schemas['NewClient']).toMatchObject({ additionalProperties: false });
  });

  test('says of each property what it is, unless its name says all', () => {
    const schemas = (document.components?.schemas ?? {}) as Record<string, Property>;
    const isTold = ({ $ref, description, ...property }: Property): boolean =>
      description !== undefined || 'const' in property || ($ref !== undefined && isTold(schemas[nameOf($ref)] ?? {}));
    const saysAll = /(^|_)id$|^(name|title|email|type|created_at|updated_at)$/;
    const untold = Object.entries(schemas).flatMap(([name, schema]) =>
      (find(schema, 'properties') as Record<string, Property>[]).flatMap((properties) =>
        Object.entries(properties).flatMap(([field, property]) =>
          saysAll.test(field) || isTold(property) ? [] : [`${name}.${field}`],
        ),
      ),
    );
    expect(untold).toEqual([]);
  });

  test('says how large integers get, and writes patterns as every language reads them', () => {
    const text = JSON.stringify(document);
    expect(text).not.toContain('9007199254740991');
    expect((find(document, 'pattern') as string[]).filter((pattern) => pattern.includes(String.raw`\/`))).toEqual([]);
    expect(text).toContain('"int64"');
  });

  test('knows every tag and every way in that operations name', () => {
    const known = new Set(tags.map(({ name }) => name));
    expect(table.filter(([, { tag }]) => !known.has(tag))).toEqual([]);
    const headers = new Set(Object.values(securitySchemes).map(({ name }) => name));
    const asked = table.flatMap(([, { access }]) => (access.by === 'signature' ? [access.header] : []));
    expect(asked.filter((header) => !headers.has(header))).toEqual([]);
  });

  test.each(table.filter(([, { body }]) => body))('shows a body of %s that it takes', (id, { body }) => {
    expect(exampleBodies[id]).toBeDefined();
    expect(body?.safeParse(exampleBodies[id]).error).toBeUndefined();
  });

  test('shows an example of every answer and event, and each is valid by its schema', () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    ajv.addSchema(document, 'document');
    const shown = [...described, ...announced].flatMap(({ operationId, requestBody, responses }) =>
      [requestBody, ...Object.values(responses)].flatMap((part) => {
        const content = part?.content?.['application/json'];
        return content ? [{ operationId, ...content }] : [];
      }),
    );
    const faults = shown.flatMap(({ operationId, schema, example }) => {
      if (schema.$ref?.endsWith('/OpenApiDocument')) return [];
      if (example === undefined) return [`${operationId} has none`];
      const isValid = ajv.validate({ $ref: `document${schema.$ref}` }, example);
      return isValid ? [] : [`${operationId}: ${ajv.errorsText()}`];
    });
    expect(faults).toEqual([]);
  });

  test('lists what can go wrong: the codes of the operation, and those of its kind', () => {
    const path = document.paths?.['/api/assembly/generate'] as { post: { responses: Record<string, object> } };
    const { responses } = path.post;
    expect(responses[409]).toEqual({
      $ref: '#/components/responses/Conflict',
      description: 'Codes: `illegal_transition`, `idempotency_in_progress`.',
    });
    expect(responses[422]).toMatchObject({
      description: 'Codes: `asset_not_found`, `private_address`, `invalid_request`, `idempotency_key_reused`.',
    });
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(['202', '400', '401', '403', '404', '413', '415', '429', '500', '503']),
    );
  });
});
