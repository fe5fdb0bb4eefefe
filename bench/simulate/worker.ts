/**
 * Many workers in one process, each with its own connections: those of the apps, with simulated renders and providers.
 * Started by open-studio.ts under tsconfig.worker.json, which puts the simulated renderer in the real one's place.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createDb } from '@bom/db';
import { createQueues, producerRedis } from '@bom/jobs';
import type { StartedWorkers } from '@bom/jobs';
import * as mediaInPlace from '@bom/media';
import { createMailer, createSlack } from '@bom/notify';
import * as renderInPlace from '@bom/render';
import { createLogger, createMetrics } from '@bom/runtime';
import { createDiskStorage } from '@bom/storage';
import { createProviderLimits } from '../../apps/pipeline-worker/src/providers/provider-limits.ts';
import { createWorker as createPipelineWorker } from '../../apps/pipeline-worker/src/worker.ts';
import { openWorkFiles } from '../../apps/render-worker/src/work-files.ts';
import { createWorker as createRenderWorker } from '../../apps/render-worker/src/worker.ts';
import { readOvershoot, setScale } from './clock.ts';
import * as mediaFace from './media-face.ts';
import { simulateProviders } from './providers.ts';
import * as renderFace from './render-face.ts';
import type { HostReport, HostSettings } from './host.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as HostSettings;
const { databaseUrl, redisUrl, dataDir } = settings;
const logger = createLogger({ name: 'simulated', level: 'warn' });
const work = { lockMs: 30_000, stalledMs: 15_000 };
const leaseMs = 30_000;
const staff = { emails: ['staff@studio.example'], slack: true };
const sweepMs = 10_000;
const storage = createDiskStorage({
  root: join(dataDir, 'storage'),
  publicUrl: 'http://127.0.0.1',
  signingSecret: 'bench-file-signing-secret-0123456789',
});
const lag = monitorEventLoopDelay({ resolution: 5 });

if (!Object.is(renderInPlace, renderFace) || !Object.is(mediaInPlace, mediaFace)) {
  throw new Error('The real renderer is in place; start this through open-studio.ts.');
}
setScale(settings.scale);
await mkdir(join(dataDir, 'work'), { recursive: true });
const workers = await Promise.all([
  ...Array.from({ length: settings.pipelineWorkers }, startPipelineWorker),
  ...Array.from({ length: settings.renderWorkers }, (_, index) => startRenderWorker(index)),
]);
lag.enable();
process.on('message', (message) => {
  if (message === 'report') process.send?.(report());
  if (message === 'close') void close();
});
process.send?.('ready');

function report(): HostReport {
  const { user, system } = process.cpuUsage();
  const answer = {
    cpuMs: (user + system) / 1000,
    lagP99Ms: lag.percentile(99) / 1e6,
    lagMaxMs: lag.max / 1e6,
    overshoot: readOvershoot(),
    residentMb: process.memoryUsage().rss / 2 ** 20,
  };
  lag.reset();
  return answer;
}

async function close(): Promise<void> {
  await Promise.all(workers.map((worker) => worker.close(0)));
  process.exit(0);
}

function openConnections() {
  const { poolSize } = settings;
  const db = createDb({
    databaseUrl,
    poolSize,
    onConnectionError: (err) => logger.warn({ err }, 'a database connection broke'),
  });
  return { db, queues: createQueues({ redisUrl, logger }) };
}

async function startPipelineWorker(): Promise<StartedWorkers> {
  const { db, queues } = openConnections();
  const redis = producerRedis(redisUrl);
  const metrics = createMetrics({ app: 'pipeline-worker', processMetrics: false });
  // The limits of real seconds, in simulated ones.
  const perMinute = (calls: number) => calls * settings.scale;
  const providers = Object.fromEntries(
    Object.entries(settings.limits).map(([name, { atOnce, perMinute: calls }]) => [
      name,
      { atOnce, perMinute: perMinute(calls) },
    ]),
  );
  const limits = createProviderLimits({ redis, settings: { cooldownMs: 30_000, providers }, logger });
  const pipeline = {
    ...simulateProviders(settings.beats),
    db,
    queues,
    storage,
    staff,
    limits,
    leaseMs,
    logger,
    metrics,
    videoBudgetMicrocents: 0,
    dayBudgetMicrocents: 0,
    filmCallsAtOnce: 1,
    providerPatienceMs: 86_400_000,
  };
  const worker = createPipelineWorker({
    redisUrl,
    settings: work,
    concurrency: settings.pipelineConcurrency,
    pipeline,
    mailer: createMailer({ outboxDir: join(dataDir, 'outbox', 'email'), from: 'Bom Studio <studio@bom.example>' }),
    slack: createSlack({ outboxDir: join(dataDir, 'outbox', 'slack') }),
    portalUrl: 'http://127.0.0.1',
    allowPrivate: [],
    callbackSecret: null,
    sweepMs,
    objectRetentionMs: 7 * 86_400_000,
  });
  return {
    async close(graceMs) {
      await worker.close(graceMs);
      redis.disconnect();
      await Promise.all([queues.close(), db.close()]);
    },
  };
}

async function startRenderWorker(index: number): Promise<StartedWorkers> {
  const { db, queues } = openConnections();
  const metrics = createMetrics({ app: 'render-worker', processMetrics: false });
  const files = await openWorkFiles({ root: join(dataDir, 'work', `${process.pid}-${index}`), storage });
  const render = {
    db,
    queues,
    storage,
    files,
    staff,
    profile: 'standard' as const,
    video: { encoder: 'libx264' as const },
    allowPrivate: [],
    leaseMs,
    metrics,
  };
  const worker = createRenderWorker({
    redisUrl,
    settings: work,
    concurrency: { assembly: 2, render: settings.segmentsAtOnce },
    logger,
    render,
  });
  return {
    async close(graceMs) {
      await worker.close(graceMs);
      await Promise.all([queues.close(), db.close()]);
    },
  };
}
