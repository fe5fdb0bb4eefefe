import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { faultModes, faultNames } from '@bom/runtime';
import { startRedis, waitFor } from '@bom/testing';
import type { AppName } from '../stack/start-stack.ts';
import { expectInvariants } from './expect-invariants.ts';
import { expectSmall, watchFootprints } from './footprint.ts';
import type { Footprint } from './footprint.ts';
import { openFaultStack, processState } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { askForFilm } from './short-film.ts';

const minutes = Number(process.env['BOM_SOAK_MINUTES'] ?? 1);
const seed = Number(process.env['BOM_SOAK_SEED'] ?? 1);

/** mulberry32 by Tommy Ettinger: small, and the same everywhere. */
function seeded(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = seeded(seed);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
const between = (from: number, to: number) => from + random() * (to - from);

interface Broken {
  stack: FaultStack;
  restartRedis(): Promise<void>;
}

type Fault = (broken: Broken) => Promise<void>;

let apiKills = 0;

const mostOpen = 20;

const workers: readonly AppName[] = ['pipeline-worker', 'render-worker'];
const apps: readonly AppName[] = ['api', ...workers];

/** One bad thing each, over within seconds. */
const faults: Readonly<Record<string, Fault>> = {
  async 'kill a process'({ stack }) {
    const app = pick(apps);
    if (app === 'api') apiKills += 1;
    send(stack.pid(app), 'SIGKILL');
  },
  async 'freeze a worker'({ stack }) {
    const pid = stack.pid(pick(workers));
    send(pid, 'SIGSTOP');
    await sleep(between(1_000, 6_000));
    send(pid, 'SIGCONT');
  },
  async 'kill Redis'({ restartRedis }) {
    await restartRedis();
  },
  async 'wipe Redis'({ stack }) {
    await stack.redis.flushAll();
  },
  async 'freeze Redis'({ stack }) {
    stack.redis.freeze();
    await sleep(between(500, 3_000));
    stack.redis.thaw();
  },
  async 'cut connections to Redis'({ stack }) {
    stack.network.redis.cut();
  },
  async 'cut connections to Postgres'({ stack }) {
    stack.network.postgres.cut();
  },
  async 'take Postgres away'({ stack }) {
    stack.network.postgres.set({ refuse: true });
    stack.network.postgres.cut();
    await sleep(between(500, 2_500));
    stack.network.postgres.heal();
  },
  async 'lay a fault in the code'({ stack }) {
    await stack.arm(pick(faultNames), pick(faultModes));
    // The API may be the one that meets it.
    apiKills += 1;
    await sleep(between(500, 2_000));
  },
};

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}

test(
  `every job ends, once, through ${minutes} minutes of faults (seed ${seed})`,
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'bom-soak-'));
    let server = await startRedis({ aof: true, dir });
    const { port } = server;
    const stack = await openFaultStack({
      redis: {
        ...server,
        freeze: () => server.freeze(),
        thaw: () => server.thaw(),
        stop: () => server.stop(),
      },
    });
    const restartRedis = async () => {
      await server.kill();
      await sleep(between(200, 2_000));
      server = await startRedis({ aof: true, dir, port });
    };
    const footprints = watchFootprints(stack);
    try {
      const asked = await run({ stack, restartRedis });
      const { prisma } = stack.db;
      await drained(stack);
      await expectInvariants(stack, { crashes: stack.incidents.crashes, apiKills });
      const ended = await prisma.job.findMany({ select: { status: true, error: true } });
      const counts = count(
        ended.map(({ status, error }) => (status === 'failed' ? `failed (${reasonOf(error)})` : status)),
      );
      const peaks = footprints.end();
      process.stdout.write(
        `soak, seed ${seed}: ${asked} films asked for; ${counts}; ${stack.incidents.crashes} faults; ${describePeaks(peaks)}\n`,
      );
      expectSmall(peaks);
      // What was laid but never met has hurt nobody; the rest may fail only where every try was hit.
      expect(await prisma.job.count({ where: { status: 'complete' } })).toBeGreaterThan(asked * 0.9);
    } finally {
      footprints.end();
      await stack.stop();
      await rm(dir, { recursive: true, force: true });
    }
  },
  minutes * 60_000 + 900_000,
);

const open = { status: { in: ['queued' as const, 'processing' as const] } };

/** Waits for the end of every job, as long as jobs end. */
async function drained({ db }: FaultStack): Promise<void> {
  for (let left = Infinity; left > 0;) {
    const before = left;
    left = await waitFor(
      async () => {
        const count = await db.prisma.job.count({ where: open });
        return count < before ? { count } : null;
      },
      { intervalMs: 200 },
    ).then(
      ({ count }) => count,
      async (error: unknown) => {
        const select = {
          id: true,
          status: true,
          phase: true,
          stage: true,
          attempt: true,
          deliveries: true,
          error: true,
        };
        const stuck = await db.prisma.job.findMany({ where: open, select });
        throw new Error(`No job ended for two minutes: ${JSON.stringify(stuck)}`, { cause: error });
      },
    );
  }
}

function reasonOf(error: unknown): string {
  const { code = 'no code', detail = '' } = (error ?? {}) as { code?: string; detail?: string };
  return `${code}: ${detail}`;
}

/** `2 a, 1 b` */
function count(words: string[]): string {
  return [...new Set(words)].map((word) => `${words.filter((other) => other === word).length} ${word}`).join(', ');
}

function describePeaks(peaks: Record<string, Footprint>): string {
  return Object.entries(peaks)
    .map(([app, { rssMb, openFiles }]) => `${app} held ${rssMb} MB and ${openFiles} files at most`)
    .join(', ');
}

/** Asks for films and breaks things until the time is over; how many films were taken. */
async function run(broken: Broken): Promise<number> {
  const { stack } = broken;
  const until = Date.now() + minutes * 60_000;
  let asked = 0;
  const asking = (async () => {
    while (Date.now() < until) {
      // A caller whose request fails tries again; it never counts what was not taken.
      const film = await askForFilm(stack, { fresh: random() < 0.3 }).catch(() => null);
      if (film) asked += 1;
      await sleep(between(300, 1_500));
      // A machine that is too slow for this pace sets its own.
      await waitFor(async () => (await stack.db.prisma.job.count({ where: open })) < mostOpen).catch(() => null);
    }
  })();
  const waking = setInterval(() => void wakeFrozen(stack), 7_000).unref();
  while (Date.now() < until) {
    const name = pick(Object.keys(faults));
    stack.incidents.crashes += 1;
    await faults[name]?.(broken);
    await sleep(between(1_000, 3_000));
  }
  await asking;
  await stack.disarm();
  stack.network.postgres.heal();
  await wakeFrozen(stack);
  await stack.ready().catch(async (error: unknown) => {
    throw new Error(`The stack did not get ready again: ${await lookAt(stack)}`, { cause: error });
  });
  clearInterval(waking);
  return asked;
}

/** What the API says of itself, what state the processes are in, and the last words of all. */
async function lookAt(stack: FaultStack): Promise<string> {
  const answer = await fetch(`${stack.url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.text(),
    String,
  );
  const states = await Promise.all(apps.map(async (app) => `${app} ${await processState(stack.pid(app))}`));
  return `${answer}; ${states.join(', ')}; ${(await stack.log()).slice(-2_000)}`;
}

/** A fault in the code may have frozen a process for good. */
async function wakeFrozen(stack: FaultStack): Promise<void> {
  for (const app of apps) if (stack.pid(app)) send(stack.pid(app), 'SIGCONT');
}
