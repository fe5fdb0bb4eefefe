import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

export interface MetricsServer {
  port: number;
  close(): Promise<void>;
}

/**
 * `GET /metrics` and `GET /health` of a process that has no other port. It asks for no password: let only the private
 * network reach it. Fails where the port is taken.
 */
export async function serveMetrics({
  metrics,
  host,
  port,
}: {
  metrics: Metrics;
  host: string;
  port: number;
}): Promise<MetricsServer> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    const answer = (status: number, type: string, body: string) =>
      void response.writeHead(status, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }).end(body);
    if (request.method !== 'GET') return answer(405, 'text/plain', 'Only GET.\n');
    if (request.url === '/health') return answer(200, 'application/json', '{"status":"ok"}');
    if (request.url !== '/metrics') return answer(404, 'text/plain', 'Ask for /metrics or /health.\n');
    metrics.scrape().then(
      ({ contentType, text }) => answer(200, contentType, text),
      () => answer(500, 'text/plain', 'The metrics could not be read.\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // What a scraper keeps open must not keep the process.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
