import { execFile, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JobStatusAnswer } from '@bom/contracts';
import { createDb } from '@bom/db';
import type { Db } from '@bom/db';
import { findFreePort, spawnBound, startPostgres, startRedis, stopProcess } from '@bom/embedded';
import { startSmtpServer, waitFor, waitLimitMs } from '@bom/testing';
import type { SmtpServer } from '@bom/testing';
import { startSwift } from '@bom/storage/testing/start-swift';
import type { Swift } from '@bom/storage/testing/start-swift';
import { machineEnv } from '../stack/env.ts';
import { requestFilm } from '../stack/make-request.ts';
import type { FilmWish } from '../stack/make-request.ts';
import { measureFilm } from '../stack/measure-film.ts';
import { readEnvFile, readPrograms, root } from './topology-compose.ts';

/** What an operator would write under docker/dev.env on a machine as small and as hurried as this one. */
const operator = {
  LOG_LEVEL: 'warn',
  ENCODER_PROFILE: 'draft',
  RENDER_CONCURRENCY: '1',
  LEASE_MS: '3s',
  LOCK_MS: '3s',
  STALL_MS: '1s',
  SWEEP_MS: '1s',
};
const variables: Record<string, string> = { ...readEnvFile('docker/dev.env'), ...operator };
const program = readPrograms(variables);

interface Started {
  child: ChildProcess;
  env: Record<string, string>;
  healthcheck: string[] | null;
}

let folder: string;
let swift: Swift;
let mailpit: SmtpServer;
let db: Db;
let url: string;
let addresses: Record<string, string>;
let log = '';
const servers: { stop(): Promise<void> }[] = [];
const running = new Map<string, Started>();

/** The one difference from containers: where things are. Each host, port, key of S3 and folder for its like on loopback. */
function locate(env: Record<string, string>, own: Record<string, string>): Record<string, string> {
  const moved = Object.entries({ ...env, ...own }).map(([name, value]) => {
    const found = Object.entries(addresses).reduce((text, [from, to]) => text.replace(from, to), value);
    return [name, found] as const;
  });
  return Object.fromEntries(moved);
}

