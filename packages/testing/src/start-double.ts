import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

export interface RecordedRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** When its body was complete, as Date.now(). */
  at: number;
}

export interface DoubleAnswer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  body?: string | Buffer;
}

export interface Double {
  /** http://127.0.0.1:PORT */
  url: string;
  port: number;
  /** In the order in which their bodies were complete. */
  requests: RecordedRequest[];
  /** Ends open connections too. */
  close(): Promise<void>;
}

/**
 * Stands in for a remote service, so that the real SDK can be in front. The handler returns the answer; one that returns
 * undefined has written to `response` itself, or leaves the caller waiting, or has destroyed the connection.
 */
export function startDouble(
  handler: (
    request: RecordedRequest,
    response: ServerResponse,
  ) => DoubleAnswer | undefined | Promise<DoubleAnswer | undefined>,
): Promise<Double> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await record(incoming);
    requests.push(request);
    const told = await handler(request, response);
    if (told) send(response, told);
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ url: `http://127.0.0.1:${port}`, port, requests, close: () => closeServer(server) });
    });
  });
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: Buffer.concat(chunks),
    at: Date.now(),
  };
}

function send(response: ServerResponse, { status = 200, headers = {}, json, body }: DoubleAnswer): void {
  const isJson = json !== undefined;
  response.writeHead(status, { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers });
  response.end(isJson ? JSON.stringify(json) : body);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
