import type { Redis } from 'ioredis';
import type { Db, StaffAudience } from '@bom/db';
import type { Queues } from '@bom/jobs';
import type { Logger, Metrics } from '@bom/runtime';
import type { DiskStorage, Storage } from '@bom/storage';
import type { JwtSecret } from './auth/access-token.ts';
import type { UploadFiles } from './http/upload-files.ts';

/** What the routes use; `createApp` takes it, tests make their own. */
export interface ApiDeps {
  db: Db;
  queues: Queues;
  /** For what requests wait for, such as rate limits: fails fast. */
  redis: Redis;
  storage: Storage;
  /** Set where the API itself serves files under signed URLs. */
  diskStorage: DiskStorage | null;
  uploads: UploadFiles;
  logger: Logger;
  metrics: Metrics;
  config: ApiConfig;
}

export interface ApiConfig {
  trustProxy: number;
  studioApiKey: string | null;
  /** Where this API is reached; callers' clients are made for it. */
  publicUrl: string;
  /** Links in mails begin with it. */
  portalUrl: string;
  /** The first signs, all verify. */
  jwtSecrets: readonly JwtSecret[];
  /** Whose pages may call the API. */
  corsOrigins: readonly string[];
  rateLimits: RateLimits;
  tallySigningSecret: string | null;
  n8nSecret: string | null;
  stripe: StripeConfig;
  /** `host:port` pairs on private addresses that webhooks may be sent to all the same. */
  allowPrivate: string[];
  /** Whom the studio's notices go to; these addresses, in lower case, sign in as staff. */
  staff: StaffAudience;
  /** How long a caller of `POST /api/scripts/generate` waits at most. */
  scriptWaitMs: number;
  /** Unsigned webhooks are accepted only outside production. */
  isProduction: boolean;
  /** Holds every answer against the contract before it leaves; for tests. */
  checksAnswers: boolean;
}

export interface StripeConfig {
  /** Null: no invoices. */
  secretKey: string | null;
  /** Null: no events. */
  webhookSecret: string | null;
  /** Null: Stripe's own. */
  baseUrl: string | null;
}

export interface RateLimits {
  /** Of one caller, one address that is nobody yet, or one sender of webhooks. */
  perMinute: number;
  /** Sign-in, by address. */
  signInPerMinute: number;
  /** Mails with a link, by the asking address. */
  mailsPerHour: number;
}

/** Signed links are good for so long. */
export const signedUrlSeconds = 15 * 60;
