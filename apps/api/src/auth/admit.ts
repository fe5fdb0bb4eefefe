import type { Operation } from '@bom/contracts';
import type { Request, RequestHandler, Response } from 'express';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/http-problem.ts';
import type { LimitsOf } from '../http/rate-limits.ts';
import { authenticate } from './principal.ts';
import type { Principal } from './principal.ts';

type Admitted = Pick<Operation, 'access' | 'guarded' | 'path'>;

/**
 * The one place that decides what a principal may do: an operation says what it needs, this says yes or no. Who calls
 * is found out first, so that limits are counted by caller, also for those who are then refused.
 */
export function admit(deps: ApiDeps, operation: Admitted, limitsOf: LimitsOf): RequestHandler[] {
  const { access } = operation;
  if (access.by !== 'principal') return limitsOf(operation);
  return [
    async (request, _response, next) => {
      const principal = await authenticate(deps, bearerOf(request));
      if (principal) request.principal = principal;
      next();
    },
    ...limitsOf(operation),
    (request, response, next) => {
      assertMay(request.principal ?? refuse(request, response), access);
      next();
    },
  ];
}

export function bearerOf(request: Request): string | null {
  return /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? null;
}

function refuse(request: Request, response: Response): never {
  const fault = bearerOf(request) ? ', error="invalid_token"' : '';
  if (!response.hasHeader('WWW-Authenticate')) response.setHeader('WWW-Authenticate', `Bearer realm="bom"${fault}`);
  throw new HttpProblem('unauthenticated', 'Send a valid API key or access token as "Authorization: Bearer …".');
}

function assertMay(principal: Principal, access: Extract<Operation['access'], { by: 'principal' }>): void {
  if (principal.kind === 'staff') return;
  if (principal.kind === 'client') {
    if (access.clients) return;
    throw new HttpProblem('forbidden', 'This is for the studio; clients can not do it.');
  }
  if (access.scope === 'any' || principal.scopes.includes(access.scope)) return;
  throw new HttpProblem('forbidden', `This key lacks the scope "${access.scope}".`);
}
