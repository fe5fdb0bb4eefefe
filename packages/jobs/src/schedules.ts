import type { Logger } from '@bom/runtime';
import type { Queues } from './queues.ts';

export interface Schedules {
  close(): void;
}

/**
 * Keeps the repeating jobs in Redis. Asked again every few seconds, since a wiped Redis forgets them, and with them the
 * sweep that would repair everything else.
 */
export function keepSchedules({
  queues,
  sweepMs,
  logger,
}: {
  queues: Queues;
  sweepMs: number;
  logger: Logger;
}): Schedules {
  const upkeep = queues.all.upkeep;
  const ensure = async () => {
    const sweep = await upkeep.getJobScheduler('sweep');
    if (sweep?.every !== sweepMs) {
      await upkeep.upsertJobScheduler('sweep', { every: sweepMs }, scheduled('upkeep.sweep'));
    }
    if (!(await upkeep.getJobScheduler('retention'))) {
      await upkeep.upsertJobScheduler('retention', { pattern: '17 3 * * *' }, scheduled('upkeep.retention'));
    }
  };
  const tick = () =>
    void ensure().catch((error: Error) => logger.debug({ error: error.message }, 'schedules not kept'));
  tick();
  const timer = setInterval(tick, Math.min(sweepMs, 5_000));
  return { close: () => clearInterval(timer) };
}

function scheduled(name: 'upkeep.sweep' | 'upkeep.retention') {
  return { name, data: {}, opts: { removeOnComplete: { count: 10 }, removeOnFail: { count: 50 } } };
}
