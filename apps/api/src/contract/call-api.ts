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
}

/** Calls over kept-alive connections, with paths and headers that fetch would put right. */
export function openCaller(server: Server) {
  const agent = new Agent({ keepAlive: true, maxSockets: 24 });
  const { port } = server.address() as AddressInfo;
  return {
    call({ method, path, headers = {}, body }: Sent): Promise<Given> {
      return new Promise((resolve, reject) => {
        const call = request({ agent, port, host: '127.0.0.1', method, path, headers }, (response) => {
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
        call.on('error', reject);
        call.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
export type Caller = ReturnType<typeof openCaller>;
