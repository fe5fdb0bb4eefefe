import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '@bom/testing';
import { startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

interface Span {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
}

interface Export {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<Span, 'service'>[] }[];
  }[];
}

const canary = 'CANARY-5f1c-never-in-a-span';
const form = {
  'Business name': 'Corner Bakery',
  'E-mail': 'ann@bakery.example',
  'What do you sell?': canary,
  'Who is your target customer?': 'early risers',
  'What makes you different?': 'we bake at four',
};
let collector: Server;
let stack: Stack;
const bodies: string[] = [];

/** What a collector of OTLP/HTTP is to its clients. */
beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(Buffer.concat(chunks).toString('utf8'));
      // What is asked elsewhere is a model's provider, whose key is wrong.
      response.statusCode = request.url === '/v1/traces' ? 200 : 401;
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  stack = await startStack({
    ENCODER_PROFILE: 'preview',
    LOG_LEVEL: 'info',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
});

afterAll(async () => {
  await stack.stop();
  collector.closeAllConnections();
  collector.close();
});

test('one trace goes from the form to the mail, through all processes', async () => {
  const answer = await stack.submit(form);
  expect(answer.status).toBe(202);
  const { job_id: jobId } = (await answer.json()) as { job_id: string };
  const job = await stack.ended(jobId);
  expect(job.status).toBe('complete');

  const trace = await waitFor(() => Promise.resolve(spansOfTrace((span) => span.name === 'notify.email')));
  expect(new Set(trace.map(({ traceId }) => traceId)).size).toBe(1);
  expect(new Set(trace.map(({ service }) => service))).toEqual(new Set(['api', 'pipeline-worker', 'render-worker']));
  const names = trace.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['pipeline.run enqueue', 'assembly.run enqueue', 'render.segment', 'ffmpeg']),
  );
  const path = pathOf(trace, 'pipeline.run');
  expect(path).toEqual(['POST receiveTallySubmission', 'pipeline.run enqueue', 'pipeline.run']);
  expect(pathOf(trace, 'notify.email')).toEqual([
    ...path,
    'assembly.run enqueue',
    'assembly.run',
    'notify.email enqueue',
    'notify.email',
  ]);
  expect(pathOf(trace, 'render.segment').slice(-3)).toEqual([
    'assembly.run',
    'render.segment enqueue',
    'render.segment',
  ]);
  expect(bodies.join('')).not.toContain(canary);

  const lines = (await stack.log()).split('\n').filter((line) => line.includes(jobId));
  const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(logged.length).toBeGreaterThan(0);
  for (const line of logged) {
    expect(line).toMatchObject({ level: expect.any(String), time: expect.any(String), name: expect.any(String) });
    expect(line).toMatchObject({ msg: expect.any(String), video_id: job.video_id, trace_id: trace[0]?.traceId });
  }
});

test('a film that fails names its trace in its error and dead letter, and every line of it has its ids', async () => {
  const key = 'sk-CANARY-0123456789abcdef';
  const { port } = collector.address() as AddressInfo;
  await stack.kill('pipeline-worker', 'SIGTERM');
  stack.start('pipeline-worker', { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}/refuses` });
  const answer = await stack.submit({ ...form, 'E-mail': 'bob@bakery.example' });
  const { job_id: jobId } = (await answer.json()) as { job_id: string };
  expect((await stack.ended(jobId)).status).toBe('failed');

  const { error } = await stack.db.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
  const traceId = (error as { trace_id?: string }).trace_id;
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  const letter = await stack.db.prisma.deadLetter.findFirstOrThrow({ where: { jobId } });
  expect(letter.detail).toContain(traceId);

  const log = await stack.log();
  expect(log).not.toContain(key);
  const lines = log.split('\n').filter((line) => line !== '');
  for (const line of lines) {
    const { level, time, name, msg, ...ids } = JSON.parse(line) as Record<string, unknown>;
    expect([level, time, name, msg].map((field) => typeof field)).toEqual(['string', 'string', 'string', 'string']);
    if (ids['job_id'] === jobId) expect(ids).toMatchObject({ trace_id: traceId, video_id: expect.any(String) });
  }
  expect(lines.some((line) => line.includes(jobId))).toBe(true);
});

/** All spans of the trace that has such a one; null until it has. */
function spansOfTrace(isSought: (span: Span) => boolean): Span[] | null {
  const spans = bodies.flatMap(readSpans);
  const sought = spans.find(isSought);
  return sought ? spans.filter(({ traceId }) => traceId === sought.traceId) : null;
}

function readSpans(body: string): Span[] {
  return (JSON.parse(body) as Export).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const named = resource.attributes.find(({ key }) => key === 'service.name');
    const service = named?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
}

/** Names from the trace's root down to the first span of this name. */
function pathOf(trace: Span[], name: string): string[] {
  const byId = new Map(trace.map((span) => [span.spanId, span]));
  const path: string[] = [];
  let span = trace.find((one) => one.name === name);
  while (span) {
    path.unshift(span.name);
    span = byId.get(span.parentSpanId ?? '');
  }
  return path;
}
