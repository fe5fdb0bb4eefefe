import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallContext, UsageRecord } from '@bom/domain';
import sharp from 'sharp';
import type { ImageRequest } from '../types.ts';

export interface SeenCall {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
  /** The caller hung up before it had its answer. */
  hungUp: boolean;
}

/** Answers one call; may also leave it hanging or cut it off. */
export type Answer = (response: ServerResponse, call: SeenCall) => void;

export interface ProviderDouble {
  url: string;
  host: string;
  calls: SeenCall[];
  /** Calls of one method whose path matches. */
  seen(method: string, path: RegExp): SeenCall[];
  close(): Promise<void>;
}

/** A remote service on loopback whose answers the test decides. */
export async function startDouble(route: Answer): Promise<ProviderDouble> {
  const calls: SeenCall[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readJson(request);
    const call = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body,
      hungUp: false,
    };
    calls.push(call);
    response.on('close', () => (call.hungUp = !response.writableFinished));
    route(response, call);
  };
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    calls,
    seen: (method, path) => calls.filter((call) => call.method === method && path.test(call.path)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A small but whole picture. */
export function makePicture(format: 'jpeg' | 'png' | 'webp' = 'jpeg', width = 320, height = 512): Promise<Buffer> {
  const canvas = { width, height, channels: 3 as const, background: '#0f766e' };
  return sharp({ create: canvas }).toFormat(format).toBuffer();
}

export interface TestCall extends CallContext {
  usage: UsageRecord[];
  saved: unknown[];
  spends: number[];
  abort: AbortController;
}

export function makeCall(options: { pending?: unknown; authorize?: (estimate: number) => void } = {}): TestCall {
  const abort = new AbortController();
  const [usage, saved, spends]: [UsageRecord[], unknown[], number[]] = [[], [], []];
  return {
    abort,
    usage,
    saved,
    spends,
    signal: abort.signal,
    pending: options.pending,
    recordUsage: (record) => void usage.push(record),
    savePending: (value) => {
      saved.push(value);
      return Promise.resolve();
    },
    authorizeSpend: async (estimate) => {
      spends.push(estimate);
      await Promise.resolve(options.authorize?.(estimate));
    },
  };
}

export function makeRequest(overrides: Partial<ImageRequest> = {}): ImageRequest {
  return {
    prompt: 'A loaf of bread on a wooden table in soft morning light',
    narration: 'Fresh bread from our oven, every morning.',
    visual: 'a loaf of bread',
    brandName: 'Zuurdesem',
    colors: { primary: '#0F766E', secondary: '#10243E', accent: '#F59E0B', text: '#FFFFFF' },
    format: 'vertical',
    index: 0,
    total: 6,
    seed: 'video-1/0',
    scene: 2,
    ...overrides,
  };
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
