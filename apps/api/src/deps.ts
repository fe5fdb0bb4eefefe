import type { Db } from '@bom/db';
import type { Queues } from '@bom/jobs';
import type { Logger } from '@bom/runtime';
import type { DiskStorage, Storage } from '@bom/storage';

/** What the routes use; `createApp` takes it, tests make their own. */
export interface ApiDeps {
  db: Db;
  queues: Queues;
  storage: Storage;
  /** Set where the API itself serves files under signed URLs. */
  diskStorage: DiskStorage | null;
  logger: Logger;
  config: ApiConfig;
}

export interface ApiConfig {
  /** For uploads on their way into storage. */
  uploadDir: string;
  trustProxy: number;
  studioApiKey: string | null;
  tallySigningSecret: string | null;
  /** Unsigned webhooks are accepted only outside production. */
  isProduction: boolean;
  /** Holds every answer against the contract before it leaves; for tests. */
  checksAnswers: boolean;
}

/** Signed links are good for so long. */
export const signedUrlSeconds = 15 * 60;
