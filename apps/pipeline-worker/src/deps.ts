import type { Db, StaffAudience } from '@bom/db';
import type { Imagery } from '@bom/imagery';
import type { Queues } from '@bom/jobs';
import type { Llm } from '@bom/llm';
import type { Logger } from '@bom/runtime';
import type { Storage } from '@bom/storage';
import type { Voice } from '@bom/voice';

/** What the steps of a film use. */
export interface PipelineDeps {
  db: Db;
  queues: Queues;
  storage: Storage;
  llm: Llm;
  imagery: Imagery;
  voice: Voice;
  staff: StaffAudience;
  /** Millionths of a cent that one video may cost; 0 for no limit. */
  videoBudgetMicrocents: number;
  leaseMs: number;
  logger: Logger;
}
