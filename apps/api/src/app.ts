import express from 'express';
import type { Express } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { bullBoard } from './admin/bull-board.ts';
import type { ApiDeps } from './deps.ts';
import { answerProblems, answerUnknownRoute } from './http/problem.ts';
import { assignRequestId } from './http/request-id.ts';
import './http/request-context.ts';
import { assemblyRoutes } from './routes/assembly.ts';
import { assetRoutes } from './routes/assets.ts';
import { clientRoutes } from './routes/clients.ts';
import { fileRoutes } from './routes/files.ts';
import { healthRoutes } from './routes/health.ts';
import { videoRoutes } from './routes/videos.ts';
import { tallyWebhook } from './webhooks/tally.ts';

/** The whole API, without opening a port: what main.ts listens with and what tests call. */
export function createApp(deps: ApiDeps, isStopping: () => boolean = () => false): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.config.trustProxy);
  app.use(assignRequestId);
  app.use(requestLog(deps));
  app.use(helmet());
  app.use(healthRoutes(deps, isStopping));

  // Before the JSON parser: signatures are made over the raw bytes.
  app.use('/api/webhooks/tally', tallyWebhook(deps));
  app.use('/api/assets', assetRoutes(deps));
  app.use(express.json({ limit: '1mb' }));
  app.use('/api/assembly', assemblyRoutes(deps));
  app.use('/api/videos', videoRoutes(deps));
  app.use('/api/clients', clientRoutes(deps));
  if (deps.diskStorage) app.use('/files', fileRoutes(deps.diskStorage));
  app.use('/admin/queues', bullBoard(deps));

  app.use(answerUnknownRoute);
  app.use(answerProblems(deps.logger));
  return app;
}

function requestLog({ logger }: ApiDeps) {
  return pinoHttp({
    logger,
    genReqId: (request) => request.id,
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
        id,
        method,
        path: url.split('?')[0],
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
  });
}
