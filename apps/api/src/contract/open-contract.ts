import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { buildOpenApi } from '@bom/contracts';

export interface Given {
  status: number;
  headers: Headers;
  body: Buffer;
}

export interface Contract {
  paths: Record<string, Record<string, Described>>;
  schemas: Record<string, object>;
  /** @throws Error that says how the answer differs from what is documented */
  assertDocumented(operation: { method: string; path: string }, given: Given): void;
}

interface Described {
  requestBody?: { content: Record<string, { schema?: object; example?: unknown }> };
  responses: Record<string, { headers?: Record<string, unknown>; content?: Record<string, unknown> }>;
}

/**
 * Holds answers against the OpenAPI document alone, as somebody would who has nothing else: the status must be
 * documented, with this content type, this body, and no header of ours that is not.
 */
export function openContract(): Contract {
  const document = buildOpenApi();
  const paths = (document.paths ?? {}) as unknown as Contract['paths'];
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  formats.default(ajv);
  ajv.addSchema(document, 'document');
  const compiled = new Map<string, ValidateFunction>();

  const validatorOf = (path: string, keys: string[]): ValidateFunction => {
    const pointer = ['paths', path, ...keys].map(escapePointer).join('/');
    const known = compiled.get(pointer);
    const validate = known ?? ajv.compile({ $ref: `document#/${pointer}` });
    compiled.set(pointer, validate);
    return validate;
  };

  return {
    paths,
    schemas: document.components?.schemas ?? {},
    assertDocumented({ method, path }, { status, headers, body }) {
      const response = paths[path]?.[method]?.responses[String(status)];
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
      const validate = validatorOf(path, [method, 'responses', String(status), 'content', type, 'schema']);
      if (!validate(JSON.parse(body.toString('utf8')))) throw new Error(say(ajv.errorsText(validate.errors)));
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
