import type { ProblemCode } from '@bom/contracts';
import { StudioError } from '@bom/domain';

/** A request that can't be served as it is; thrown anywhere below a route. */
export class HttpProblem extends StudioError {
  readonly retriable = false;
  readonly errors: { path: string; message: string }[];

  constructor(code: ProblemCode, detail: string, errors: { path: string; message: string }[] = []) {
    super(code, detail);
    this.errors = errors;
  }
}

export const notFound = (): HttpProblem => new HttpProblem('not_found', 'There is nothing here under this id.');
