import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';

/** Reconnects within two seconds of Redis coming back; ioredis and BullMQ would wait up to twenty. */
const retryStrategy = (times: number) => Math.min(times * 100, 2_000);

/**
 * A producer fails at once when Redis is away instead of waiting for it: the row in Postgres is the outbox, and the
 * sweep enqueues what was missed.
 */
export function producerRedis(redisUrl: string): Redis {
  return connect(redisUrl, {
    enableOfflineQueue: false,
    commandTimeout: 1_500,
    maxRetriesPerRequest: 1,
    retryStrategy,
  });
}

/** A worker's connection waits for Redis for ever. */
export function workerRedis(redisUrl: string): Redis {
  return connect(redisUrl, { maxRetriesPerRequest: null, retryStrategy });
}

function connect(redisUrl: string, options: RedisOptions & { replyMapping?: never }): Redis {
  return new Redis(redisUrl, { ...options, lazyConnect: false, connectTimeout: 5_000 });
}

/**
 * Refuses a Redis that may throw queue entries away.
 *
 * @throws Error naming the setting and the fix; a Redis that is away is let pass
 */
export async function assertRedisKeepsJobs(redis: Redis): Promise<void> {
  // A producer's connection queues no command: asked before it stands, it would be let pass whatever its policy.
  await readyWithin(redis, bootPatienceMs);
  const info = await redis.info('memory').catch(() => '');
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  throw new Error(
    `Redis has maxmemory-policy "${policy}" and may drop queued jobs; set it to "noeviction" (redis.conf or CONFIG SET).`,
  );
}

const bootPatienceMs = 3_000;

/** Returns when the connection stands, or when it took too long. */
async function readyWithin(redis: Redis, ms: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      redis.off('ready', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    redis.once('ready', done);
  });
}
