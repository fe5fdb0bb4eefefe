import type { Db, StaffAudience } from '@bom/db';
import type { Queues } from '@bom/jobs';
import type { Encoder, EncoderProfile } from '@bom/render';
import type { Metrics } from '@bom/runtime';
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
  /** What this machine encodes with beside x264, and why it is not what was asked for. */
  video: { encoder: Encoder; fallback?: string };
  allowPrivate: string[];
  leaseMs: number;
  metrics: Metrics;
}
