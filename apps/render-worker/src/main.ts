import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { createDb, deployMigrations } from '@bom/db';
import { assertRedisKeepsJobs, createQueues, producerRedis } from '@bom/jobs';
import { createLogger, createMetrics, runMain, serveMetrics, settingsToWarnOf, startTracing } from '@bom/runtime';
import { storageSettings, workSettings } from '@bom/runtime';
import { detectEncoder } from '@bom/render';
import { openStorage } from '@bom/storage';
import { envSchema, readEnv } from './env.ts';
import { openWorkFiles } from './work-files.ts';
import { createWorker } from './worker.ts';

/** Of renders, which take all the time that nobody else wants: the API and the database on the machine go first. */
const niceness = 10;

await runMain('render-worker', async (signal, life) => {
  // What is started from here on inherits it: the threads that draw, and ffmpeg.
  setPriority(Math.max(niceness, getPriority()));
  const env = readEnv(process.env);
  const secrets = [env.FILE_SIGNING_SECRET, env.AWS_SECRET_ACCESS_KEY ?? ''];
  const logger = createLogger({ name: 'render-worker', level: env.LOG_LEVEL, secrets });
  life.useLogger(logger);
  life.endWithParent(env.BOM_PARENT_PID);
  for (const { variable, problem } of settingsToWarnOf(envSchema, process.env)) logger.warn(`${variable} ${problem}`);
  const tracing = await startTracing({ service: 'render-worker', endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT });
  // Work that outlives its grace is aborted and goes back to the queue, which takes a moment.
  life.allowGrace(env.SHUTDOWN_GRACE_MS + 5_000);
  await deployMigrations({ databaseUrl: env.DATABASE_URL });

  const db = createDb({
    databaseUrl: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    onConnectionError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  });
  const redis = producerRedis(env.REDIS_URL);
  redis.on('error', () => {});
  await assertRedisKeepsJobs(redis).finally(() => redis.disconnect());
  const queues = createQueues({ redisUrl: env.REDIS_URL, logger });
  const storage = openStorage(storageSettings(env));
  const files = await openWorkFiles({ root: join(env.BOM_DATA_DIR, 'work'), storage });
  const video = await detectEncoder(env.VIDEO_ENCODER, signal);
  if (video.fallback) logger.warn({ asked: env.VIDEO_ENCODER }, video.fallback);
  const { leaseMs, lockMs, stalledMs, graceMs } = workSettings(env);
  const metrics = createMetrics({ app: 'render-worker' });
  const render = {
    db,
    queues,
    storage,
    files,
    staff: { emails: env.STAFF_EMAILS, slack: true },
    profile: env.ENCODER_PROFILE,
    video,
    allowPrivate: env.FETCH_ALLOW_PRIVATE,
    leaseMs,
    metrics,
  };
  const worker = createWorker({
    redisUrl: env.REDIS_URL,
    settings: { lockMs, stalledMs },
    concurrency: { assembly: env.ASSEMBLY_CONCURRENCY, render: env.RENDER_CONCURRENCY },
    logger,
    render,
  });
  const metricsServer =
    env.METRICS_PORT > 0 ? await serveMetrics({ metrics, host: env.METRICS_HOST, port: env.METRICS_PORT }) : null;
  logger.info({ segments_at_once: env.RENDER_CONCURRENCY, encoder: video.encoder }, 'render-worker is up');
  return {
    async close() {
      await worker.close(graceMs);
      await files.close();
      await metricsServer?.close();
      await queues.close();
      await db.close();
      await tracing.close();
    },
  };
});
