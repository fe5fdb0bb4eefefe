import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import sharp from 'sharp';
import { createDatabase, makePng, makeTone, startDouble, startRedis, waitFor } from './index.ts';
import startDatabaseServer from './jest-global-setup.ts';
import stopDatabaseServer from './jest-global-teardown.ts';

describe('test databases', () => {
  const address = process.env['BOM_TEST_DATABASES'];
  // Without the run's global set-up (one file run by another configuration) the tests bring their own.
  beforeAll(() => (address ? undefined : startDatabaseServer()));
  afterAll(() => (address ? undefined : stopDatabaseServer()));

  test('each call makes a migrated database that shares nothing with the others', async () => {
    await createDatabase();
    const [one, two] = await Promise.all([createDatabase(), createDatabase()]);
    await query(one, 'CREATE TABLE only_here (x int)');
    expect(await query(one, "SELECT to_regclass('videos') IS NOT NULL AS migrated")).toEqual([{ migrated: true }]);
    await expect(query(two, 'SELECT * FROM only_here')).rejects.toThrow(/does not exist/);
  });

  test('its server and files are gone when the process that started it is killed', async () => {
    const setUp = join(__dirname, 'database-server.ts');
    const parent = spawn(
      'sh',
      ['-c', `sleep 60 | "$0" --conditions=@bom/source --import tsx "$1"`, process.execPath, setUp],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: true,
      },
    );
    const url = await new Promise<string>((resolve) => createInterface({ input: parent.stdout }).once('line', resolve));
    const database = await (await fetch(url, { method: 'POST' })).text();
    const [{ folder }] = (await query(database, "SELECT current_setting('data_directory') AS folder")) as [
      { folder: string },
    ];
    const sleeper = execFileSync('pgrep', ['-P', String(parent.pid), 'sleep'], { encoding: 'utf8' });
    process.kill(Number(sleeper), 'SIGKILL');
    await waitFor(() => !existsSync(folder));
    await expect(query(database, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  });
});

test('a Redis comes back with its data on the same port after a kill, and answers nothing while frozen', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'bom-test-redis-'));
  const first = await startRedis({ aof: true, dir });
  const redis = new Redis(first.url, { retryStrategy: null });
  redis.on('error', () => undefined);
  await redis.set('k', 'v');
  expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  first.freeze();
  let isAnswered = false;
  const asked = redis.get('k').finally(() => (isAnswered = true));
  await sleep(200);
  expect(isAnswered).toBe(false);
  first.thaw();
  expect(await asked).toBe('v');
  await first.flushAll();
  expect(await waitFor(async () => (await redis.get('k')) === null)).toBe(true);
  await redis.set('k', 'again');
  // While an earlier write is on its way to the disk, the next one waits in Redis' own memory.
  await waitFor(async () => (await redis.info('persistence')).includes('aof_buffer_length:0\r'));
  redis.disconnect();
  await first.kill();
  expect(() => process.kill(first.pid, 0)).toThrow(/ESRCH/);

  const second = await startRedis({ aof: true, dir, port: first.port });
  expect(second.url).toBe(first.url);
  const back = new Redis(second.url);
  expect(await back.get('k')).toBe('again');
  back.disconnect();
  await second.stop();
  await rm(dir, { recursive: true });
});

test('a double records what it was asked and answers what it is told', async () => {
  const double = await startDouble(({ path }, response) => {
    if (path === '/hang-up') return void response.destroy();
    return { status: 201, json: { path } };
  });
  const answer = await fetch(`${double.url}/a?b=1`, { method: 'POST', body: 'hello', headers: { 'x-key': 'k' } });
  expect([answer.status, await answer.json()]).toEqual([201, { path: '/a?b=1' }]);
  await expect(fetch(`${double.url}/hang-up`)).rejects.toThrow();
  expect(double.requests[0]).toMatchObject({ method: 'POST', path: '/a?b=1', headers: { 'x-key': 'k' } });
  expect(double.requests[0]?.body.toString()).toBe('hello');
  await double.close();
  await expect(fetch(double.url)).rejects.toThrow();
});

test('a made picture has its size and a made tone its length', async () => {
  expect(await sharp(await makePng({ width: 40, height: 30 })).metadata()).toMatchObject({
    format: 'png',
    width: 40,
    height: 30,
  });
  const tone = makeTone({ seconds: 0.5, sampleRate: 8_000 });
  expect(tone.length).toBe(44 + 8_000);
  expect(Math.max(...Array.from({ length: 4_000 }, (_, index) => tone.readInt16LE(44 + index * 2)))).toBeGreaterThan(
    16_000,
  );
});

test('waiting in vain says for what', async () => {
  const isReady = (): boolean => existsSync('/no such file');
  await expect(waitFor(isReady, { timeoutMs: 30 })).rejects.toThrow(/Waited 30 ms in vain for: .*no such file/);
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
