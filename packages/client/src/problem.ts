import type { components } from './schema.ts';

export type Problem = components['schemas']['Problem'];

/** Whether something that was answered or thrown is a problem of the API's, with a stable `code`. */
export function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false;
  const { code, status, detail } = value as Partial<Record<keyof Problem, unknown>>;
  return typeof code === 'string' && typeof status === 'number' && typeof detail === 'string';
}
