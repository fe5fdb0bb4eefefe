import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBomClient, waitForJob } from '@bom/client';
import type { BomClient } from '@bom/client';
import { waitFor } from '@bom/testing';
import { makeVideo, requestFilm } from '../stack/make-request.ts';
import { apiKey, startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

/** Under three seconds where nothing else runs. A busy machine takes longer, and still far less than a provider's own limit. */
const soonMs = 30_000;

let stack: Stack;
let client: BomClient;
let provider: Server;
/** Calls to the provider that wait for an answer. */
let waiting = 0;

beforeAll(async () => {
  provider = createServer((request) => {
    waiting += 1;
    request.socket.once('close', () => (waiting -= 1));
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  stack = await startStack({ ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: url });
  client = createBomClient({ baseUrl: stack.url, token: apiKey });
});

afterAll(async () => {
  provider.closeAllConnections();
  provider.close();
  await stack.stop();
});

/** Processes of ffmpeg that work for this stack. */
function encoders(): string[] {
  const lines = execFileSync('ps', ['axww', '-o', 'args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split(
    '\n',
  );
  return lines.filter((line) => /\bffmpeg\b/.test(line) && line.includes(stack.dataDir));
}

const cancel = (jobId: string) => client.POST('/api/assembly/{job_id}/cancel', { params: { path: { job_id: jobId } } });

describe('cancelling', () => {
  test('ends every ffmpeg of the film soon, and a retry reuses the segments that were done', async () => {
    const { jobId } = await requestFilm(stack, { scenes: 6, secondsEach: 2 });
    const isRendering = async () => {
      const { segments } = await stack.status(jobId);
      return segments.done >= 1 && segments.done < segments.total && encoders().length > 0;
    };
    await waitFor(isRendering);
    const before = await stack.status(jobId);
    const { data } = await cancel(jobId);
    expect(data).toMatchObject({ status: 'cancelled' });
    const stopped = await stack.status(jobId);
    await waitFor(() => encoders().length === 0, { timeoutMs: soonMs });
    expect(stopped.progress).toBeGreaterThanOrEqual(before.progress);
    expect((await stack.status(jobId)).progress).toBe(stopped.progress);
    const retried = await client.POST('/api/assembly/{job_id}/retry', { params: { path: { job_id: jobId } } });
    expect(retried.data).toMatchObject({ job_id: jobId, status: 'processing' });
    const seen: number[] = [];
    const last = await waitForJob(client, jobId, { onProgress: ({ progress }) => seen.push(progress) });
    expect(last).toMatchObject({ status: 'complete', error: null });
    expect(last.segments.reused).toBeGreaterThanOrEqual(1);
    expect(last.segments.reused).toBeLessThan(last.segments.total);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test('hangs up on a provider soon', async () => {
    const videoId = await makeVideo(stack);
    const brief = {
      business_name: 'Bakery',
      what_they_sell: 'bread',
      target_customer: 'neighbours',
      differentiator: 'sourdough',
    };
    const params = { path: { id: videoId } };
    const { data } = await client.POST('/api/videos/{id}/generate', { params, body: { brief } });
    await waitFor(() => waiting > 0);
    expect((await cancel(data?.job_id ?? '')).response.status).toBe(200);
    await waitFor(() => waiting === 0, { timeoutMs: soonMs });
    expect((await client.GET('/api/videos/{id}', { params })).data?.status).toBe('failed');
  });
});
