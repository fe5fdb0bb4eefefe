import { z } from 'zod';
import { durationMs, list, port, secret, url } from './env.ts';

/** The variables that every process of the stack reads alike; each app's env.ts adds its own. */
export const stackEnv = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: url(['postgres', 'postgresql']),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
  REDIS_URL: url(['redis', 'rediss']),
  BOM_DATA_DIR: z.string().default('.data'),
  /** Where callers reach the API; signed file URLs begin with it. */
  PUBLIC_URL: url().default('http://127.0.0.1:3000'),
  /** Where clients reach the portal; links in mails begin with it. */
  PORTAL_URL: url().default('http://127.0.0.1:3001'),
  FILE_SIGNING_SECRET: secret(32),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ENDPOINT: url().optional(),
  S3_PUBLIC_ENDPOINT: url().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  FETCH_ALLOW_PRIVATE: list().default([]),
  STAFF_EMAILS: list().default([]),
  SLACK_WEBHOOK_URL: url().optional(),
  /** A claim that is not renewed for so long is free again. */
  LEASE_MS: durationMs().default(30_000),
  LOCK_MS: durationMs().default(30_000),
  STALL_MS: durationMs().default(15_000),
  SWEEP_MS: durationMs().default(10_000),
  SHUTDOWN_GRACE_MS: durationMs().default(20_000),
  /** OTLP/HTTP collector that traces go to; unset: no tracing. */
  OTEL_EXPORTER_OTLP_ENDPOINT: url().optional(),
  BOM_PARENT_PID: z.coerce.number().int().positive().optional(),
};

/** Where figures are served beside what else a process serves. */
export const metricsEnv = {
  /** Where /metrics and /health are served, with no password: for the private network alone. 0: nowhere. */
  METRICS_PORT: port().default(0),
  METRICS_HOST: z.string().default('127.0.0.1'),
};

export type StackEnv = z.infer<z.ZodObject<typeof stackEnv>>;

/** The storage that the variables name: S3 where a bucket is set, files under the data directory otherwise. */
export function storageSettings(env: StackEnv) {
  if (!env.S3_BUCKET) {
    return {
      driver: 'disk' as const,
      root: `${env.BOM_DATA_DIR}/storage`,
      publicUrl: env.PUBLIC_URL,
      signingSecret: env.FILE_SIGNING_SECRET,
    };
  }
  const keys =
    env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY
      ? { credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY } }
      : {};
  return {
    driver: 's3' as const,
    bucket: env.S3_BUCKET,
    region: env.S3_REGION,
    ...(env.S3_ENDPOINT ? { endpoint: env.S3_ENDPOINT } : {}),
    ...(env.S3_PUBLIC_ENDPOINT ? { publicEndpoint: env.S3_PUBLIC_ENDPOINT } : {}),
    ...keys,
  };
}

/** What a worker needs to know of locks and leases. */
export function workSettings(env: StackEnv) {
  return { leaseMs: env.LEASE_MS, lockMs: env.LOCK_MS, stalledMs: env.STALL_MS, graceMs: env.SHUTDOWN_GRACE_MS };
}
