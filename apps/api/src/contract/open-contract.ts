import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { buildOpenApi } from '@bom/contracts';
import type { Operation } from '@bom/contracts';

export interface Given {
  status: number;
  headers: Headers;
  body: Buffer;
}

export interface Contract {
  paths: Record<string, Record<string, Described>>;
  schemas: Record<string, object>;
  /** @throws Error that says how the answer differs from what is documented */
  assertDocumented(operation: Pick<Operation, 'method' | 'path' | 'internal'>, given: Given): void;
}

interface Described {
  requestBody?: { content: Record<string, { schema?: object; example?: unknown }> };
  responses: Record<string, Answer>;
}

interface Answer {
  $ref?: string;
  description?: string;
  headers?: Record<string, unknown>;
  content?: Record<string, unknown>;
}

/**
 * Holds answers against the OpenAPI document alone, as somebody would who has nothing else: the status must be
 * documented, with this content type, this body, and no header of ours that is not.
 */
export function openContract(): Contract {
  const document = buildOpenApi();
  closeObjects(document.components?.schemas);
  const shared = (document.components?.responses ?? {}) as Record<string, Answer>;
  const paths = (document.paths ?? {}) as unknown as Contract['paths'];
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  formats.default(ajv);
  ajv.addSchema(document, 'document');
  const compiled = new Map<string, ValidateFunction>();

  const validatorOf = (keys: string[]): ValidateFunction => {
    const pointer = keys.map(escapePointer).join('/');
    const known = compiled.get(pointer);
    const validate = known ?? ajv.compile({ $ref: `document#/${pointer}` });
    compiled.set(pointer, validate);
    return validate;
  };

  return {
    paths,
    schemas: document.components?.schemas ?? {},
    assertDocumented({ method, path, internal }, { status, headers, body }) {
      if (internal) return;
      const described = paths[path]?.[method]?.responses[String(status)];
      const name = described?.$ref?.replace('#/components/responses/', '');
      const response = name === undefined ? described : shared[name];
      const say = (fault: string) => `${method} ${path} ${status}: ${fault} ${body.toString('utf8').slice(0, 500)}`;
      if (!response) throw new Error(say('the status is not documented'));
      const undocumented = ours.filter((name) => headers.has(name) && !hasHeader(response.headers, name));
      if (undocumented.length > 0) throw new Error(say(`${undocumented.join(', ')} not documented`));
      if (body.length === 0) {
        if (response.content) throw new Error(say('has no body'));
        return;
      }
      const type = headers.get('content-type')?.split(';')[0] ?? '';
      if (!response.content || !(type in response.content))
        throw new Error(say(`the type "${type}" is not documented`));
      if (!type.endsWith('json') || path === '/api/openapi.json') return;
      const place =
        name === undefined ? ['paths', path, method, 'responses', String(status)] : ['components', 'responses', name];
      const validate = validatorOf([...place, 'content', type, 'schema']);
      const json = JSON.parse(body.toString('utf8')) as { code?: string };
      if (!validate(json)) throw new Error(say(ajv.errorsText(validate.errors)));
      if (name === undefined) return;
      // A shared answer knows the codes of all operations; which are this one's stands beside the reference.
      if (!described?.description?.includes(`\`${json.code}\``)) throw new Error(say('the code is not documented'));
    },
  };
}

const ours = [
  'etag',
  'idempotent-replayed',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'www-authenticate',
  'x-request-id',
];

const hasHeader = (documented: Record<string, unknown> | undefined, name: string): boolean =>
  Object.keys(documented ?? {}).some((it) => it.toLowerCase() === name);

const escapePointer = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** The document leaves answers open for fields to come; of our own answers each field must be documented today. */
function closeObjects(schemas: unknown): void {
  // What is put together of several knows only some of its fields in each.
  if (typeof schemas !== 'object' || schemas === null || 'allOf' in schemas) return;
  for (const schema of Object.values(schemas)) closeObjects(schema);
  if (!('properties' in schemas) || !('type' in schemas) || 'additionalProperties' in schemas) return;
  Object.assign(schemas, { additionalProperties: false });
}
