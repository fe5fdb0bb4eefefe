import type { Server } from 'node:http';

/**
 * Takes no new connection, lets the requests in hand finish, and cuts off after `graceMs` those that don't. Connections that
 * callers keep for later are closed as soon as nothing is asked on them.
 */
export async function closeServer(server: Server, { graceMs }: { graceMs: number }): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const end = setTimeout(() => server.closeAllConnections(), graceMs);
  server.closeIdleConnections();
  await closed;
  clearInterval(idle);
  clearTimeout(end);
}
