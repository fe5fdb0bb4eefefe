import type { Response } from 'express';
import { jobStatusSchema } from '@bom/contracts';
import type { Job } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { isOpen, versionOf } from './present-jobs.ts';
import type { JobPresenter } from './present-jobs.ts';

export interface JobFeed {
  /**
   * Streams a job's status to a response until the job ends or the caller hangs up. `seen`: the version that the caller
   * has already, which is not sent again.
   *
   * @throws HttpProblem `unavailable` where too many are being followed
   */
  follow(response: Response, start: { job: Job; seen: string | null }): void;
}

interface Listener {
  jobId: string;
  response: Response;
  /** The last version that was sent. */
  seen: string | null;
  openedAt: number;
  heardAt: number;
}

const pollMs = 500;
const reconnectMs = 2_000;
const heartbeatMs = 15_000;
/** Rights are judged when a stream opens: it ends after a quarter of an hour, and whoever reconnects is judged anew. */
const maxAgeMs = 15 * 60_000;
const maxListeners = 1_000;
const maxBacklogBytes = 1024 * 1024;

/**
 * Server-sent events for any number of callers from two queries a second: one poll reads all followed jobs, and what has
 * changed is presented once for all who follow it. No query runs while nobody follows.
 */
export function createJobFeed(
  deps: ApiDeps,
  { presenter, isStopping }: { presenter: JobPresenter; isStopping(): boolean },
): JobFeed {
  const listeners = new Set<Listener>();
  let timer: NodeJS.Timeout | undefined;

  function leave(listener: Listener): void {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  }

  async function poll(): Promise<void> {
    try {
      const ids = [...new Set([...listeners].map(({ jobId }) => jobId))];
      const jobs = await deps.db.prisma.job.findMany({ where: { id: { in: ids } } });
      await tell(deps, { listeners, jobs, presenter });
    } catch (error) {
      deps.logger.warn({ err: error }, 'followed jobs could not be read; their streams wait');
    }
    for (const listener of listeners) keepAlive(listener, isStopping());
    if (listeners.size > 0) schedule(pollMs);
  }

  function schedule(delayMs: number): void {
    timer = setTimeout(() => void poll(), delayMs);
    timer.unref();
  }

  return {
    follow(response, { job, seen }) {
      if (listeners.size >= maxListeners) {
        throw new HttpProblem('unavailable', 'Too many jobs are being followed right now; poll the status instead.');
      }
      openStream(response);
      response.write(`retry: ${reconnectMs}\n\n`);
      const now = Date.now();
      const listener = { jobId: job.id, response, seen, openedAt: now, heardAt: now };
      listeners.add(listener);
      response.on('close', () => leave(listener));
      if (!timer) schedule(0);
    },
  };
}

/** Nothing between us and the caller may hold events back or keep them. */
function openStream(response: Response): void {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
}

async function tell(
  { config }: ApiDeps,
  { listeners, jobs, presenter }: { listeners: Set<Listener>; jobs: Job[]; presenter: JobPresenter },
): Promise<void> {
  const byId = new Map(jobs.map((job) => [job.id, { job, version: versionOf(job) }]));
  const changed = jobs.filter((job) =>
    [...listeners].some(({ jobId, seen }) => jobId === job.id && seen !== byId.get(job.id)?.version),
  );
  const shown = new Map((await presenter.present(changed)).map((status) => [status.job_id, status]));
  for (const status of config.checksAnswers ? shown.values() : []) jobStatusSchema.parse(status);
  for (const listener of listeners) {
    const known = byId.get(listener.jobId);
    const status = shown.get(listener.jobId);
    if (known && status && listener.seen !== known.version) {
      write(listener, `event: status\nid: ${known.version}\ndata: ${JSON.stringify(status)}\n\n`);
      listener.seen = known.version;
    }
    if (!known || !isOpen(known.job)) listener.response.end();
  }
}

function keepAlive(listener: Listener, isStopping: boolean): void {
  const now = Date.now();
  if (isStopping || now - listener.openedAt > maxAgeMs) listener.response.end();
  else if (now - listener.heardAt > heartbeatMs) write(listener, ': still here\n\n');
}

/** A caller that takes nothing any more is let go rather than written for. */
function write(listener: Listener, text: string): void {
  const { response } = listener;
  if (response.writableEnded) return;
  if (response.writableLength > maxBacklogBytes) response.destroy();
  else response.write(text);
  listener.heardAt = Date.now();
}
