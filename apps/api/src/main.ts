import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createDb, deployMigrations } from '@bom/db';
import { createQueues } from '@bom/jobs';
import { createLogger, createMetrics, runMain, serveMetrics, settingsToWarnOf, startTracing } from '@bom/runtime';
import { storageSettings } from '@bom/runtime';
import { createDiskStorage, openStorage } from '@bom/storage';
import { createApp } from './app.ts';
import { closeServer } from './http/close-server.ts';
import { connectRedis } from './http/connect-redis.ts';
import { makeSecretToken } from './auth/secret-token.ts';
import { envSchema, readEnv } from './env.ts';
import { openUploadFiles } from './http/upload-files.ts';
import { scrape } from './routes/metrics.ts';
import { keepAskingStripe } from './webhooks/stripe-missed.ts';

await runMain('api', async (_signal, life) => {
  const env = readEnv(process.env);
  const secrets = [
    env.STUDIO_API_KEY,
    ...(env.JWT_SECRETS ?? []).map(({ secret }) => secret),
    env.FILE_SIGNING_SECRET,
    env.TALLY_SIGNING_SECRET,
    env.N8N_WEBHOOK_SECRET,
    env.STRIPE_SECRET_KEY,
    env.STRIPE_WEBHOOK_SECRET,
    env.AWS_SECRET_ACCESS_KEY,
  ];
  const logger = createLogger({
    name: 'api',
    level: env.LOG_LEVEL,
    secrets: secrets.filter((secret) => secret !== undefined),
  });
  life.useLogger(logger);
  life.endWithParent(env.BOM_PARENT_PID);
  life.allowGrace(env.SHUTDOWN_GRACE_MS + 5_000);
  const tracing = await startTracing({ service: 'api', endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT });
  await deployMigrations({ databaseUrl: env.DATABASE_URL });
  const db = createDb({
    databaseUrl: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    onConnectionError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  });
  const queues = createQueues({ redisUrl: env.REDIS_URL, logger });
  const redis = connectRedis({ redisUrl: env.REDIS_URL, logger });
  const settings = storageSettings(env);
  const diskStorage = settings.driver === 'disk' ? createDiskStorage(settings) : null;
  const storage = diskStorage ?? openStorage(settings);
  for (const { variable, problem } of settingsToWarnOf(envSchema(true), process.env)) {
    logger.warn(`${variable} ${problem}`);
  }
  if (!env.JWT_SECRETS) logger.warn('JWT_SECRETS is not set: sign-ins last until this process ends');
  if (env.FETCH_ALLOW_PRIVATE.length > 0) {
    logger.warn({ hosts: env.FETCH_ALLOW_PRIVATE }, 'these private hosts may be fetched from (FETCH_ALLOW_PRIVATE)');
  }

  const metrics = createMetrics({ app: 'api' });
  let stopping = false;
  const config = {
    trustProxy: env.TRUST_PROXY,
    studioApiKey: env.STUDIO_API_KEY ?? null,
    publicUrl: env.PUBLIC_URL,
    portalUrl: env.PORTAL_URL,
    jwtSecrets: env.JWT_SECRETS ?? [{ id: 'temporary', secret: makeSecretToken() }],
    corsOrigins: [new URL(env.PORTAL_URL).origin, ...env.CORS_ORIGINS],
    rateLimits: {
      perMinute: env.RATE_LIMIT_PER_MINUTE,
      signInPerMinute: env.SIGN_IN_LIMIT_PER_MINUTE,
      mailsPerHour: env.SIGN_IN_MAILS_PER_HOUR,
    },
    tallySigningSecret: env.TALLY_SIGNING_SECRET ?? null,
    n8nSecret: env.N8N_WEBHOOK_SECRET ?? null,
    stripe: {
      secretKey: env.STRIPE_SECRET_KEY ?? null,
      webhookSecret: env.STRIPE_WEBHOOK_SECRET ?? null,
      baseUrl: env.STRIPE_BASE_URL ?? null,
    },
    allowPrivate: env.FETCH_ALLOW_PRIVATE,
    staff: { emails: env.STAFF_EMAILS, slack: true },
    scriptWaitMs: 90_000,
    isProduction: env.NODE_ENV === 'production',
    checksAnswers: false,
  };
  const uploads = await openUploadFiles({ root: join(env.BOM_DATA_DIR, 'work') });
  const deps = { db, queues, redis, storage, diskStorage, uploads, logger, metrics, config };
  const app = createApp(deps, () => stopping);
  // Idle connections stay longer than load balancers keep theirs (60 s), so that none of them sends into a closed one.
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 120_000, keepAliveTimeout: 65_000 }, app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(env.PORT, env.HOST, resolve);
  });
  const metricsServer =
    env.METRICS_PORT > 0
      ? await serveMetrics({ metrics: { scrape: () => scrape(deps) }, host: env.METRICS_HOST, port: env.METRICS_PORT })
      : null;
  const { secretKey, webhookSecret } = config.stripe;
  // Only where events are expected: without the endpoint's secret none are taken.
  const asking = secretKey && webhookSecret ? keepAskingStripe(deps, { everyMs: env.STRIPE_ASK_EVERY }) : null;
  logger.info({ port: (server.address() as AddressInfo).port }, 'api is up');
  return {
    stopping() {
      stopping = true;
    },
    async close() {
      await closeServer(server, { graceMs: env.SHUTDOWN_GRACE_MS });
      await metricsServer?.close();
      await asking?.close();
      await uploads.close();
      redis.disconnect();
      await queues.close();
      await db.close();
      await tracing.close();
    },
  };
});
