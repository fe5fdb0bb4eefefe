import type { opsOperations } from '@bom/contracts';
import { ffmpegVersion } from '@bom/ffmpeg';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';

const checkTimeoutMs = 3_000;

/** `/health`: the process lives. `/health/ready`: everything that it needs answers. */
export function healthHandlers(
  deps: ApiDeps,
  isStopping: () => boolean,
): Pick<HandlersOf<typeof opsOperations>, 'getHealth' | 'getReadiness'> {
  const checks = {
    database: () => deps.db.check(),
    redis: () => deps.queues.check(),
    storage: () => deps.storage.check(),
    ffmpeg: async () => void (await ffmpegVersion()),
  };
  return {
    getHealth: () => ({ status: 200, body: { status: 'ok' } }),
    async getReadiness() {
      const entries = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await ask(check)] as const),
      );
      const ready = !isStopping() && entries.every(([, result]) => result === 'ok');
      const body = { status: ready ? ('ready' as const) : ('not_ready' as const), checks: Object.fromEntries(entries) };
      return { status: ready ? 200 : 503, body };
    },
  };
}

async function ask(check: () => Promise<void>): Promise<'ok' | 'failed'> {
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
