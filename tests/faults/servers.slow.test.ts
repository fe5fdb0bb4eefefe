import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis, waitFor } from '@bom/testing';
import { expectInvariants } from './expect-invariants.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';
import { askForFilm, finished } from './short-film.ts';
import type { RequestedFilm } from './short-film.ts';

let stack: FaultStack;

beforeAll(async () => {
  stack = await openFaultStack();
  await finished(stack, (await askForFilm(stack, { fresh: false })).jobId);
});

afterEach(async () => {
  stack.network.redis.heal();
  stack.network.postgres.heal();
  await stack.ready();
  await expectInvariants(stack, stack.incidents);
});

afterAll(() => stack.stop());

/** Films whose parts are all made already: delivery is what they try. */
const several = async (count: number): Promise<RequestedFilm[]> => {
  const films: RequestedFilm[] = [];
  for (let index = 0; index < count; index += 1) films.push(await askForFilm(stack, { fresh: false }));
  return films;
};

const allFinished = async (films: RequestedFilm[]): Promise<void> => {
  for (const { jobId } of films) await finished(stack, jobId);
};

/** How long a request takes while something is broken. */
async function timed(path: string): Promise<{ status: number; ms: number }> {
  const startedAt = Date.now();
  const answer = await stack.call(path, { signal: AbortSignal.timeout(8_000) });
  await answer.arrayBuffer();
  return { status: answer.status, ms: Date.now() - startedAt };
}

describe('no film is lost though', () => {
  row('B1', 'Redis is away for a while: requests are accepted, and delivered when it is back', async () => {
    stack.network.redis.set({ refuse: true });
    stack.network.redis.cut();
    stack.incidents.crashes += 5;
    const films = await several(5);
    await sleep(2_000);
    stack.network.redis.heal();
    const healedAt = Date.now();
    await allFinished(films);
    return Date.now() - healedAt;
  });

  row('B2', 'Redis forgets everything', async () => {
    const films = await several(5);
    await stack.redis.flushAll();
    stack.incidents.crashes += 5;
    const wipedAt = Date.now();
    await allFinished(films);
    return Date.now() - wipedAt;
  });

  row('B3', 'Redis is frozen: no request takes two seconds more', async () => {
    stack.redis.freeze();
    stack.incidents.crashes += 2;
    const [film] = await several(1);
    const asked = await timed('/api/videos');
    expect(asked).toMatchObject({ status: 200 });
    expect(asked.ms).toBeLessThan(2_500);
    await sleep(2_000);
    stack.redis.thaw();
    const thawedAt = Date.now();
    await allFinished(film ? [film] : []);
    return Date.now() - thawedAt;
  });

  row('B4', 'Redis is full: workers complain in few words and recover', async () => {
    const before = (await stack.log()).length;
    await stack.redis.configure('maxmemory', '1mb');
    stack.incidents.crashes += 3;
    const films = await several(2);
    await sleep(4_000);
    await stack.redis.configure('maxmemory', '0');
    const freedAt = Date.now();
    await allFinished(films);
    expect((await stack.log()).length - before).toBeLessThan(1_000_000);
    return Date.now() - freedAt;
  });

  row('B7', 'connections to Redis are reset twenty times', async () => {
    const films = await several(2);
    stack.incidents.crashes += 20;
    for (let times = 0; times < 20; times += 1) {
      stack.network.redis.cut();
      await sleep(100);
    }
    const cutAt = Date.now();
    await allFinished(films);
    return Date.now() - cutAt;
  });

  row('C1', 'Postgres is away for a while: 503 with Retry-After, no process dies', async () => {
    const films = await several(2);
    const pids = (['api', 'pipeline-worker', 'render-worker'] as const).map((app) => stack.pid(app));
    stack.network.postgres.set({ refuse: true });
    stack.network.postgres.cut();
    stack.incidents.crashes += 4;
    const answer = await stack.call('/api/videos');
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await sleep(2_000);
    stack.network.postgres.heal();
    const healedAt = Date.now();
    await waitFor(async () => (await timed('/api/videos')).status === 200);
    await allFinished(films);
    const after = (['api', 'pipeline-worker', 'render-worker'] as const).map((app) => stack.pid(app));
    expect(after).toEqual(pids);
    return Date.now() - healedAt;
  });

  row('C5', 'answers of Postgres are lost in the middle of writing', async () => {
    stack.incidents.crashes += 10;
    const asking = several(3);
    for (let times = 0; times < 10; times += 1) {
      stack.network.postgres.cut();
      await sleep(150);
    }
    const cutAt = Date.now();
    await allFinished(await asking);
    return Date.now() - cutAt;
  });

  row('C3', 'Postgres swallows what it is told: no request takes longer than its limit', async () => {
    stack.network.postgres.set({ blackhole: true });
    stack.incidents.crashes += 3;
    const asked = await timed('/health/ready');
    expect(asked.status).toBe(503);
    expect(asked.ms).toBeLessThan(6_000);
    expect(await timed('/health')).toMatchObject({ status: 200 });
    stack.network.postgres.heal();
    const healedAt = Date.now();
    await waitFor(async () => (await timed('/api/videos')).status === 200);
    return Date.now() - healedAt;
  });
});

describe('at the start', () => {
  row('B5', 'a Redis that would throw jobs away is refused', async () => {
    await stack.redis.configure('maxmemory-policy', 'allkeys-lru');
    const pid = stack.pid('pipeline-worker');
    const refused = 'maxmemory-policy';
    const before = (await stack.log()).split(refused).length;
    process.kill(pid, 'SIGKILL');
    stack.incidents.crashes += 1;
    await waitFor(async () => (await stack.log()).split(refused).length > before);
    await stack.redis.configure('maxmemory-policy', 'noeviction');
    const repairedAt = Date.now();
    await allFinished(await several(1));
    return Date.now() - repairedAt;
  });

  row('B6', 'without a Redis the API comes up, and is ready once there is one', async () => {
    const folder = await startRedis();
    const { port } = folder;
    await folder.stop();
    const starting = openFaultStack({ apps: ['api'], waits: false, redis: { ...folder, stop: async () => {} } });
    const lonely = await starting;
    try {
      await waitFor(async () => (await fetch(`${lonely.url}/health`)).status === 200);
      expect((await fetch(`${lonely.url}/health/ready`)).status).toBe(503);
      const redis = await startRedis({ port });
      const startedAt = Date.now();
      try {
        await lonely.ready();
        return Date.now() - startedAt;
      } finally {
        await redis.stop();
      }
    } finally {
      await lonely.stop();
    }
  });
});
