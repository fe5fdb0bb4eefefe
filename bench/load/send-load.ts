import { Agent, request } from 'node:http';

export interface Call {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Result {
  /** Answers below 400 a second. */
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  failed: number;
}

interface Load {
  url: string;
  makeCall: () => Call;
  seconds: number;
}

/** As much as `atOnce` callers get through, each sending when it is answered. */
export async function saturate({ url, makeCall, seconds, atOnce }: Load & { atOnce: number }): Promise<Result> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const until = Date.now() + seconds * 1000;
  const times: number[] = [];
  let failed = 0;
  const caller = async () => {
    while (Date.now() < until) {
      const startedAt = performance.now();
      if (await send(url, makeCall(), agent)) times.push(performance.now() - startedAt);
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  agent.destroy();
  return summarise(times, { seconds, failed });
}

/**
 * An even stream of requests, sent when they are due whether or not earlier ones are answered. Latency counts from the
 * scheduled time, so that a stalled server can not hide behind requests that were never sent (coordinated omission).
 */
export async function pace({ url, makeCall, seconds, perSecond }: Load & { perSecond: number }): Promise<Result> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const times: number[] = [];
  const pending: Promise<void>[] = [];
  let failed = 0;
  const sendDue = async (dueAt: number) => {
    if (await send(url, makeCall(), agent)) times.push(performance.now() - dueAt);
    else failed += 1;
  };
  const startedAt = performance.now();
  const total = Math.floor(seconds * perSecond);
  for (let index = 0; index < total; index += 1) {
    const dueAt = startedAt + (index * 1000) / perSecond;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await new Promise((wake) => setTimeout(wake, waitMs));
    pending.push(sendDue(dueAt));
  }
  await Promise.all(pending);
  agent.destroy();
  return summarise(times, { seconds, failed });
}

function send(url: string, call: Call, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const { method, path, headers, body } = call;
    const sent = request(new URL(path, url), { method, headers, agent }, (response) => {
      response.resume();
      response.once('end', () => resolve((response.statusCode ?? 500) < 400));
      response.once('error', () => resolve(false));
    });
    sent.once('error', () => resolve(false));
    sent.end(body);
  });
}

function summarise(times: number[], { seconds, failed }: { seconds: number; failed: number }): Result {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { perSecond: times.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failed };
}
