import { MemoryStore } from 'express-rate-limit';
import type { IncrementResponse, Options, Store } from 'express-rate-limit';
import type { Redis } from 'ioredis';
import { RedisStore } from 'rate-limit-redis';
import type { RedisReply } from 'rate-limit-redis';
import type { Logger } from '@bom/runtime';

export interface LimitStoreOptions {
  redis: Redis;
  logger: Logger;
  prefix: string;
  /** What counts while Redis is away: `nothing` lets everybody in, `local` counts in this process. */
  withoutRedis: 'nothing' | 'local';
}

/** After a failure Redis is left alone for so long, so that one that hangs does not slow down each request. */
const pauseMs = 1_000;
const warnEveryMs = 60_000;

/** Counts in Redis, for all API processes together; without it as `withoutRedis` says, with a warning. */
export function createLimitStore({ redis, logger, prefix, withoutRedis }: LimitStoreOptions): Store {
  const sendCommand = (command: string, ...args: string[]) => redis.call(command, ...args) as Promise<RedisReply>;
  const remote = new RedisStore({ sendCommand, prefix });
  const local = new MemoryStore();
  let options: Options;
  let isLoaded = false;
  let pausedUntil = 0;
  let warnedAt = 0;

  /** The store loads its scripts once and keeps a failure of that for ever: so they are loaded here, when they can be. */
  async function countInRedis(key: string): Promise<IncrementResponse> {
    if (!isLoaded) await remote.init(options);
    isLoaded = true;
    return remote.increment(key);
  }

  function warn(error: unknown): void {
    const now = Date.now();
    pausedUntil = now + pauseMs;
    if (now < warnedAt + warnEveryMs) return;
    warnedAt = now;
    const consequence = withoutRedis === 'local' ? 'are counted in this process alone' : 'are not held';
    logger.warn({ err: error, limit: prefix }, `Redis is away: rate limits ${consequence}.`);
  }

  return {
    init(given) {
      options = given;
      local.init(given);
    },
    async increment(key) {
      if (Date.now() >= pausedUntil) {
        try {
          return await countInRedis(key);
        } catch (error) {
          warn(error);
        }
      }
      if (withoutRedis === 'local') return local.increment(key);
      return { totalHits: 1, resetTime: new Date(Date.now() + options.windowMs) };
    },
    decrement: (key) => remote.decrement(key),
    resetKey: (key) => remote.resetKey(key),
    shutdown: () => local.shutdown(),
  };
}
