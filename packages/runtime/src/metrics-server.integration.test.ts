import { createMetrics } from './metrics.ts';
import { serveMetrics } from './metrics-server.ts';

test('serves metrics and health, and nothing else', async () => {
  const metrics = createMetrics({ app: 'render-worker', processMetrics: false });
  metrics.segmentsRendered.inc(2);
  const server = await serveMetrics({ metrics, host: '127.0.0.1', port: 0 });
  const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  try {
    const answer = await ask('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain.*version=0\.0\.4/);
    expect(await answer.text()).toContain('bom_segments_rendered_total{app="render-worker"} 2');
    expect(await (await ask('/health')).json()).toEqual({ status: 'ok' });
    expect((await ask('/metrics?x')).status).toBe(404);
    expect((await ask('/metrics', 'POST')).status).toBe(405);
    await expect(serveMetrics({ metrics, host: '127.0.0.1', port: server.port })).rejects.toThrow('EADDRINUSE');
  } finally {
    await server.close();
  }
});
