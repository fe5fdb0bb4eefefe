import { z } from 'zod';

export interface VariableFacts {
  /** What may be written. */
  form: string;
  /** What holds where it is not set; null where nothing does. */
  usual: string | null;
  required: boolean;
}

/** What a process's schema says of a variable. */
export function describeVariable(schema: z.ZodType): VariableFacts {
  const { usual } = metaOf(schema);
  if (schema instanceof z.ZodDefault) {
    const inner = describeVariable(schema.unwrap() as z.ZodType);
    return { ...inner, usual: usual ?? textOf(schema.def.defaultValue, inner.form), required: false };
  }
  if (schema instanceof z.ZodOptional) {
    return { ...describeVariable(schema.unwrap() as z.ZodType), usual: null, required: false };
  }
  if (schema instanceof z.ZodPipe) return describePipe(schema);
  return { form: formOf(schema), usual: null, required: true };
}

const metaOf = (schema: z.ZodType) => (schema.meta() ?? {}) as { form?: string; usual?: string };

/** What goes in says how it is written; what comes out, which words it may hold. */
function describePipe(schema: z.ZodPipe): VariableFacts {
  const { form } = metaOf(schema);
  if (form !== undefined) return { form, usual: null, required: true };
  const inner = describeVariable(schema.in as z.ZodType);
  const { out } = schema;
  const words = out instanceof z.ZodArray && out.element instanceof z.ZodEnum ? out.element.options : [];
  return words.length > 0 ? { ...inner, form: `${inner.form} of ${words.map(codeOf).join(', ')}` } : inner;
}

function formOf(schema: z.ZodType): string {
  const { form } = metaOf(schema);
  if (form !== undefined) return form;
  if (schema instanceof z.ZodEnum) return schema.options.map(codeOf).join(', ');
  if (schema instanceof z.ZodNumber) {
    const [least, most] = [schema.minValue, schema.maxValue];
    return most === null || most >= Number.MAX_SAFE_INTEGER
      ? `number, ${least} or more`
      : `number, ${least} to ${most}`;
  }
  return 'text';
}

const codeOf = (word: string | number) => `\`${word}\``;

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

function textOf(value: unknown, form: string): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : codeOf(value.join());
  if (form !== 'time') return codeOf(String(value));
  const ms = Number(value);
  const [unit, length] = units.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1];
  return codeOf(`${ms / length}${unit}`);
}
