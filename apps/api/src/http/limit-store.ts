import type { Redis } from 'ioredis';
import type { Logger } from '@bom/runtime';

export interface LimitStoreOptions {
  redis: Redis;
  logger: Logger;
  prefix: string;
  perWindow: number;
  windowMs: number;
  /** What counts while Redis is away: `nothing` lets everybody in, `local` counts in this process. */
  withoutRedis: 'nothing' | 'local';
}

/** The how-manieth of its window a request is; counted from 1. */
export interface Hit {
  number: number;
  /** Milliseconds since the epoch. */
  resetAt: number;
}

export interface LimitStore {
  /** At once where this process has numbers left, which is for most requests of a caller that comes often. */
  count(key: string): Hit | Promise<Hit>;
}

/** Numbers of a window that this process may give out. */
interface Block {
  next: number;
  last: number;
  size: number;
  resetAt: number;
}

/** One process takes at most this part of what is left of a caller's window. */
const largestShare = 50;
const largestBlock = 64;
const maxKeys = 10_000;
/** After a failure Redis is left alone for so long, so that one that hangs does not slow down each request. */
const pauseMs = 1_000;
const warnEveryMs = 60_000;

/** A window begins with the first that counts in it. */
const takeScript = `
local last = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return {last, left}`;

/**
 * Counts in Redis, for all API processes together; without it as `withoutRedis` says, with a warning.
 *
 * Numbers are taken from Redis in blocks that begin with one and double with each block that was used up, to a fiftieth
 * of the limit: never are more let in than the limit says, and what a process leaves of its last block (2 %) is all that
 * a caller can lose. A small limit is counted one by one.
 */
export function createLimitStore(options: LimitStoreOptions): LimitStore {
  const { perWindow, windowMs, withoutRedis } = options;
  const blocks = new Map<string, Block>();
  const taking = new Map<string, Promise<void>>();
  const waiting = new Map<string, number>();
  const local = new Map<string, Block>();
  const away = watchRedis(options);

  function numberOf(key: string): Hit | null {
    const block = blocks.get(key);
    if (!block || block.next > block.last || block.resetAt <= Date.now()) return null;
    return { number: block.next++, resetAt: block.resetAt };
  }

  /** Those who come while a block is on its way share it, or the next one, which is as large as they are many. */
  async function countInRedis(key: string): Promise<Hit> {
    waiting.set(key, (waiting.get(key) ?? 0) + 1);
    try {
      for (let hit = numberOf(key); ; hit = numberOf(key)) {
        if (hit) return hit;
        await (taking.get(key) ?? take(key));
      }
    } finally {
      const left = (waiting.get(key) ?? 1) - 1;
      if (left > 0) waiting.set(key, left);
      else waiting.delete(key);
    }
  }

  function take(key: string): Promise<void> {
    const size = Math.max(waiting.get(key) ?? 1, nextSize(blocks.get(key), perWindow));
    const taken = takeBlock(options, { key, size })
      .then((block) => keep(blocks, key, block))
      .finally(() => taking.delete(key));
    taking.set(key, taken);
    return taken;
  }

  function countWithoutRedis(key: string): Hit {
    const now = Date.now();
    if (withoutRedis === 'nothing') return { number: 1, resetAt: now + windowMs };
    const known = local.get(key);
    const block = known && known.resetAt > now ? known : { next: 1, last: 0, size: 1, resetAt: now + windowMs };
    if (block !== known) keep(local, key, block);
    return { number: block.next++, resetAt: block.resetAt };
  }

  return {
    count(key) {
      const hit = numberOf(key);
      if (hit) return hit;
      if (away.isPaused()) return countWithoutRedis(key);
      return countInRedis(key).catch((error: unknown) => {
        away.note(error);
        return countWithoutRedis(key);
      });
    },
  };
}

/** Near the limit the blocks get small, so that several processes share what is left of it. */
function nextSize(before: Block | undefined, perWindow: number): number {
  if (!before || before.resetAt <= Date.now()) return 1;
  const share = Math.floor((perWindow - before.last) / largestShare);
  return Math.max(1, Math.min(before.size * 2, largestBlock, share));
}

async function takeBlock(
  { redis, prefix, windowMs }: LimitStoreOptions,
  { key, size }: { key: string; size: number },
): Promise<Block> {
  const answer = (await redis.eval(takeScript, 1, prefix + key, size, windowMs)) as [number, number];
  const [last, leftMs] = answer;
  return { next: last - size + 1, last, size, resetAt: Date.now() + leftMs };
}

/** Whoever is forgotten begins with a block of one again. */
function keep(blocks: Map<string, Block>, key: string, block: Block): void {
  if (blocks.size >= maxKeys) blocks.clear();
  blocks.set(key, block);
}

function watchRedis({ logger, prefix, withoutRedis }: LimitStoreOptions) {
  let pausedUntil = 0;
  let warnedAt = 0;
  return {
    isPaused: () => Date.now() < pausedUntil,
    note(error: unknown) {
      const now = Date.now();
      pausedUntil = now + pauseMs;
      if (now < warnedAt + warnEveryMs) return;
      warnedAt = now;
      const consequence = withoutRedis === 'local' ? 'are counted in this process alone' : 'are not held';
      logger.warn({ err: error, limit: prefix }, `Redis is away: rate limits ${consequence}.`);
    },
  };
}
