import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseEnv, port, secret, url } from '@bom/runtime';

/** Only what the stack itself decides by; everything else goes through to the processes, which check it. */
export const envSchema = z.object({
  BOM_DATA_DIR: z
    .string()
    .default('.data')
    .transform((path) => resolve(path)),
  HOST: z.string().default('127.0.0.1'),
  PORT: port().default(3000),
  PUBLIC_URL: url().optional(),
  DATABASE_URL: url(['postgres', 'postgresql']).optional(),
  REDIS_URL: url(['redis', 'rediss']).optional(),
  STUDIO_API_KEY: z.string().optional(),
  FILE_SIGNING_SECRET: secret(32).optional(),
  /** The API checks what is in it. */
  JWT_SECRETS: z.string().optional(),
  /** The pipeline worker checks what is in it. */
  WEBHOOK_SIGNING_SECRET: z.string().optional(),
  LOG_LEVEL: z.string().default('info'),
  NO_COLOR: z.string().optional(),
  BOM_PARENT_PID: z.coerce.number().int().positive().optional(),
});

export type Env = z.infer<typeof envSchema>;

/** The environment, after the file .env of the working directory, if there is one; what is set already wins over the file. */
export function loadEnv(): Env {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readEnv(process.env);
}

export function readEnv(source: Record<string, string | undefined>): Env {
  return parseEnv(envSchema, source);
}
