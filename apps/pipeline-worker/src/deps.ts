import type { Db, StaffAudience } from '@bom/db';
import type { Imagery } from '@bom/imagery';
import type { Queues } from '@bom/jobs';
import type { Llm } from '@bom/llm';
import type { Logger, Metrics } from '@bom/runtime';
import type { Storage } from '@bom/storage';
import type { Voice } from '@bom/voice';
import type { ProviderLimits } from './providers/provider-limits.ts';

/** What the steps of a film use. */
export interface PipelineDeps {
  db: Db;
  queues: Queues;
  storage: Storage;
  llm: Llm;
  imagery: Imagery;
  voice: Voice;
  staff: StaffAudience;
  limits: ProviderLimits;
  /** Millionths of a cent that one video may cost; 0 for no limit. */
  videoBudgetMicrocents: number;
  /** Millionths of a cent that all paid calls of a day may cost; 0 for no limit. */
  dayBudgetMicrocents: number;
  /** Paid calls of one film whose answers are not stored yet: what a crash may lose. */
  filmCallsAtOnce: number;
  providerPatienceMs: number;
  leaseMs: number;
  logger: Logger;
  metrics: Metrics;
}
