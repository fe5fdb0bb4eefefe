import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** What a network does to connections; the defaults are a good day. */
interface Weather {
  latencyMs: number;
  /** Takes connections and bytes, and passes nothing on. */
  blackhole: boolean;
  /** New connections are reset at once. */
  refuse: boolean;
  /** Answers come no faster; 0 for any speed. */
  bytesPerSecond: number;
  /** A connection is reset after so many bytes of answers; 0 for never. */
  limitBytes: number;
}

export interface FaultProxy {
  port: number;
  /** How many connections were made through it. */
  accepted(): number;
  /** Changes the weather for new and open connections alike. */
  set(weather: Partial<Weather>): void;
  /** Resets what is open; how many. */
  cut(): number;
  /** A good day again; what was held back is lost with its connections. */
  heal(): void;
  close(): Promise<void>;
}

const goodDay: Weather = { latencyMs: 0, blackhole: false, refuse: false, bytesPerSecond: 0, limitBytes: 0 };

/** Stands between a client and a server on loopback, and breaks what passes. Verbs after Toxiproxy's. */
export function startFaultProxy(target: { port: number; host?: string }): Promise<FaultProxy> {
  let weather = goodDay;
  let accepted = 0;
  const pairs = new Set<[Socket, Socket]>();
  const cut = () => {
    const count = pairs.size;
    for (const pair of pairs) resetPair(pair);
    return count;
  };
  const server = createServer((client) => {
    accepted += 1;
    if (weather.refuse) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(target.port, target.host ?? '127.0.0.1');
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => resetPair(pair));
      socket.on('close', () => {
        if (pair.every(({ destroyed }) => destroyed)) pairs.delete(pair);
      });
    }
    pass(client, upstream, () => ({ ...weather, bytesPerSecond: 0, limitBytes: 0 }));
    pass(upstream, client, () => weather);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        accepted: () => accepted,
        set: (change) => void (weather = { ...weather, ...change }),
        cut,
        heal() {
          const wasHole = weather.blackhole;
          weather = goodDay;
          if (wasHole) cut();
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            cut();
          }),
      });
    });
  });
}

/** One direction, in order, each chunk under the weather of its moment. */
function pass(from: Socket, to: Socket, weatherNow: () => Weather): void {
  let passed = 0;
  const passOne = async (chunk: Buffer) => {
    const { latencyMs, blackhole, bytesPerSecond, limitBytes } = weatherNow();
    const waitMs = latencyMs + (bytesPerSecond > 0 ? (chunk.length / bytesPerSecond) * 1000 : 0);
    if (waitMs > 0) await new Promise((wake) => setTimeout(wake, waitMs).unref());
    passed += chunk.length;
    if (limitBytes > 0 && passed > limitBytes) resetPair([from, to]);
    else if (!blackhole && !to.destroyed) to.write(chunk);
    from.resume();
  };
  let before = Promise.resolve();
  from.on('data', (chunk: Buffer) => {
    from.pause();
    before = before.then(() => passOne(chunk));
  });
  from.on('close', () => void before.then(() => to.destroySoon()));
}

function resetPair(pair: [Socket, Socket]): void {
  for (const socket of pair) if (!socket.destroyed) socket.resetAndDestroy();
}
