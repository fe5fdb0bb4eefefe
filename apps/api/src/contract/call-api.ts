import { Agent, request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Given } from './open-contract.ts';

export interface Sent {
  method: string;
  /** As it goes over the wire. */
  path: string;
  headers?: Record<string, string>;
  body?: Buffer | string | undefined;
  /** Hangs up after it; the answer is then status 0. */
  patienceMs?: number;
}

/** Calls over kept-alive connections, with paths and headers that fetch would put right. */
export function openCaller(server: Server) {
  const agent = new Agent({ keepAlive: true, maxSockets: 24 });
  const { port } = server.address() as AddressInfo;
  return {
    call({ method, path, headers = {}, body, patienceMs }: Sent): Promise<Given> {
      return new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
        const options = { agent, port, host: '127.0.0.1', method, path, headers: { ...headers, ...length } };
        const call = request(options, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const given = new Headers(
              Object.entries(response.headersDistinct).map(([name, values]) => [name, (values ?? []).join()]),
            );
            resolve({ status: response.statusCode ?? 0, headers: given, body: Buffer.concat(chunks) });
          });
        });
        call.on('error', (error) => (call.destroyed && patienceMs ? resolve(nothing) : reject(error)));
        if (patienceMs) call.setTimeout(patienceMs, () => call.destroy(new Error('enough')));
        call.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
const nothing: Given = { status: 0, headers: new Headers(), body: Buffer.alloc(0) };

export type Caller = ReturnType<typeof openCaller>;
