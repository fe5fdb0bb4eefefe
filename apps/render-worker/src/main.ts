import { join } from 'node:path';
import { createDb, deployMigrations } from '@bom/db';
import { assertRedisKeepsJobs, createQueues, producerRedis, startWorkers } from '@bom/jobs';
import { createLogger, runMain, storageSettings, workSettings } from '@bom/runtime';
import { detectEncoder } from '@bom/render';
import { openStorage } from '@bom/storage';
import { readEnv } from './env.ts';
import { assemblyJob } from './handlers/assembly-job.ts';
import { renderPreviewJob } from './handlers/render-preview.ts';
import { renderAudioJob, renderSegmentJob } from './handlers/render-parts.ts';
import { openWorkFiles } from './work-files.ts';

await runMain('render-worker', async (signal, life) => {
  const env = readEnv(process.env);
  const secrets = [env.FILE_SIGNING_SECRET, env.AWS_SECRET_ACCESS_KEY ?? ''];
  const logger = createLogger({ name: 'render-worker', level: env.LOG_LEVEL, secrets });
  life.useLogger(logger);
  life.endWithParent(env.BOM_PARENT_PID);
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
  const deps = {
    db,
    queues,
    storage,
    files,
    staff: { emails: env.STAFF_EMAILS, slack: true },
    profile: env.ENCODER_PROFILE,
    video,
    allowPrivate: env.FETCH_ALLOW_PRIVATE,
    leaseMs,
  };
  const workers = startWorkers<'assembly' | 'render'>({
    redisUrl: env.REDIS_URL,
    concurrency: { assembly: env.ASSEMBLY_CONCURRENCY, render: env.RENDER_CONCURRENCY },
    settings: { lockMs, stalledMs },
    logger,
    handlers: {
      'assembly.run': assemblyJob(deps),
      'render.segment': renderSegmentJob(deps),
      'render.audio': renderAudioJob(deps),
      'render.preview': renderPreviewJob(deps),
    },
  });
  logger.info({ segments_at_once: env.RENDER_CONCURRENCY, encoder: video.encoder }, 'render-worker is up');
  return {
    async close() {
      await workers.close(graceMs);
      await queues.close();
      await db.close();
    },
  };
});
