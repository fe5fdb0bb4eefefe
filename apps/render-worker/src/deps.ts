import type { Db, StaffAudience } from '@bom/db';
import type { Queues } from '@bom/jobs';
import type { EncoderProfile } from '@bom/render';
import type { Storage } from '@bom/storage';
import type { WorkFiles } from './work-files.ts';

/** What assembling and rendering use. */
export interface RenderDeps {
  db: Db;
  queues: Queues;
  storage: Storage;
  files: WorkFiles;
  staff: StaffAudience;
  profile: EncoderProfile;
  allowPrivate: string[];
  leaseMs: number;
}
