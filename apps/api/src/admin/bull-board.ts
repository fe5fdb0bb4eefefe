import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Router } from 'express';
import type { ApiDeps } from '../deps.ts';
import type { LimitsOf } from '../http/rate-limits.ts';
import { admitStaff } from './staff-page.ts';

const basePath = '/admin/queues';

/** Bull Board for staff, to look and not to touch. */
export function bullBoard(deps: ApiDeps, limitsOf: LimitsOf): Router {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(basePath);
  createBullBoard({
    queues: Object.values(deps.queues.all).map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Bom Studio', hideRedisDetails: true } },
  });
  const router = Router();
  router.use(...admitStaff(deps, { basePath, limitsOf }), serverAdapter.getRouter() as Router);
  return router;
}
