import { Redis } from 'ioredis';
import type { Logger } from '@bom/runtime';
import { throttleLog } from '@bom/runtime';

/** For what a request waits for: every command fails within half a second while Redis is away. */
export function connectRedis({ redisUrl, logger }: { redisUrl: string; logger: Logger }): Redis {
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    commandTimeout: 500,
    connectTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  const report = throttleLog(logger, { perSecond: 1 });
  redis.on('error', (error: Error) => report(error, 'Redis can not be reached.'));
  return redis;
}
