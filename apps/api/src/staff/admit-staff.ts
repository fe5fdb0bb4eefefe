import type { Request, RequestHandler } from 'express';
import { admit } from '../auth/admit.ts';
import type { ApiDeps } from '../deps.ts';
import type { LimitsOf } from '../http/rate-limits.ts';

/**
 * Lets staff alone onto a page for browsers, which can send no bearer: a key or access token as bearer, or as the
 * password that the browser asks for.
 */
export function admitStaff(
  deps: ApiDeps,
  { basePath, limitsOf }: { basePath: `/${string}`; limitsOf: LimitsOf },
): RequestHandler[] {
  const access = { by: 'principal', scope: 'staff' } as const;
  return [takePassword, ...admit(deps, { access, path: `${basePath}/` }, limitsOf), openPage(basePath)];
}

const userNames = new WeakMap<Request, string>();

/** What was typed beside the password; any name opens the page, so that it says who claims to be there, no more. */
export const userNameOf = (request: Request): string | null => userNames.get(request) ?? null;

/** The header makes a browser ask, again after a wrong password; `admit` leaves it in place for those who are refused. */
const takePassword: RequestHandler = (request, response, next) => {
  const basic = /^Basic\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (basic) {
    const [userName, ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    request.headers.authorization = `Bearer ${password.join(':')}`;
    if (userName) userNames.set(request, userName);
  }
  response.setHeader('WWW-Authenticate', 'Basic realm="Bom Studio staff", charset="UTF-8"');
  next();
};

/**
 * A browser that came by `http://staff:key@host/admin/queues` keeps the key in the page's address, and from such an
 * address no script may fetch: it is sent on to one without, where relative addresses lead below the page too.
 */
function openPage(basePath: string): RequestHandler {
  return (request, response, next) => {
    response.removeHeader('WWW-Authenticate');
    const isTyped = request.get('sec-fetch-mode') === 'navigate' && request.originalUrl === basePath;
    if (isTyped) response.redirect(`${request.protocol}://${request.get('host')}${basePath}/`);
    else next();
  };
}
