import { buildOpenApi } from './build-document.ts';
import { exampleBodies } from './examples.ts';
import { operations } from '../operations.ts';
import type { Operation } from '../operation.ts';
import { securitySchemes, tags } from './descriptions.ts';

const table = Object.entries(operations) as [keyof typeof operations, Operation][];
const document = buildOpenApi();
const described = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item as object));

/** Every value under a key, anywhere in the document. */
function find(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...find(inner, key)]);
}

describe('the OpenAPI document', () => {
  test('describes every operation under its own id, and nothing twice', () => {
    const ids = described.map(({ operationId }) => operationId as string);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(
      [...table.map(([id]) => id), 'openDocs', 'openStaffPage', 'openQueues', 'downloadFile'].toSorted(),
    );
  });

  test('points nowhere that is not there', () => {
    const refs = find(document, '$ref') as string[];
    const { schemas = {}, headers = {} } = document.components ?? {};
    const names = new Set([
      ...Object.keys(schemas).map((it) => `schemas/${it}`),
      ...Object.keys(headers).map((it) => `headers/${it}`),
    ]);
    expect(refs.filter((ref) => !names.has(ref.replace('#/components/', '')))).toEqual([]);
    expect(refs.length).toBeGreaterThan(50);
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

  test('lists what can go wrong: the codes of the operation, and those of its kind', () => {
    const path = document.paths?.['/api/assembly/generate'] as { post: { responses: Record<string, object> } };
    const { post } = path;
    const codesOf = (status: number) => find(post.responses[status], 'enum').flat();
    expect(codesOf(409)).toEqual(['illegal_transition', 'idempotency_in_progress']);
    expect(codesOf(422)).toEqual(['asset_not_found', 'private_address', 'invalid_request', 'idempotency_key_reused']);
    expect(Object.keys(post.responses)).toEqual(
      expect.arrayContaining(['202', '400', '401', '403', '404', '413', '415', '429', '500', '503']),
    );
  });
});
