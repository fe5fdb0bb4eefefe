import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

type Schema = Record<string, unknown>;

/** In a body it stands for a number that overflows, which JSON.stringify could not write. */
export const hugeNumber = '@@1e999@@';

const hostileTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff',
  '\u202e\u2066',
  '🧨'.repeat(300),
  'A'.repeat(20_000),
  "'; DROP TABLE clients; --",
  '../../../../etc/passwd',
  '%00%s%n%x',
  '${7*7}{{7*7}}<%= 7*7 %>',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '-1',
  '1e999',
  '9'.repeat(400),
  '2026-13-45T99:99:99Z',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'http://[::1]:1/',
  'http://0x7f000001/',
  'http://user:pass@127.0.0.1:99999/',
  'file:///etc/passwd',
  'asset:------------------------------------',
  'a@b',
  `${'a'.repeat(250)}@x.example`,
  hugeNumber,
];

const numbers = [0, -0, -1, 0.1, 1e-320, 1e308, -1e308, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 63), 101, 1e21];

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
};

/** Anything that somebody may send instead of what was asked for. */
export const hostileValue: Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 3, arbitrary: fc.constantFrom(...numbers) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { $ne: null }, { not: '' }),
  },
  { weight: 1, arbitrary: fc.constantFrom(8, 30, 33, 2_000).map(nested) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

export const hostileText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** Values of a JSON schema of the document, with a hostile one in the place of any part, now and then. */
export function valuesOf(
  schema: Schema,
  known: { schemas: Record<string, object>; ids: string[] },
): Arbitrary<unknown> {
  const plain = plainValues(schema, known);
  return fc.oneof({ weight: 24, arbitrary: plain }, { weight: 1, arbitrary: hostileValue });
}

function plainValues(schema: Schema, known: Parameters<typeof valuesOf>[1]): Arbitrary<unknown> {
  const inner = (part: unknown) => valuesOf(part as Schema, known);
  if (typeof schema['$ref'] === 'string') {
    return inner(known.schemas[schema['$ref'].replace('#/components/schemas/', '')]);
  }
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (choices) return fc.oneof(...choices.map(inner));
  if (Array.isArray(schema['type'])) {
    return fc.oneof(...schema['type'].map((type: string) => plainValues({ ...schema, type }, known)));
  }
  switch (schema['type']) {
    case 'string':
      return texts(schema, known.ids);
    case 'integer':
    case 'number':
      return amounts(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema['items'] ?? {}), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.min(Number(schema['maxItems'] ?? 4), 4),
      });
    case 'object':
      return objects(schema, inner);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects(schema: Schema, inner: (part: unknown) => Arbitrary<unknown>): Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>);
  const fields = fc.record(Object.fromEntries(properties.map(([name, part]) => [name, inner(part)])), {
    requiredKeys: (schema['required'] ?? []) as never[],
  });
  const { additionalProperties: more } = schema;
  const free =
    typeof more === 'object'
      ? fc.dictionary(fc.string({ maxLength: 8 }), inner(more), { maxKeys: 3 })
      : fc.constant({});
  const odd = fc.oneof(
    { weight: 30, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.dictionary(hostileText, hostileValue, { maxKeys: 2 }) },
  );
  return fc.tuple(fields, free, odd).map((parts) => Object.assign({}, ...parts) as object);
}

function texts(schema: Schema, ids: string[]): Arbitrary<string> {
  const { format, pattern } = schema as { format?: string; pattern?: string };
  if (format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid());
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'email') return fc.nat().map((number) => `fuzz${number}@client.example`);
  if (format === 'uri')
    return fc.constantFrom('https://93.184.215.14/x', 'http://127.0.0.1/', 'https://93.184.215.14:8443/a?b#c');
  if (pattern?.startsWith('^(https?'))
    return fc.constantFrom('https://93.184.215.14/x.png', `asset:${ids[0] ?? ''}`, 'http://10.0.0.1/');
  if (pattern) return fc.stringMatching(new RegExp(pattern, 'u'), { maxLength: 60 });
  const minLength = Number(schema['minLength'] ?? 0);
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(Number(schema['maxLength'] ?? 40), 40)) });
}

function amounts(schema: Schema): Arbitrary<number> {
  const min = Number(schema['minimum'] ?? -1000);
  const max = Math.max(min, Math.min(Number(schema['maximum'] ?? 1000), min + 100_000));
  return schema['type'] === 'integer'
    ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
    : fc.double({ min, max, noNaN: true });
}
