import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Router } from 'express';
import { admit } from '../auth/admit.ts';
import type { ApiDeps } from '../deps.ts';

const basePath = '/admin/queues';

/** Bull Board for staff: an API key as bearer, or as the password of the browser's own login box. */
export function bullBoard(deps: ApiDeps): Router {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(basePath);
  createBullBoard({
    queues: Object.values(deps.queues.all).map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Bom Studio', hideRedisDetails: true } },
  });
  const router = Router();
  router.use((request, response, next) => {
    const basic = /^Basic\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (basic) {
      const password = Buffer.from(basic, 'base64').toString('utf8').split(':').slice(1).join(':');
      request.headers.authorization = `Bearer ${password}`;
    }
    if (!request.get('authorization')) response.setHeader('WWW-Authenticate', 'Basic realm="Bom Studio staff"');
    next();
  });
  router.use(admit(deps, { access: { by: 'principal', scope: 'staff' } }), serverAdapter.getRouter() as Router);
  return router;
}
