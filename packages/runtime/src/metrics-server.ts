import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

export interface MetricsServer {
  port: number;
  close(): Promise<void>;
}

/**
 * `GET /metrics` and `GET /health` beside what else a process serves. It asks for no password: let only the private
 * network reach it. Fails where the port is taken.
 */
export async function serveMetrics({
  metrics,
  host,
  port,
}: {
  metrics: Pick<Metrics, 'scrape'>;
  host: string;
  port: number;
}): Promise<MetricsServer> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    void send(metrics, request, response);
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

async function send(
  metrics: Pick<Metrics, 'scrape'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, type, body } = await answer(metrics, request);
  response.writeHead(status, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }).end(body);
}

async function answer(metrics: Pick<Metrics, 'scrape'>, { method, url }: IncomingMessage) {
  const refuse = (status: number, body: string) => ({ status, type: 'text/plain', body });
  if (method !== 'GET') return refuse(405, 'Only GET.\n');
  if (url === '/health') return { status: 200, type: 'application/json', body: '{"status":"ok"}' };
  if (url !== '/metrics') return refuse(404, 'Ask for /metrics or /health.\n');
  try {
    const { contentType, text } = await metrics.scrape();
    return { status: 200, type: contentType, body: text };
  } catch {
    return refuse(500, 'The metrics could not be read.\n');
  }
}
