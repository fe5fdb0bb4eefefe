import { DelayedError, UnrecoverableError, WaitingChildrenError, Worker } from 'bullmq';
import type { Job as QueueJob } from 'bullmq';
import { CancelledError, TransientError, toStudioError } from '@bom/domain';
import type { Logger, Metrics } from '@bom/runtime';
import { inSpan, throttleLog, withLogIds } from '@bom/runtime';
import type { JobName, JobsOf, PayloadOf, QueueName } from './catalog.ts';
import { catalog } from './catalog.ts';
import { workerRedis } from './redis.ts';

export interface Delivery {
  /** The queue job's id. */
  id: string;
  /** Aborts on timeout, lost lock and shutdown. */
  signal: AbortSignal;
  logger: Logger;
  /** Whether the queue will try again when this try throws. */
  isLastTry: boolean;
  /** For children: whom they belong to. */
  asParent: { id: string; queue: string };
  /** Ends this try; the same job is delivered again after the delay. Never returns. */
  delay(ms: number): Promise<never>;
  /** Ends this try until all children added with `asParent` have ended. Returns only where none is left to wait for. */
  waitForChildren(): Promise<void>;
  /** How many children ended in failure. */
  countFailedChildren(): Promise<number>;
}

export type Handler<Name extends JobName> = (payload: PayloadOf<Name>, delivery: Delivery) => Promise<void>;
/** Total: a queue's worker that lacks a handler for one of its jobs does not compile. */
export type Handlers<Queue extends QueueName> = { [Name in JobsOf<Queue>]: Handler<Name> };

export interface WorkerSettings {
  /** A worker that stops renewing for so long is taken for dead. */
  lockMs: number;
  /** How often dead workers' jobs are looked for. */
  stalledMs: number;
}

type TryMetrics = Pick<Metrics, 'jobTrySeconds' | 'jobWaitSeconds'>;

export interface StartedWorkers {
  /** Takes no new work, waits `graceMs` for what runs, then aborts it; aborted work goes back to the queue. */
  close(graceMs: number): Promise<void>;
}

/** Starts one worker for each queue. */
export function startWorkers<Queue extends QueueName>({
  redisUrl,
  concurrency,
  handlers,
  settings,
  logger,
  metrics,
}: {
  redisUrl: string;
  concurrency: Record<Queue, number>;
  handlers: Handlers<Queue>;
  settings: WorkerSettings;
  logger: Logger;
  metrics?: TryMetrics;
}): StartedWorkers {
  const shutdown = new AbortController();
  // A Redis that is full makes a worker report thousands of errors a second.
  const report = throttleLog(logger, { perSecond: 1 });
  const queues = Object.keys(concurrency) as Queue[];
  const workers = queues.map((queue) => {
    const connection = workerRedis(redisUrl);
    const process = processorOf(handlers, { shutdown: shutdown.signal, logger, metrics });
    const worker = new Worker(queue, process, {
      connection,
      concurrency: concurrency[queue],
      lockDuration: settings.lockMs,
      stalledInterval: settings.stalledMs,
      // Two lost workers are bad luck, four are a job that kills workers.
      maxStalledCount: 3,
      drainDelay: 2,
    });
    worker.on('error', (error) => report(error, `The ${queue} worker met an error.`));
    worker.on('lockRenewalFailed', (ids: string[]) => ids.forEach((id) => worker.cancelJob(id, 'lock lost')));
    return { worker, connection };
  });
  return {
    async close(graceMs) {
      const closing = Promise.all(workers.map(({ worker }) => worker.close()));
      const grace = setTimeout(() => shutdown.abort(new CancelledError('The worker is shutting down.')), graceMs);
      await closing.finally(() => clearTimeout(grace));
      workers.forEach(({ connection }) => connection.disconnect());
    },
  };
}

interface Surroundings {
  shutdown: AbortSignal;
  logger: Logger;
  metrics: TryMetrics | undefined;
}

