import { z } from 'zod';
import { durationMs, list, metricsEnv, parseAppEnv, parseEnv, port, secret, stackEnv, url } from '@bom/runtime';
import { jwtSecretsSchema } from './auth/jwt-secrets.ts';

export const envSchema = (isProduction: boolean) =>
  z.object({
    ...stackEnv,
    ...metricsEnv,
    /** For the requests in hand; what asks longest waits for a script. */
    SHUTDOWN_GRACE_MS: durationMs().default(25_000),
    HOST: z.string().default('127.0.0.1'),
    PORT: port().default(3000),
    /** Proxies in front of the API whose X-Forwarded-For is believed. */
    TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
    /** A key with staff rights, `bom_<id>_<secret>`, for the first steps. */
    STUDIO_API_KEY: requiredIf(
      isProduction,
      z
        .string()
        .regex(/^bom_[A-Za-z0-9]+_[A-Za-z0-9_-]{20,}$/, 'must look like bom_<id>_<secret of 20 or more characters>'),
    ),
    /** `kid1:secret,kid0:oldsecret`, 32 bytes each: the first signs access tokens, all verify. */
    JWT_SECRETS: requiredIf(isProduction, jwtSecretsSchema()),
    STAFF_EMAILS: list()
      .default([])
      .pipe(z.array(z.email('must list addresses').toLowerCase())),
    /** Whose pages may call the API, beside the portal's. */
    CORS_ORIGINS: list().default([]).pipe(z.array(webOrigin())),
    RATE_LIMIT_PER_MINUTE: count(3000),
    SIGN_IN_LIMIT_PER_MINUTE: count(30),
    SIGN_IN_MAILS_PER_HOUR: count(20),
    TALLY_SIGNING_SECRET: secret(8).optional(),
    /** The value of X-Webhook-Secret, or the key of Standard Webhooks signatures. */
    N8N_WEBHOOK_SECRET: secret(16).optional(),
    STRIPE_SECRET_KEY: secret(8).optional(),
    STRIPE_WEBHOOK_SECRET: secret(8).optional(),
    STRIPE_BASE_URL: url().optional(),
    STRIPE_ASK_EVERY: durationMs().default(15 * 60_000),
  });

/** Not a refinement of the whole: that would be told only once all else is right. */
function requiredIf<Schema extends z.ZodType>(isRequired: boolean, schema: Schema): Schema | z.ZodOptional<Schema> {
  return isRequired ? schema : schema.optional();
}

/** Exactly as a browser sends it: scheme, host and port, nothing after it, and no wildcard. */
function webOrigin() {
  return z.string().refine(isOrigin, {
    error: 'must list origins such as https://portal.example.com, with no path and no wildcard',
  });
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text) || text.includes('*')) return false;
  const { protocol, origin } = new URL(text);
  return /^https?:$/.test(protocol) && origin === text;
}

function count(standard: number) {
  return z.coerce.number().int().min(1).max(1_000_000).default(standard);
}

export type Env = z.infer<ReturnType<typeof envSchema>>;

export function readEnv(source: Record<string, string | undefined>): Env {
  return parseAppEnv(envSchema(source['NODE_ENV'] === 'production'), source);
}

/** All that bringing the database up to date needs. */
export function readMigrationEnv(source: Record<string, string | undefined>): { DATABASE_URL: string } {
  return parseEnv(z.object({ DATABASE_URL: url(['postgres', 'postgresql']) }), source);
}
