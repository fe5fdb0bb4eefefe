import { Router } from 'express';
import { ffmpegVersion } from '@bom/ffmpeg';
import type { ApiDeps } from '../deps.ts';

const checkTimeoutMs = 3_000;

/** `/health`: the process lives. `/health/ready`: everything that it needs answers. */
export function healthRoutes(deps: ApiDeps, isStopping: () => boolean): Router {
  const router = Router();
  router.get('/health', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/health/ready', async (_request, response) => {
    const checks = {
      database: () => deps.db.check(),
      redis: () => deps.queues.check(),
      storage: () => deps.storage.check(),
      ffmpeg: async () => void (await ffmpegVersion()),
    };
    const entries = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await ask(check)]));
    const results = Object.fromEntries(entries) as Record<string, string>;
    const ready = !isStopping() && Object.values(results).every((result) => result === 'ok');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not_ready', checks: results });
  });
  return router;
}

async function ask(check: () => Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), checkTimeoutMs);
  });
  try {
    await Promise.race([check(), timeout]);
    return 'ok';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