function processorOf(handlers: Record<string, Handler<JobName>>, { shutdown, logger, metrics }: Surroundings) {
  return async (job: QueueJob, token?: string, signal?: AbortSignal): Promise<void> => {
    const definition = catalog[job.name as JobName];
    const handler = handlers[job.name];
    if (!definition || !handler) throw new UnrecoverableError(`Nobody handles jobs named "${job.name}".`);
    const payload = definition.payload.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(`The payload of ${job.name} is not what the catalog says.`);
    const timeout = AbortSignal.timeout(definition.timeoutMs);
    const signals = [shutdown, timeout, ...(signal ? [signal] : [])];
    const delivery = deliveryOf({ job, token: token ?? '', signal: AbortSignal.any(signals), logger });
    const endMeasure = measureTry(metrics, job);
    try {
      await withLogIds(payload.data, () => inTrace(job, () => handler(payload.data, delivery)));
      endMeasure('done');
    } catch (error) {
      endMeasure(shutdown.aborted || isPutBack(error) ? 'put_back' : 'failed');
      await endTry({ error, job, token: token ?? '', stopped: shutdown.aborted, timedOut: timeout.aborted });
    }
  };
}

/** Under the span that enqueued it; upkeep is of no trace. To be put back is no failure. */
async function inTrace(job: QueueJob, work: () => Promise<void>): Promise<void> {
  const parent = job.opts.telemetry?.metadata ?? null;
  if (parent === null && job.queueName === 'upkeep') return work();
  const attributes = {
    ...(job.data as Record<string, string | number>),
    'messaging.system': 'bullmq',
    'messaging.destination.name': job.queueName,
    'messaging.message.id': job.id,
    'bullmq.attempt': job.attemptsStarted,
  };
  let putBack: unknown;
  await inSpan({ name: job.name, kind: 'consumer', parent, attributes }, () =>
    work().catch((error: unknown) => {
      if (!isPutBack(error)) throw error;
      putBack = error;
    }),
  );
  if (putBack !== undefined) throw putBack;
}

function isPutBack(error: unknown): boolean {
  return error instanceof DelayedError || error instanceof WaitingChildrenError;
}

function measureTry(metrics: TryMetrics | undefined, { name, timestamp, attemptsStarted, opts }: QueueJob) {
  const startedAt = Date.now();
  if (attemptsStarted <= 1) {
    const waitedMs = Math.max(0, startedAt - timestamp - (opts.delay ?? 0));
    metrics?.jobWaitSeconds.observe({ job: name }, waitedMs / 1000);
  }
  return (outcome: 'done' | 'put_back' | 'failed') =>
    metrics?.jobTrySeconds.observe({ job: name, outcome }, (Date.now() - startedAt) / 1000);
}

interface Try {
  job: QueueJob;
  token: string;
  signal: AbortSignal;
  logger: Logger;
}

function deliveryOf({ job, token, signal, logger }: Try): Delivery {
  return {
    id: String(job.id),
    signal,
    logger: logger.child({ queue: job.queueName, queue_job: job.id }),
    isLastTry: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
    asParent: { id: String(job.id), queue: job.queueQualifiedName },
    async delay(ms) {
      await job.moveToDelayed(Date.now() + ms, token);
      throw new DelayedError();
    },
    async waitForChildren() {
      if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
    },
    async countFailedChildren() {
      return Object.keys(await job.getFailedChildrenValues()).length;
    },
  };
}

/** Decides by the error's class what the queue does next; a shutdown burns no try. */
async function endTry({
  error,
  job,
  token,
  stopped,
  timedOut,
}: {
  error: unknown;
  job: QueueJob;
  token: string;
  stopped: boolean;
  timedOut: boolean;
}): Promise<never> {
  if (isPutBack(error)) throw error;
  if (stopped) {
    await job.moveToDelayed(Date.now(), token);
    throw new DelayedError();
  }
  const failure = timedOut ? new TransientError('timeout', `${job.name} took too long.`) : toStudioError(error);
  if (!failure.retriable) throw new UnrecoverableError(failure.message);
  throw failure;
}
