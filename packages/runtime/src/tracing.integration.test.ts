import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { currentTraceparent, inSpan, isTracing, openSpan, startTracing } from './tracing.ts';

const servers: Server[] = [];

/** A collector; `answers` false: it takes requests and never says a word. */
async function startCollector({ answers }: { answers: boolean }): Promise<{ endpoint: string; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString('utf8'));
      if (answers) response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Sent {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code: number; message?: string };
}

function spansIn(bodies: string[]): Map<string, Sent> {
  type Body = { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] };
  const spans = bodies.flatMap((body) =>
    (JSON.parse(body) as Body).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
  return new Map(spans.map((span) => [span.name, span]));
}

describe('tracing', () => {
  test('is off without an endpoint: the work is done, in no span', async () => {
    const tracing = await startTracing({ service: 'test', endpoint: undefined });
    expect(isTracing()).toBe(false);
    expect(openSpan({ name: 'none' })).toBeNull();
    await expect(
      inSpan({ name: 'work' }, async () => [await Promise.resolve(1), currentTraceparent()]),
    ).resolves.toEqual([1, undefined]);
    await tracing.close();
  });

  test('sends spans under their parents, in this process and under one that was kept', async () => {
    const { endpoint, bodies } = await startCollector({ answers: true });
    const [kept, fresh] = await trace(
      endpoint,
      `const kept = await inSpan({ name: 'first' }, () => inSpan({ name: 'inner' }, async () => currentTraceparent()));
       await underSpan(kept, () => inSpan({ name: 'later' }, async () => {}));
       await inSpan({ name: 'unread', parent: '00-zz-11-01' }, async () => {});
       console.log(kept, await inSpan({ name: 'other', parent: null }, async () => currentTraceId()));`,
    );
    const spans = spansIn(bodies);
    const [first, inner, later] = ['first', 'inner', 'later'].map((name) => spans.get(name));
    expect(kept).toBe(`00-${first?.traceId}-${inner?.spanId}-01`);
    expect(inner).toMatchObject({ traceId: first?.traceId, parentSpanId: first?.spanId });
    expect(later).toMatchObject({ traceId: first?.traceId, parentSpanId: inner?.spanId });
    expect(spans.get('other')?.traceId).toBe(fresh);
    expect(new Set(['first', 'unread', 'other'].map((name) => spans.get(name)?.traceId)).size).toBe(3);
  });

  test('marks failed work by the code of its error, without its words', async () => {
    const { endpoint, bodies } = await startCollector({ answers: true });
    const [message] = await trace(
      endpoint,
      `const failure = Object.assign(new Error('CANARY'), { code: 'llm_refused' });
       console.log(await inSpan({ name: 'call' }, () => Promise.reject(failure)).catch((error) => error.message));`,
    );
    expect(message).toBe('CANARY');
    expect(spansIn(bodies).get('call')?.status).toEqual({ code: 2, message: 'llm_refused' });
    expect(bodies.join('')).not.toContain('CANARY');
  });

  test.each(['silent', 'gone'])('lets work and shutdown go on beside a collector that is %s', async (kind) => {
    const { endpoint } = await startCollector({ answers: false });
    if (kind === 'gone') servers[0]?.close();
    const works = `for (let i = 0; i < 3000; i += 1) await inSpan({ name: 'work' }, async () => {}); console.log('worked');`;
    expect(await trace(endpoint, works)).toEqual(['worked']);
  });

  test('loads nothing of the SDK without an endpoint', async () => {
    const loaded = `import { createRequire } from 'node:module';
      const cache = Object.keys(createRequire(import.meta.url).cache);
      console.log(cache.filter((file) => file.includes('@opentelemetry/sdk-trace')).length > 0);`;
    const { endpoint } = await startCollector({ answers: true });
    expect(await trace(undefined, loaded)).toEqual(['false']);
    expect(await trace(endpoint, loaded)).toEqual(['true']);
  });
});

/** Runs a script in a process of its own, since jest can't load what the SDK loads late, and gives the words that it prints. */
async function trace(endpoint: string | undefined, script: string): Promise<string[]> {
  const [imports, work] = [script.match(/^\s*import .*$/gm) ?? [], script.replaceAll(/^\s*import .*$/gm, '')];
  const source = `${imports.join('\n')}
    import { currentTraceId, currentTraceparent, inSpan, startTracing, underSpan } from ${JSON.stringify(join(__dirname, 'tracing.ts'))};
    const tracing = await startTracing({ service: 'test', endpoint: ${JSON.stringify(endpoint)} });
    ${work}
    await tracing.close();
    process.exit(0);`;
  const args = ['--conditions=@bom/source', '--import', 'tsx', '--input-type=module', '-e', source];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  return stdout.trim().split(/\s+/);
}
