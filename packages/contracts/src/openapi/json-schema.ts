import type { ZodOpenApiOverride } from 'zod-openapi';
import { toJSONSchema } from 'zod';
import type { z } from 'zod';
import { languageSchema } from '@bom/domain';
import { sharedSchemas } from './named-schemas.ts';

/**
 * What a JSON schema can not be told by zod alone. Answers are open for fields to come; requests refuse what they do not
 * know. What stands in both is one schema, not two that differ in that: it is open too.
 */
export const overrideJsonSchema: ZodOpenApiOverride = ({ jsonSchema, zodSchema, io }) => {
  const { def } = zodSchema._zod;
  if (def.type === 'object') openObject({ jsonSchema, zodSchema: zodSchema as z.ZodObject, io });
  // Languages and colours are taken in any case and kept in one; what is taken is documented.
  if (zodSchema === languageSchema) {
    jsonSchema.pattern = '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$';
    jsonSchema.examples = ['en', 'pt-BR'];
  }
  if (io === 'output' && def.type === 'pipe' && def.in._zod.def.type === 'string') {
    const { $schema: _, ...taken } = toJSONSchema(def.in, { io: 'input' });
    Object.assign(jsonSchema, taken);
  }
  // The format says it; zod's patterns of these run over several lines.
  if (jsonSchema.format === 'uuid' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  // JavaScript alone asks for the backslash, and some generators escape it once more.
  if (jsonSchema.pattern) jsonSchema.pattern = jsonSchema.pattern.replaceAll(String.raw`\/`, '/');
  if (jsonSchema.type === 'integer') sizeInteger(jsonSchema);
};

type JsonSchema = Parameters<ZodOpenApiOverride>[0]['jsonSchema'];

function openObject({
  jsonSchema,
  zodSchema,
  io,
}: {
  jsonSchema: JsonSchema;
  zodSchema: z.ZodObject;
  io: string;
}): void {
  const isShared = sharedSchemas.has(zodSchema);
  if ((io === 'output' || isShared) && jsonSchema.additionalProperties === false)
    delete jsonSchema.additionalProperties;
  if (!isShared) return;
  const required = Object.entries(zodSchema.shape).filter(([, field]) => field._zod.optin === undefined);
  jsonSchema.required = required.map(([name]) => name);
  if (required.length === 0) delete jsonSchema.required;
}

/** Zod bounds every integer by what a double holds; generators ask how many bits to make. */
function sizeInteger(jsonSchema: JsonSchema): void {
  const { minimum, maximum } = jsonSchema;
  if (minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  const isSmall = jsonSchema.maximum !== undefined && jsonSchema.maximum < 2 ** 31;
  jsonSchema.format = isSmall ? 'int32' : 'int64';
}
