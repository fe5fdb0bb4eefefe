import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import { createDb } from '@bom/db';
import { createQueues } from '@bom/jobs';
import { createLogger, createMetrics } from '@bom/runtime';
import { createDiskStorage } from '@bom/storage';
import { createDatabase, startRedis, waitLimitMs } from '@bom/testing';
import type { TestRedis } from '@bom/testing';
import { createApp } from '../app.ts';
import { connectRedis } from '../http/connect-redis.ts';
import { openUploadFiles } from '../http/upload-files.ts';
import type { ApiConfig, ApiDeps } from '../deps.ts';

export const studioApiKey = 'bom_test_0123456789abcdef0123456789abcdef';

export interface TestApi {
  app: Express;
  deps: ApiDeps;
  redis: TestRedis;
  /** For `.set(...)` */
  staff: { authorization: string };
  stop(): Promise<void>;
}

/** The real app on a database, a Redis and a folder of its own; for supertest. */
export async function startApi(config: Partial<ApiConfig> = {}): Promise<TestApi> {
  const root = await mkdtemp(join(tmpdir(), 'bom-api-'));
  const redis = await startRedis();
  const logger = createLogger({ name: 'api', level: 'silent' });
  const db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
  const queues = createQueues({ redisUrl: redis.url, logger });
  const limitsRedis = connectRedis({ redisUrl: redis.url, logger });
  const storage = createDiskStorage({ root, publicUrl: 'http://files.example', signingSecret: 'x'.repeat(32) });
  const deps: ApiDeps = {
    db,
    queues,
    redis: limitsRedis,
    storage,
    diskStorage: storage,
    uploads: await openUploadFiles({ root }),
    logger,
    metrics: createMetrics({ app: 'api', processMetrics: false }),
    config: {
      trustProxy: 0,
      studioApiKey,
      publicUrl: 'https://api.studio.example',
      portalUrl: 'https://portal.example',
      jwtSecrets: [{ id: 'test', secret: 'j'.repeat(32) }],
      corsOrigins: ['https://portal.example'],
      rateLimits: { perMinute: 100_000, signInPerMinute: 100_000, mailsPerHour: 100_000 },
      tallySigningSecret: 'tally-secret',
      n8nSecret: 'n8n-secret-0123456789',
      stripe: { secretKey: null, webhookSecret: null, baseUrl: null },
      allowPrivate: [],
      staff: { emails: ['staff@studio.example'], slack: true },
      scriptWaitMs: waitLimitMs,
      isProduction: false,
      checksAnswers: true,
      ...config,
    },
  };
  return {
    app: createApp(deps),
    deps,
    redis,
    staff: { authorization: `Bearer ${studioApiKey}` },
    async stop() {
      limitsRedis.disconnect();
      await queues.close();
      await db.close();
      await redis.stop();
      await deps.uploads.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
