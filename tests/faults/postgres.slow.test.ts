import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deployMigrations } from '@bom/db';
import { startPostgres } from '@bom/embedded';
import { waitFor } from '@bom/testing';
import { expectInvariants } from './expect-invariants.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';

let stack: FaultStack;
let folder: string;
let server: Awaited<ReturnType<typeof startDurable>>;

/** As in production: what was committed is on the disk. The other tests' server would lose it. */
const startDurable = (port?: number) =>
  startPostgres({
    dataDir: join(folder, 'postgres'),
    password: 'test',
    database: 'studio',
    durable: true,
    ...(port === undefined ? {} : { port }),
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-durable-'));
  server = await startDurable();
  stack = await openFaultStack({ apps: ['api'], databaseUrl: server.url });
});

afterEach(async () => {
  await stack.ready();
  // Nobody works here: what was accepted is ended by hand.
  await stack.db.prisma.job.updateMany({ data: { status: 'cancelled', finishedAt: new Date() } });
  await stack.redis.flushAll();
  await expectInvariants(stack, stack.incidents);
});

afterAll(async () => {
  await stack.stop();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const submit = (id: string) =>
  stack.submit(
    {
      'Business name': 'Harbour Lane Bakery',
      'E-mail': `${randomUUID()}@client.example`,
      'What do you sell?': 'Sourdough bread',
      'Who is your target customer?': 'Early commuters',
      'What makes you different?': 'We bake at four in the morning',
      formats: 'square',
    },
    id,
  );

/** Several callers at once, one request after the other each, until told to stop. */
function keepCalling(call: () => Promise<void>, callers = 4): { stop(): Promise<void> } {
  const over = new AbortController();
  const running = Array.from({ length: callers }, async () => {
    while (!over.signal.aborted) await call();
  });
  return {
    async stop() {
      over.abort();
      await Promise.all(running);
    },
  };
}

/** SIGKILL to the postmaster and to all its children at once: nobody writes anything any more. */
async function crash(): Promise<void> {
  const children = await readFile(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8');
  process.kill(server.pid, 'SIGKILL');
  for (const pid of children.trim().split(/\s+/)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  await server.exited;
}

describe('no submission is lost though', () => {
  row('C2', 'Postgres is killed: all that was answered is there after its recovery', async () => {
    const answered: string[] = [];
    const unanswered: string[] = [];
    const calling = keepCalling(async () => {
      const id = randomUUID();
      const reply = await submit(id).catch(() => null);
      (reply?.ok ? answered : unanswered).push(id);
      if (!reply?.ok) await sleep(100);
    });
    await waitFor(() => answered.length >= 40);
    await crash();
    const crashedAt = Date.now();
    stack.incidents.crashes += 1;
    await waitFor(() => unanswered.length > 0);
    server = await startDurable(server.port);
    const soFar = answered.length;
    await waitFor(() => answered.length >= soFar + 5);
    const recoveredMs = Date.now() - crashedAt;
    await calling.stop();

    const { prisma } = stack.db;
    const kept = await prisma.webhookEvent.findMany({ where: { externalId: { in: answered } } });
    expect(kept).toHaveLength(answered.length);
    const videos = kept.map(({ answer }) => (answer as { video_id: string }).video_id);
    expect(await prisma.video.count({ where: { id: { in: videos } } })).toBe(answered.length);
    // Who had no answer sends it again, and whether it had been stored or not there is one of it.
    for (const id of unanswered) expect((await submit(id)).ok).toBe(true);
    expect(await prisma.webhookEvent.count()).toBe(answered.length + unanswered.length);
    return recoveredMs;
  });
});

const nextRelease = `
-- What the next release needs beside what this one uses: nothing that this one does not know is in its way.
ALTER TABLE "videos" ADD COLUMN "next_note" TEXT;
ALTER TABLE "videos" ADD COLUMN "next_rank" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "webhook_events" ADD COLUMN "next_source" TEXT NOT NULL DEFAULT 'x; y';
CREATE INDEX "videos_next_rank_idx" ON "videos"("next_rank");
`;

describe('nobody notices that', () => {
  row('C6', 'the next release migrates the database, behind a query that takes its time', async () => {
    const next = join(folder, 'migrations');
    await cp(join(__dirname, '../../prisma/migrations'), next, { recursive: true });
    await mkdir(join(next, '29991231000000_next_release'));
    await writeFile(join(next, '29991231000000_next_release', 'migration.sql'), nextRelease);
    const seen = { requests: 0, failed: [] as number[], slowestMs: 0 };
    const calling = keepCalling(async () => {
      const startedAt = Date.now();
      const read = await stack.call('/api/videos?limit=5');
      await read.arrayBuffer();
      const written = await submit(randomUUID());
      await written.arrayBuffer();
      seen.requests += 2;
      seen.slowestMs = Math.max(seen.slowestMs, Date.now() - startedAt);
      for (const { status, ok } of [read, written]) if (!ok) seen.failed.push(status);
    });
    await waitFor(() => seen.requests >= 20);

    // A report, or a backup: it holds its tables, and a migration that waits for them would make everybody wait behind it.
    const reading = stack.db.prisma.$transaction(
      async (tx) => {
        await tx.video.count();
        await tx.webhookEvent.count();
        await sleep(6_000);
      },
      { timeout: 20_000 },
    );
    await sleep(200);
    const startedAt = Date.now();
    const applied = await deployMigrations({ databaseUrl: server.url, folder: next });
    const tookMs = Date.now() - startedAt;
    await reading;
    const soFar = seen.requests;
    await waitFor(() => seen.requests >= soFar + 20);
    await calling.stop();

    expect(applied).toEqual(['29991231000000_next_release']);
    expect(seen.failed).toEqual([]);
    expect(seen.slowestMs).toBeLessThan(4_000);
    return tookMs;
  });
});
