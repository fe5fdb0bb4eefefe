import type { ProblemCode } from '@bom/contracts';
import { z } from 'zod';
import { HttpProblem } from '../http/http-problem.ts';

/** n8n's expressions give null or "" for what no node had: in `data` and in its `brief` both count as left out. */
export function withoutBlanks(data: Record<string, unknown>): Record<string, unknown> {
  const filled = Object.entries(data).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(
    filled.map(([name, value]) => [name, name === 'brief' && isRecord(value) ? withoutBlanks(value) : value]),
  );
}

/** Names the fields of `data` that `read` complains of as the sender wrote them: `data.brief.topic`. */
export async function namingData<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof z.ZodError) {
      throw new z.ZodError(error.issues.map((issue) => ({ ...issue, path: ['data', ...issue.path] })));
    }
    if (!(error instanceof HttpProblem)) throw error;
    const errors = error.errors.map(({ path, message }) => ({ path: `data.${path}`, message }));
    throw new HttpProblem(error.code as ProblemCode, error.message, errors);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
