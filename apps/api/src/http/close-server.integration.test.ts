import { Agent, createServer, get } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '@bom/testing';
import { closeServer } from './close-server.ts';

let server: Server;
let port: number;
let asked: ServerResponse[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    if (request.url === '/slow') asked.push(response);
    else response.end('done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});

afterEach(() => server.closeAllConnections());

function ask(path: string, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, path, host: '127.0.0.1', ...(agent ? { agent } : {}) }, (response) => {
      response.setEncoding('utf8').on('data', resolve).on('error', reject);
    }).on('error', reject);
  });
}

test('a request in hand gets its answer from a server that is told to stop', async () => {
  const answer = ask('/slow');
  await waitFor(() => asked.length === 1);
  const closing = closeServer(server, { graceMs: 60_000 });
  await expect(ask('/')).rejects.toThrow('ECONNREFUSED');
  asked[0]?.end('late, and whole');
  expect(await answer).toBe('late, and whole');
  await closing;
});

test('a connection that is kept for later holds nobody up, whether it was busy at that moment or not', async () => {
  const agent = new Agent({ keepAlive: true });
  await ask('/', agent);
  const busy = ask('/slow', agent);
  await waitFor(() => asked.length === 1);
  const closing = closeServer(server, { graceMs: 60_000 });
  asked[0]?.end('done');
  await busy;
  await closing;
  agent.destroy();
});

test('a request that does not end is cut off when its time is over', async () => {
  const answer = ask('/slow').catch((error: unknown) => error);
  await waitFor(() => asked.length === 1);
  await closeServer(server, { graceMs: 50 });
  expect(await answer).toMatchObject({ code: 'ECONNRESET' });
});
