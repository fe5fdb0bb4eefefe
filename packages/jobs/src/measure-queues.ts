import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Metrics } from '@bom/runtime';
import type { QueueName } from './catalog.ts';

export type QueueMetrics = Pick<Metrics, 'queueJobs' | 'queueOldestWaitingSeconds' | 'redisMemoryBytes'>;

/** Brings the gauges of queues and of Redis's memory up to date. */
export async function measureQueues(
  { queues, connection }: { queues: Record<QueueName, Queue>; connection: Redis },
  { queueJobs, queueOldestWaitingSeconds, redisMemoryBytes }: QueueMetrics,
): Promise<void> {
  await Promise.all(
    Object.entries(queues).map(async ([name, queue]) => {
      const [counts, waitedMs] = await Promise.all([queue.getJobCounts(...states), longestWaitMs(queue, connection)]);
      for (const state of states) queueJobs.set({ queue: name, state }, counts[state] ?? 0);
      queueOldestWaitingSeconds.set({ queue: name }, waitedMs / 1000);
    }),
  );
  const info = await connection.info('memory');
  redisMemoryBytes.set({ kind: 'used' }, Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0));
  redisMemoryBytes.set({ kind: 'limit' }, Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0));
}

const states = ['waiting', 'prioritized', 'active', 'delayed', 'waiting-children', 'failed'] as const;

/** A fair share gives a client's films a priority each, up to 99 a package; what is beyond this many is not looked at. */
const maxPriorities = 1_024;
/** BullMQ's score of a prioritized job is its priority times this, and a counter within it. */
const scoreStep = 0x1_0000_0000;

/** How long the job that could have run for longest has waited: the head of the list, and of each priority. */
async function longestWaitMs(queue: Queue, client: Redis): Promise<number> {
  const ids = [await client.lindex(queue.toKey('wait'), -1), ...(await headsOfPriorities(queue, client))];
  const found = ids.filter((id) => id !== null);
  const waits = await Promise.all(found.map((id) => waitOf(queue, { client, id })));
  return Math.max(0, ...waits);
}

/** One call, however many priorities there are: each is found from the one before it. */
const headsScript = `
  local heads, from = {}, 0
  while #heads < tonumber(ARGV[1]) do
    local found = redis.call('ZRANGEBYSCORE', KEYS[1], from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if #found == 0 then break end
    heads[#heads + 1] = found[1]
    from = (math.floor(tonumber(found[2]) / ARGV[2]) + 1) * ARGV[2]
  end
  return heads`;

async function headsOfPriorities(queue: Queue, client: Redis): Promise<string[]> {
  const heads = await client.eval(headsScript, 1, queue.toKey('prioritized'), maxPriorities, scoreStep);
  return heads as string[];
}

/** A job that was tried before waits since that try, not since it was added. */
async function waitOf(queue: Queue, { client, id }: { client: Redis; id: string }): Promise<number> {
  const [addedAt, triedAt] = await client.hmget(queue.toKey(id), 'timestamp', 'processedOn');
  const since = Math.max(Number(addedAt ?? 0), Number(triedAt ?? 0));
  return since === 0 ? 0 : Math.max(0, Date.now() - since);
}
