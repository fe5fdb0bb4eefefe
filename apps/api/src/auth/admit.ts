import type { Operation } from '@bom/contracts';
import type { Request, RequestHandler, Response } from 'express';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/problem.ts';
import { authenticate } from './principal.ts';
import type { Principal } from './principal.ts';

/** The one place that decides what a principal may do: an operation says what it needs, this says yes or no. */
export function admit(deps: ApiDeps, { access }: Pick<Operation, 'access'>): RequestHandler {
  return async (request, response, next) => {
    if (access.by === 'principal') {
      const principal = await identify(deps, { request, response });
      assertMay(principal, access);
      request.principal = principal;
    }
    next();
  };
}

async function identify(
  deps: ApiDeps,
  { request, response }: { request: Request; response: Response },
): Promise<Principal> {
  const token = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? null;
  const principal = await authenticate(deps, token);
  if (principal) return principal;
  if (!response.hasHeader('WWW-Authenticate')) response.setHeader('WWW-Authenticate', 'Bearer realm="bom"');
  throw new HttpProblem('unauthenticated', 'Send a valid API key or access token as "Authorization: Bearer …".');
}

function assertMay(principal: Principal, access: Extract<Operation['access'], { by: 'principal' }>): void {
  if (principal.kind === 'staff') return;
  if (principal.kind === 'client') {
    if (access.clients) return;
    throw new HttpProblem('forbidden', 'This is for the studio; clients can not do it.');
  }
  if (principal.scopes.includes(access.scope)) return;
  throw new HttpProblem('forbidden', `This key lacks the scope "${access.scope}".`);
}
