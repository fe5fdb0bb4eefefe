import type { z } from 'zod';

/**
 * The value in a model's answer, or what is wrong with it in words that the model can act on. A code fence or a sentence
 * around the object is forgiven.
 */
export function readAnswer<T>(
  text: string,
  schema: z.ZodType<T>,
): { value: T; problems: [] } | { value: undefined; problems: string[] } {
  const json = parseObject(text);
  if (json === undefined) return { value: undefined, problems: ['the answer is not a complete JSON object'] };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data, problems: [] };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'answer'}: ${issue.message}`);
  return { value: undefined, problems: problems.map((problem) => problem.slice(0, 300)) };
}

function parseObject(text: string): unknown {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  if (from === -1 || to < from) return undefined;
  try {
    return JSON.parse(text.slice(from, to + 1));
  } catch {
    return undefined;
  }
}
