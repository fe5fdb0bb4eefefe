import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Router } from 'express';
import type { RequestHandler } from 'express';
import { admit } from '../auth/admit.ts';
import type { ApiDeps } from '../deps.ts';
import type { LimitsOf } from '../http/rate-limits.ts';

const basePath = '/admin/queues';

/** Bull Board for staff, to look and not to touch: a key or access token as bearer, or as the password that a browser asks for. */
export function bullBoard(deps: ApiDeps, limitsOf: LimitsOf): Router {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(basePath);
  createBullBoard({
    queues: Object.values(deps.queues.all).map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Bom Studio', hideRedisDetails: true } },
  });
  const access = { by: 'principal', scope: 'staff' } as const;
  const router = Router();
  router.use(takePassword, ...admit(deps, { access, path: `${basePath}/` }, limitsOf));
  router.use(openPage, serverAdapter.getRouter() as Router);
  return router;
}

/** The header makes a browser ask, again after a wrong password; `admit` leaves it in place for those who are refused. */
const takePassword: RequestHandler = (request, response, next) => {
  const basic = /^Basic\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (basic) {
    const password = Buffer.from(basic, 'base64').toString('utf8').split(':').slice(1).join(':');
    request.headers.authorization = `Bearer ${password}`;
  }
  response.setHeader('WWW-Authenticate', 'Basic realm="Bom Studio staff", charset="UTF-8"');
  next();
};

/**
 * A browser that came by `http://staff:key@host/admin/queues` keeps the key in the page's address, and from such an
 * address no script may fetch: it is sent on to one without.
 */
const openPage: RequestHandler = (request, response, next) => {
  response.removeHeader('WWW-Authenticate');
  const isTyped = request.get('sec-fetch-mode') === 'navigate' && request.originalUrl === basePath;
  if (isTyped) response.redirect(`${request.protocol}://${request.get('host')}${basePath}/`);
  else next();
};
