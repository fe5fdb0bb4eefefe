import type { BomClient } from './create-client.ts';
import { isProblem } from './problem.ts';
import { readEvents } from './read-events.ts';
import type { components } from './schema.ts';

export type JobStatus = components['schemas']['JobStatus'];

export interface WaitOptions {
  /** Stops waiting; the job goes on. */
  signal?: AbortSignal;
  /** Called with each new status, the last one included. */
  onProgress?(status: JobStatus): void;
  /** `poll` where streams can not get through. */
  by?: 'events' | 'poll';
}

/**
 * Waits until a job is complete, failed or cancelled, and gives its last status: by server-sent events, which resume
 * where they broke off, and by polling at the pace that the API asks for where events do not get through. A server that
 * is away for a while is waited for.
 *
 * @throws the problem that the API answers where the job can not be read (unknown, no right to it), or the signal's reason
 */
export async function waitForJob(client: BomClient, jobId: string, options: WaitOptions = {}): Promise<JobStatus> {
  const watch = { client, jobId, signal: options.signal ?? new AbortController().signal, report: reporter(options) };
  const ended = options.by === 'poll' ? null : await followEvents(watch);
  return ended ?? pollStatus(watch);
}

interface Watch {
  client: BomClient;
  jobId: string;
  signal: AbortSignal;
  /** Tells of a status once; gives it back if it is the last one. */
  report(status: JobStatus): JobStatus | null;
}

function reporter({ onProgress }: WaitOptions): Watch['report'] {
  let told = '';
  return (status) => {
    const { job_id, status: state, stage, progress, segments, queue_position } = status;
    const now = JSON.stringify([job_id, state, stage, progress, segments, queue_position]);
    if (now !== told) onProgress?.(status);
    told = now;
    return state === 'processing' ? null : status;
  };
}

const reconnectMs = 1_000;
const maxEmptyStreams = 3;

/** Null where streams bring nothing: then polling will. */
async function followEvents({ client, jobId, signal, report }: Watch): Promise<JobStatus | null> {
  let lastId: string | null = null;
  for (let empty = 0; empty < maxEmptyStreams; empty += 1) {
    const body: ReadableStream<Uint8Array> | null = await openEvents({ client, jobId, signal, lastId });
    if (!body) return null;
    try {
      for await (const event of readEvents(body)) {
        empty = -1;
        lastId = event.id;
        const ended = report(JSON.parse(event.data) as JobStatus);
        if (ended) return ended;
      }
    } catch (error) {
      // A stream that broke off is opened again; whoever stopped waiting is told so.
      if (signal.aborted) throw error;
    }
    await sleep(reconnectMs, signal);
  }
  return null;
}

async function openEvents(o: { client: BomClient; jobId: string; signal: AbortSignal; lastId: string | null }) {
  const { client, jobId, signal, lastId } = o;
  try {
    const { response } = await client.GET('/api/assembly/status/{job_id}/events', {
      params: { path: { job_id: jobId }, header: lastId === null ? {} : { 'Last-Event-ID': lastId } },
      parseAs: 'stream',
      signal,
    });
    return response.status === 200 ? response.body : null;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

const slowestMs = 30_000;

async function pollStatus({ client, jobId, signal, report }: Watch): Promise<JobStatus> {
  let etag: string | null = null;
  for (let failures = 0; ;) {
    const answer = await readStatus({ client, jobId, signal, etag });
    if (answer?.data) {
      const ended = report(answer.data);
      if (ended) return ended;
    }
    // What is not the server's fault of the moment will not get better by waiting.
    if (answer && !answer.response.ok && ![304, 429].includes(answer.response.status) && answer.response.status < 500) {
      throw problemOf(answer.error, answer.response);
    }
    const isFine = answer !== null && (answer.response.ok || answer.response.status === 304);
    failures = isFine ? 0 : failures + 1;
    etag = answer?.response.headers.get('etag') ?? etag;
    await sleep(pauseOf(answer?.response, failures), signal);
  }
}

/** Null where nobody answered. */
async function readStatus(o: { client: BomClient; jobId: string; signal: AbortSignal; etag: string | null }) {
  const { client, jobId, signal, etag } = o;
  try {
    return await client.GET('/api/assembly/status/{job_id}', {
      params: { path: { job_id: jobId }, header: etag === null ? {} : { 'If-None-Match': etag } },
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

function pauseOf(response: Response | undefined, failures: number): number {
  const asked = Number(response?.headers.get('retry-after') ?? Number.NaN);
  if (asked > 0) return Math.min(asked * 1000, slowestMs * 2);
  return Math.min(slowestMs, 2_000 * 2 ** failures);
}

function problemOf(error: unknown, { status }: Response): Error {
  const detail = isProblem(error) ? error.detail : `The status answered ${status}.`;
  return Object.assign(new Error(detail), isProblem(error) ? error : { status });
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
