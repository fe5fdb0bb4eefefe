import express from 'express';
import type { Express } from 'express';
import { bullBoard } from './staff/bull-board.ts';
import { docsPage } from './routes/docs-page.ts';
import type { ApiDeps } from './deps.ts';
import { createHandlers } from './handlers.ts';
import { logRequests } from './http/log-requests.ts';
import { measureRequests } from './http/measure-requests.ts';
import { answerProblems, answerUnknownRoute } from './http/problem.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { assignRequestId } from './http/request-id.ts';
import './http/request-context.ts';
import { allowOrigins, securityHeaders } from './http/security-headers.ts';
import { serveOperations } from './http/serve-operations.ts';
import { fileRoutes } from './routes/files.ts';
import { staffPages } from './staff/staff-pages.ts';

/** The whole API, without opening a port: what main.ts listens with and what tests call. */
export function createApp(deps: ApiDeps, isStopping: () => boolean = () => false): Express {
  const app = express();
  app.disable('x-powered-by');
  // Operations say themselves what can be asked for again; Express would tag everything, problems too.
  app.disable('etag');
  app.set('trust proxy', deps.config.trustProxy);
  app.use(assignRequestId);
  app.use(logRequests(deps));
  app.use(measureRequests(deps));
  app.use(securityHeaders());
  app.use(allowOrigins(deps.config.corsOrigins));
  const limitsOf = createRateLimits(deps);
  serveOperations(app, deps, { handlers: createHandlers(deps, isStopping), limitsOf });
  if (deps.diskStorage) app.use('/files', fileRoutes(deps.diskStorage));
  app.use('/admin/queues', bullBoard(deps, limitsOf));
  app.use('/admin', staffPages(deps, limitsOf));
  app.use('/docs', docsPage(deps, limitsOf));

  app.use(answerUnknownRoute);
  app.use(answerProblems(deps.logger));
  return app;
}
