import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { TransientError } from '@bom/domain';
import type { Logger } from '@bom/runtime';
import { currentTraceparent, inSpan, throttleLog } from '@bom/runtime';
import type { JobName, PayloadOf, QueueName } from './catalog.ts';
import { catalog, queueNames } from './catalog.ts';
import { fairPriority } from './fair-priority.ts';
import { measureQueues } from './measure-queues.ts';
import type { QueueMetrics } from './measure-queues.ts';
import { producerRedis } from './redis.ts';

export interface EnqueueOptions {
  /** Made from the row's id and its delivery number; enqueueing the same id again does nothing. No `:`. */
  id: string;
  delayMs?: number;
  /** Of the job's row; 1 runs first, and a client's many films let others' between them (`fairPriority`). */
  priority?: number;
  parent?: { id: string; queue: string };
  /** Of the work that wants the job, kept with its row; without it, of the span that runs now. */
  traceparent?: string | null | undefined;
}

export interface Queues {
  enqueue<Name extends JobName>(name: Name, payload: PayloadOf<Name>, options: EnqueueOptions): Promise<void>;
  /** Is the job still to be run, running, or waiting for children? */
  isAlive(name: JobName, id: string): Promise<boolean>;
  /** Jobs ahead of this one, 0 when it runs or is unknown. */
  position(name: JobName, id: string): Promise<number>;
  /** For Bull Board. */
  all: Record<QueueName, Queue>;
  /** Throws where Redis does not answer. */
  check(): Promise<void>;
  /** Brings the gauges up to date; throws where Redis is away, and leaves them empty then. */
  measure(metrics: QueueMetrics): Promise<void>;
  close(): Promise<void>;
}

const dayS = 24 * 3600;
const aliveStates = new Set(['waiting', 'active', 'delayed', 'prioritized', 'waiting-children']);

/** The producing side. Opens one connection for all queues; every call fails within 1.5 s when Redis is away. */
export function createQueues({ redisUrl, logger }: { redisUrl: string; logger: Logger }): Queues {
  const connection = producerRedis(redisUrl);
  const report = throttleLog(logger, { perSecond: 1 });
  const onError = (error: Error) => report(error, 'Redis can not be reached.');
  connection.on('error', onError);
  const open = (name: QueueName) => {
    const queue = new Queue(name, { connection });
    queue.on('error', onError);
    return queue;
  };
  const all = Object.fromEntries(queueNames.map((name) => [name, open(name)])) as Record<QueueName, Queue>;

  const assertReady = readyGuard(connection);

  return {
    all,
    async enqueue(name, payload, { id, delayMs, priority, parent, traceparent = currentTraceparent() }) {
      const { queue, payload: schema, attempts, backoffMs } = catalog[name];
      const owned = parent !== undefined;
      await assertReady();
      const add = () =>
        all[queue].add(name, schema.parse(payload), {
          ...telemetryOf(traceparent ? currentTraceparent() : null),
          jobId: id,
          // Jobs with a row of their own are retried from it; only children rely on the queue for that.
          attempts: owned ? attempts : 1,
          backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
          removeOnComplete: { age: dayS, count: 2_000 },
          removeOnFail: { age: 7 * dayS, count: 5_000 },
          ...(delayMs ? { delay: delayMs } : {}),
          ...(priority ? { priority: fairPriority(priority) } : {}),
          ...(parent ? { parent, continueParentOnFailure: true } : {}),
        });
      const attributes = {
        'messaging.system': 'bullmq',
        'messaging.destination.name': queue,
        'messaging.message.id': id,
      };
      if (!traceparent) await add();
      else await inSpan({ name: `${name} enqueue`, kind: 'producer', parent: traceparent, attributes }, add);
    },
    async isAlive(name, id) {
      await assertReady();
      return aliveStates.has(await all[catalog[name].queue].getJobState(id));
    },
    async position(name, id) {
      await assertReady();
      return positionIn(all[catalog[name].queue], { id, connection });
    },
    async check() {
      await assertReady();
      await connection.ping();
    },
    async measure(metrics) {
      for (const gauge of [metrics.queueJobs, metrics.queueOldestWaitingSeconds, metrics.redisMemoryBytes])
        gauge.reset();
      await assertReady();
      await measureQueues({ queues: all, connection }, metrics);
    },
    async close() {
      // With Redis away there is nothing left to say goodbye to.
      if (connection.status === 'ready') await Promise.all(queueNames.map((name) => all[name].close()));
      connection.disconnect();
    },
  };
}

/** Where BullMQ itself keeps the trace of a job, beside its payload of ids. */
function telemetryOf(traceparent: string | null | undefined) {
  return traceparent ? { telemetry: { metadata: traceparent } } : {};
}

const firstConnectionMs = 1_500;

/**
 * Refuses at once while Redis is away: BullMQ would wait for the connection without end. Only the first connection of
 * the process is waited for, a moment.
 */
function readyGuard(connection: Redis): () => Promise<void> {
  let wasReady = false;
  connection.once('ready', () => {
    wasReady = true;
  });
  const away = () => new TransientError('queue_unavailable', 'Redis can not be reached.');
  return async () => {
    if (connection.status === 'ready') return;
    if (wasReady) throw away();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(away()), firstConnectionMs);
      connection.once('ready', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  };
}

/**
 * Two look-ups whatever the queue's length: BullMQ keeps jobs with a priority in a sorted set of their ids, and those
 * without, which run before them, in a list whose last entry is next.
 */
async function positionIn(queue: Queue, { id, connection }: { id: string; connection: Redis }): Promise<number> {
  const [listed, length, rank] = await Promise.all([
    connection.lpos(queue.toKey('wait'), id),
    connection.llen(queue.toKey('wait')),
    connection.zrank(queue.toKey('prioritized'), id),
  ]);
  if (listed !== null) return length - listed;
  return rank === null ? 0 : length + rank + 1;
}
