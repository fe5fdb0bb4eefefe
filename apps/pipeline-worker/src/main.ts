import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createDb, deployMigrations } from '@bom/db';
import { microcentsPerCent } from '@bom/domain';
import { createImagery } from '@bom/imagery';
import { assertRedisKeepsJobs, createQueues, producerRedis } from '@bom/jobs';
import { createLlm } from '@bom/llm';
import { createMailer, createSlack } from '@bom/notify';
import { createLogger, createMetrics, runMain, serveMetrics, settingsToWarnOf, startTracing } from '@bom/runtime';
import { storageSettings, workSettings } from '@bom/runtime';
import { openStorage } from '@bom/storage';
import { createVoice } from '@bom/voice';
import { envSchema, readEnv, secretsOf } from './env.ts';
import { limitSettings, notifySettings, providerSettings } from './provider-settings.ts';
import { measureLimits } from './providers/measure-providers.ts';
import { createProviderLimits } from './providers/provider-limits.ts';
import { createWorker } from './worker.ts';

await runMain('pipeline-worker', async (_signal, life) => {
  const env = readEnv(process.env);
  const logger = createLogger({ name: 'pipeline-worker', level: env.LOG_LEVEL, secrets: secretsOf(env) });
  life.useLogger(logger);
  life.endWithParent(env.BOM_PARENT_PID);
  for (const { variable, problem } of settingsToWarnOf(envSchema, process.env)) logger.warn(`${variable} ${problem}`);
  const tracing = await startTracing({ service: 'pipeline-worker', endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT });
  // Work that outlives its grace is aborted and goes back to the queue, which takes a moment.
  life.allowGrace(env.SHUTDOWN_GRACE_MS + 5_000);
  await deployMigrations({ databaseUrl: env.DATABASE_URL });
  const voiceDir = join(env.BOM_DATA_DIR, 'work', 'voice');
  await mkdir(voiceDir, { recursive: true });

  const db = createDb({
    databaseUrl: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    onConnectionError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  });
  const redis = producerRedis(env.REDIS_URL);
  redis.on('error', () => {});
  await assertRedisKeepsJobs(redis);
  const queues = createQueues({ redisUrl: env.REDIS_URL, logger });
  const storage = openStorage(storageSettings(env));
  const settings = providerSettings(env, voiceDir);
  const notify = notifySettings(env);
  const { leaseMs, lockMs, stalledMs, graceMs } = workSettings(env);

  const metrics = createMetrics({ app: 'pipeline-worker' });
  const pipeline = {
    db,
    queues,
    storage,
    llm: createLlm(settings.llm),
    imagery: createImagery(settings.imagery),
    voice: createVoice(settings.voice),
    staff: { emails: env.STAFF_EMAILS, slack: true },
    limits: measureLimits(metrics, createProviderLimits({ redis, settings: limitSettings(env), logger })),
    videoBudgetMicrocents: env.VIDEO_BUDGET_CENTS * microcentsPerCent,
    dayBudgetMicrocents: env.DAY_BUDGET_CENTS * microcentsPerCent,
    filmCallsAtOnce: env.FILM_CALLS_AT_ONCE,
    providerPatienceMs: env.PROVIDER_PATIENCE,
    leaseMs,
    logger,
    metrics,
  };
  const worker = createWorker({
    redisUrl: env.REDIS_URL,
    settings: { lockMs, stalledMs },
    concurrency: env.PIPELINE_CONCURRENCY,
    pipeline,
    mailer: createMailer(notify.mail),
    slack: createSlack(notify.slack),
    portalUrl: env.PORTAL_URL,
    allowPrivate: env.FETCH_ALLOW_PRIVATE,
    callbackSecret: env.WEBHOOK_SIGNING_SECRET ?? null,
    sweepMs: env.SWEEP_MS,
    objectRetentionMs: env.OBJECT_RETENTION,
  });
  const metricsServer =
    env.METRICS_PORT > 0 ? await serveMetrics({ metrics, host: env.METRICS_HOST, port: env.METRICS_PORT }) : null;
  logger.info(
    { llm: settings.llm.anthropic ? 'anthropic' : 'offline', images: env.IMAGE_PROVIDER },
    'pipeline-worker is up',
  );
  return {
    async close() {
      await worker.close(graceMs);
      await metricsServer?.close();
      await queues.close();
      redis.disconnect();
      await db.close();
      await tracing.close();
    },
  };
});
