import type { opsOperations } from '@bom/contracts';
import { measureWork } from '@bom/db';
import type { Metrics } from '@bom/runtime';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';

/** `/metrics`, for whoever has a key for it. */
export function metricsHandlers(deps: ApiDeps): Pick<HandlersOf<typeof opsOperations>, 'getMetrics'> {
  return {
    async getMetrics() {
      const { contentType, text } = await scrape(deps);
      return { status: 200, body: text, headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } };
    },
  };
}

/**
 * The figures of this process, and of the work that all processes share. Those whose source does not answer are left out, and
 * counted as a failed scrape; the others are given all the same.
 */
export async function scrape({ db, queues, metrics }: ApiDeps): ReturnType<Metrics['scrape']> {
  const sources = {
    redis: () => queues.measure(metrics),
    postgres: () => showWork(db, metrics),
  };
  await Promise.all(
    Object.entries(sources).map(([source, measure]) => measure().catch(() => metrics.scrapeFailures.inc({ source }))),
  );
  return metrics.scrape();
}

const phases = ['pipeline', 'assembly'];
const statuses = ['queued', 'processing'];
const channels = ['email', 'slack', 'webhook'];

async function showWork(db: ApiDeps['db'], metrics: Metrics): Promise<void> {
  const { jobsOpen, jobOldestSeconds, noticesPending, noticeOldestDueSeconds } = metrics;
  const { deadLettersOpen, webhookEventsDay } = metrics;
  const gauges = [
    jobsOpen,
    jobOldestSeconds,
    noticesPending,
    noticeOldestDueSeconds,
    deadLettersOpen,
    webhookEventsDay,
  ];
  for (const gauge of gauges) gauge.reset();
  const { jobs, notices, deadLetters, webhookEvents } = await measureWork(db);
  for (const phase of phases) {
    for (const status of statuses) {
      const found = jobs.find((entry) => entry.phase === phase && entry.status === status);
      jobsOpen.set({ phase, status }, found?.count ?? 0);
      jobOldestSeconds.set({ phase, status }, found?.oldestSeconds ?? 0);
    }
  }
  for (const channel of channels) {
    const found = notices.find((entry) => entry.channel === channel);
    noticesPending.set({ channel }, found?.count ?? 0);
    noticeOldestDueSeconds.set({ channel }, found?.overdueSeconds ?? 0);
  }
  deadLettersOpen.set(deadLetters);
  for (const { source, status, count } of webhookEvents) webhookEventsDay.set({ source, status }, count);
}
