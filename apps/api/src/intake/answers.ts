import type { TallyField } from '@bom/contracts';
import { HttpProblem } from '../http/http-problem.ts';

/** The answer as text: options by their words, several joined; null where there is none. */
export function answerText(field: TallyField): string | null {
  const text = answerTexts(field).join(', ').trim();
  return text === '' ? null : text;
}

/** @throws HttpProblem `unknown_option` for a chosen option that the form does not list */
export function answerTexts(field: TallyField): string[] {
  const { value, options } = field;
  if (value === null || value === undefined) return [];
  const values = Array.isArray(value) ? value : [value];
  if (!options) return values.flatMap(plainText);
  return values.map((id) => {
    const option = options.find((candidate) => candidate.id === id);
    if (option) return storable(option.text);
    const detail = `The answer to "${field.label ?? field.key}" names the option "${String(id)}", which the form does not list.`;
    throw new HttpProblem('unknown_option', detail, [{ path: field.label ?? field.key, message: 'unknown option id' }]);
  });
}

function plainText(value: unknown): string[] {
  if (typeof value === 'string') return [storable(value)];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return [];
}

/** Without what Postgres refuses in text: NUL characters and halves of surrogate pairs. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/** The first uploaded file's URL. */
export function fileUrl(field: TallyField): string | null {
  const [file] = Array.isArray(field.value) ? (field.value as unknown[]) : [];
  const url = (file as { url?: unknown } | undefined)?.url;
  return typeof url === 'string' ? url : null;
}