function start(name: string, service: string, own: Record<string, string>): Started {
  const { command, env, healthcheck } = program(service);
  const located = locate(env, own);
  const [node, ...args] = command;
  expect(node).toBe('node');
  const child = spawnBound({
    command: process.execPath,
    args,
    // Where /app is in the image.
    cwd: root,
    env: { ...machineEnv(), ...located },
    deathSignal: 'SIGTERM',
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => (log += `${name}: ${String(chunk)}`));
  const started = { child, env: located, healthcheck };
  running.set(name, started);
  return started;
}

async function isHealthy(name: string): Promise<boolean> {
  const { env, healthcheck } = running.get(name) ?? {};
  const [, ...args] = healthcheck ?? [];
  return promisify(execFile)(process.execPath, args, { env: { ...machineEnv(), ...env } }).then(
    () => true,
    () => false,
  );
}

async function startServers(): Promise<{ databaseUrl: string; redisUrl: string }> {
  const { POSTGRES_PASSWORD = '', REDIS_PASSWORD = '', S3_BUCKET = '' } = variables;
  const [postgres, redis] = await Promise.all([
    startPostgres({ dataDir: join(folder, 'postgres'), password: POSTGRES_PASSWORD, database: 'bom', durable: false }),
    startRedis({ dataDir: join(folder, 'redis'), password: REDIS_PASSWORD, appendOnly: true }),
  ]);
  servers.push(postgres, redis);
  swift = await startSwift(process.env);
  await swift.makeBucket(S3_BUCKET);
  mailpit = await startSmtpServer();
  return { databaseUrl: postgres.url, redisUrl: redis.url };
}

beforeAll(async () => {
  // What the image's build stage does.
  const built = spawnSync('node_modules/.bin/tsc', ['-b', 'apps/api', 'apps/pipeline-worker', 'apps/render-worker'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(built.stdout).toBe('');
  folder = await mkdtemp(join(tmpdir(), 'bom-topology-'));
  const { databaseUrl, redisUrl } = await startServers();
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  addresses = {
    'postgres:5432': new URL(databaseUrl).host,
    'redis:6379': new URL(redisUrl).host,
    'http://s3:8333': swift.endpoint,
    'http://localhost:8333': swift.endpoint,
    'http://localhost:3000': url,
    'mailpit:1025': `127.0.0.1:${mailpit.port}`,
    '0.0.0.0': '127.0.0.1',
    '/data': join(folder, 'data'),
    '/tmp/.cache': join(folder, 'cache'),
    [variables['AWS_ACCESS_KEY_ID'] ?? '']: swift.credentials.accessKeyId,
    [variables['AWS_SECRET_ACCESS_KEY'] ?? '']: swift.credentials.secretAccessKey,
  };
  db = createDb({ databaseUrl, onConnectionError: () => {} });

  // In the order of depends_on: the migrations end before anything else begins.
  const { child } = start('migrate', 'migrate', {});
  await waitFor(() => child.exitCode !== null);
  expect({ code: child.exitCode, log }).toMatchObject({ code: 0, log: expect.stringContaining('applied ') });
  start('api', 'api', { PORT: String(port), METRICS_PORT: String(await findFreePort()) });
  for (const name of ['pipeline-worker', 'render-worker-1', 'render-worker-2']) {
    start(name, name.replace(/-\d$/, ''), { METRICS_PORT: String(await findFreePort()) });
  }
  for (const name of ['api', 'pipeline-worker', 'render-worker-1', 'render-worker-2']) {
    await waitFor(() => isHealthy(name), { intervalMs: 300 }).catch((error: unknown) => {
      throw new Error(`${name} is not healthy: ${log.slice(-2_000)}`, { cause: error });
    });
  }
});

afterAll(async () => {
  const ends = [...running.values()].map(({ child }) =>
    stopProcess(child, { signal: 'SIGTERM', timeoutMs: waitLimitMs }),
  );
  await Promise.all(ends);
  await Promise.all([db?.close(), mailpit?.close(), swift?.close()]);
  await Promise.all(servers.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

const call = (path: string, init: RequestInit = {}) => {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${variables['STUDIO_API_KEY']}`);
  return fetch(new URL(path, url), { ...init, headers });
};

async function statusOf(jobId: string): Promise<JobStatusAnswer> {
  return (await (await call(`/api/assembly/status/${jobId}`)).json()) as JobStatusAnswer;
}

const ask = (wish: FilmWish) => requestFilm({ call, db }, wish);

async function ended(jobId: string): Promise<JobStatusAnswer> {
  return waitFor(
    async () => {
      const answer = await statusOf(jobId);
      return answer.status === 'processing' ? null : answer;
    },
    { intervalMs: 100 },
  );
}

/** Segments that a render worker rendered since it started, by its own /metrics. */
async function segmentsOf(name: string): Promise<number> {
  const address = `http://127.0.0.1:${running.get(name)?.env['METRICS_PORT']}/metrics`;
  const text = await (await fetch(address)).text();
  return Number(/^bom_segments_rendered_total\{[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0);
}

async function expectFilm(answer: JobStatusAnswer, seconds: number): Promise<void> {
  expect(answer).toMatchObject({ status: 'complete', error: null });
  // From the store itself, under a signed link.
  expect(answer.output_url).toContain(swift.endpoint);
  const path = join(folder, 'film.mp4');
  await writeFile(path, Buffer.from(await (await fetch(answer.output_url ?? '')).arrayBuffer()));
  const film = await measureFilm(path);
  expect(film.video).toMatchObject({ codec: 'h264', width: 1080, height: 1080 });
  // The last word is followed by half a second.
  expect(Math.abs(film.video.endMs / 1000 - seconds - 0.5)).toBeLessThan(0.1);
  expect(film.frozenStretches + film.blackStretches).toBe(0);
}

describe('the services of docker-compose.yml as plain processes', () => {
  test('run what compose names, moved to loopback and nothing else', () => {
    const elsewhere = ['DATABASE_URL', 'REDIS_URL', 'PUBLIC_URL', 'S3_ENDPOINT', 'S3_PUBLIC_ENDPOINT', 'SMTP_URL'];
    const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
    const own = ['HOST', 'PORT', 'METRICS_HOST', 'METRICS_PORT', 'BOM_DATA_DIR', 'XDG_CACHE_HOME'];
    for (const [name, { env }] of running) {
      const written = program(name.replace(/-\d$/, '')).env;
      const changed = Object.keys(env).filter((variable) => env[variable] !== written[variable]);
      expect(changed.filter((variable) => ![...elsewhere, ...keys, ...own].includes(variable))).toEqual([]);
      expect(Object.keys(written).filter((variable) => !(variable in env))).toEqual([]);
    }
    expect(program('render-worker').command).toEqual(['node', 'apps/render-worker/dist/main.js']);
  });

  test('make one film on both render workers, into S3, and tell staff by mail', async () => {
    const { jobId } = await ask({ scenes: 4, secondsEach: 1 });
    await expectFilm(await ended(jobId), 4);
    const counts = await Promise.all(['render-worker-1', 'render-worker-2'].map(segmentsOf));
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
    await waitFor(() => mailpit.mails.length > 0);
    expect(mailpit.mails[0]).toMatchObject({ to: 'staff@studio.example' });
  });

  test('end a film right though one render worker is lost in the middle of it', async () => {
    const before = await Promise.all(['render-worker-1', 'render-worker-2'].map(segmentsOf));
    const { jobId } = await ask({ scenes: 6, secondsEach: 1.2 });
    // It has had a part of this film, and is at its next one.
    await waitFor(async () => (await segmentsOf('render-worker-2')) > (before[1] ?? 0));
    const lost = running.get('render-worker-2')?.child;
    const survivorHad = await segmentsOf('render-worker-1');
    expect((await statusOf(jobId)).status).toBe('processing');
    lost?.kill('SIGKILL');
    await waitFor(() => lost?.signalCode === 'SIGKILL');
    await expectFilm(await ended(jobId), 7.2);
    expect(await segmentsOf('render-worker-1')).toBeGreaterThan(survivorHad);
    expect(await isHealthy('render-worker-2')).toBe(false);
  });
});
