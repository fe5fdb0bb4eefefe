import { createBullBoard } from '@bull-board/api';
import { ExpressAdapter } from '@bull-board/express';
import { queueNames } from '@bom/jobs';
import { Router } from 'express';
import type { ApiDeps } from '../deps.ts';
import type { LimitsOf } from '../http/rate-limits.ts';
import { RedactedQueue } from './redacted-queue.ts';
import { admitStaff } from './admit-staff.ts';

const basePath = '/admin/queues';

/** Bull Board for staff, to look and not to touch. */
export function bullBoard(deps: ApiDeps, limitsOf: LimitsOf): Router {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(basePath);
  createBullBoard({
    queues: queueNames.map((name) => new RedactedQueue(deps.queues.all[name], name)),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'Bom Studio',
        hideRedisDetails: true,
        miscLinks: [{ text: 'Staff pages', url: '/admin/' }],
      },
    },
  });
  const router = Router();
  router.use(...admitStaff(deps, { basePath, limitsOf }), serverAdapter.getRouter() as Router);
  return router;
}
