import { createBomClient } from './create-client.ts';
import { isProblem } from './problem.ts';
import { waitForJob } from './wait-for-job.ts';
import type { JobStatus } from './wait-for-job.ts';

const jobId = '01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d';
const status = (progress: number, state: JobStatus['status'] = 'processing') =>
  ({
    job_id: jobId,
    status: state,
    stage: 'rendering',
    progress,
    segments: { total: 1, done: 0, reused: 0 },
  }) as JobStatus;
const event = (id: string, data: object) => `event: status\r\nid: ${id}\r\ndata: ${JSON.stringify(data)}\r\n\r\n`;

/** A server that gives one answer after the other, and keeps what it was asked. */
function startFake(answers: (() => Response)[]) {
  const requests: Request[] = [];
  const fetch = async (request: Request) => {
    requests.push(request);
    request.signal.throwIfAborted();
    const answer = answers.shift();
    if (!answer) throw new Error('asked too often');
    return answer();
  };
  return { client: createBomClient({ baseUrl: 'http://api.example', token: 'bom_x', fetch }), requests };
}

/** In pieces of three bytes, as no proxy would. */
function stream(text: string, end: 'closes' | 'breaks' = 'closes'): () => Response {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += 3)));
      else if (end === 'breaks') controller.error(new Error('connection reset'));
      else controller.close();
    },
  });
  return () => new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

const json =
  (body: object, init: ResponseInit = {}) =>
  () =>
    new Response(JSON.stringify(body), { headers: { 'retry-after': '0.01', etag: 'W/"1"' }, ...init });
const problem = {
  type: 'about:blank',
  title: 'x',
  status: 404,
  detail: 'There is nothing here.',
  code: 'not_found',
  request_id: 'r',
};

describe('waitForJob', () => {
  test('follows events to the end, and tells of each change once', async () => {
    const text = `retry: 2000\n\n: hello\n\n${event('a', status(10))}${event('b', status(60))}${event('b', status(60))}${event('c', status(100, 'complete'))}`;
    const { client, requests } = startFake([stream(text)]);
    const seen: number[] = [];
    const last = await waitForJob(client, jobId, { onProgress: ({ progress }) => seen.push(progress) });
    expect(last).toMatchObject({ status: 'complete', progress: 100 });
    expect(seen).toEqual([10, 60, 100]);
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer bom_x');
  });

  test('comes back after a broken stream with the last event that it saw', async () => {
    const answers = [stream(event('a', status(10)), 'breaks'), stream(event('b', status(100, 'failed')))];
    const { client, requests } = startFake(answers);
    expect((await waitForJob(client, jobId)).status).toBe('failed');
    expect(requests.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, 'a']);
  });

  test('polls where there are no events, at the pace that it is told, through failures of the moment', async () => {
    const { client, requests } = startFake([
      json(problem, { status: 503 }),
      json(status(10)),
      () => new Response(null, { status: 304, headers: { 'retry-after': '0.01' } }),
      json({ ...problem, status: 429, code: 'rate_limited' }, { status: 429, headers: { 'retry-after': '0.01' } }),
      json(problem, { status: 502, headers: { 'retry-after': '0.01' } }),
      json(status(50, 'cancelled')),
    ]);
    expect((await waitForJob(client, jobId)).status).toBe('cancelled');
    expect(requests.slice(1).map(({ headers }) => headers.get('if-none-match'))).toEqual([
      null,
      'W/"1"',
      'W/"1"',
      'W/"1"',
      'W/"1"',
    ]);
  });

  test('throws the problem of a job that is not there', async () => {
    const { client } = startFake([json(problem, { status: 404 })]);
    const error: unknown = await waitForJob(client, jobId, { by: 'poll' }).catch((thrown: unknown) => thrown);
    expect(isProblem(error)).toBe(true);
    expect(error).toMatchObject({ code: 'not_found', message: 'There is nothing here.' });
  });

  test('stops at once when it is told to', async () => {
    const stop = new AbortController();
    const { client } = startFake([json(status(10), { headers: { 'retry-after': '60' } })]);
    const waiting = waitForJob(client, jobId, {
      by: 'poll',
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(waiting).rejects.toThrow('enough');
  });
});

test('isProblem knows problems from all else', () => {
  expect(isProblem(problem)).toBe(true);
  for (const other of [null, undefined, 'x', {}, { code: 1, status: 404, detail: 'x' }, new Error('x')]) {
    expect(isProblem(other)).toBe(false);
  }
});
