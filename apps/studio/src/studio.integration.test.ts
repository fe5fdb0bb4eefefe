import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { waitFor } from '@bom/testing';
import { readEnv } from './env.ts';
import { startStudio, type Studio } from './studio.ts';

/** Stand-ins for the apps: what matters here is how they are started, watched and stopped. */
const fakeApi = `
  import { createServer } from 'node:http';
  console.log('api is up');
  const server = createServer((request, response) => {
    if (request.url === '/health/ready') return response.end('ok');
    response.end(JSON.stringify(process.env));
  }).listen(Number(process.env.PORT), process.env.HOST);
  process.on('SIGTERM', () => { console.log(JSON.stringify({ level: 'info', time: '2026-01-01T10:11:12.000Z', msg: 'bye' })); process.exit(0); });`;
const fakeWorker = (name: string): string =>
  `setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(0)); console.log('${name} is up');`;

let home: string;
let lines: string[];
let studio: Studio;
let started: Studio[];
let blocker: Server | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bom-studio-'));
  lines = [];
  started = [];
  await writeApp('api', fakeApi);
  await writeApp('pipeline-worker', fakeWorker('pipeline-worker'));
  await writeApp('render-worker', fakeWorker('render-worker'));
});

afterEach(async () => {
  await Promise.all(started.map((one) => one.kill()));
  blocker?.close();
  await rm(home, { recursive: true, force: true });
});

test('the stack starts, restarts what falls, keeps its data and keys, and leaves nothing running', async () => {
  studio = await start();
  const env = await askEnv(studio);
  expect(env).toMatchObject({
    BOM_DATA_DIR: join(home, 'data'),
    PUBLIC_URL: studio.url,
    STUDIO_API_KEY: studio.apiKey,
    BOM_PARENT_PID: String(process.pid),
    OWN_VARIABLE: 'passed on',
  });
  expect(env['DATABASE_URL']).toMatch(/^postgresql:\/\/bom:\w+@127\.0\.0\.1:\d+\/bom$/);
  expect(env['REDIS_URL']).toMatch(/^redis:\/\/:\w+@127\.0\.0\.1:\d+$/);
  expect(studio.apiKey).toMatch(/^bom_[0-9a-f]{12}_[0-9a-f]{64}$/);
  expect((await stat(studio.newKeyFile ?? '')).mode & 0o777).toBe(0o600);

  const before = studio.pids();
  expect(Object.keys(before).sort()).toEqual(['api', 'pipeline-worker', 'postgres', 'redis', 'render-worker']);
  for (const name of ['render-worker', 'redis', 'postgres']) process.kill(before[name] ?? 0, 'SIGKILL');
  await waitFor(() => ['render-worker', 'redis', 'postgres'].every((name) => studio.pids()[name] !== before[name]));
  expect(lines.join('\n')).toContain('studio: render-worker ended (SIGKILL); starting it again in 500 ms');

  const pids = [...Object.values(before), ...Object.values(studio.pids())];
  await studio.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(lines).toContain('api: {"level":"info","time":"2026-01-01T10:11:12.000Z","msg":"bye"}');

  const again = await start();
  expect(again.apiKey).toBe(studio.apiKey);
  expect(again.newKeyFile).toBeUndefined();
});

test('servers that the environment names are used instead of own ones', async () => {
  studio = await start({ DATABASE_URL: 'postgres://u:p@db.example/x', REDIS_URL: 'redis://cache.example' });
  expect(Object.keys(studio.pids()).sort()).toEqual(['api', 'pipeline-worker', 'render-worker']);
  expect(await askEnv(studio)).toMatchObject({
    DATABASE_URL: 'postgres://u:p@db.example/x',
    REDIS_URL: 'redis://cache.example',
  });
});

const outside = { DATABASE_URL: 'postgres://u:p@db.example/x', REDIS_URL: 'redis://cache.example' };

test('a secret that an older version did not make is added, and the others stay', async () => {
  studio = await start(outside);
  const file = studio.newKeyFile ?? '';
  const { webhookSigningSecret, ...older } = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  expect((await askEnv(studio))['WEBHOOK_SIGNING_SECRET']).toBe(webhookSigningSecret);
  await studio.stop();
  await writeFile(file, JSON.stringify(older));

  studio = await start(outside);
  expect(studio.newKeyFile).toBeUndefined();
  const { webhookSigningSecret: added, ...same } = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  expect(same).toEqual(older);
  expect(added).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(added).not.toBe(webhookSigningSecret);
  expect((await askEnv(studio))['WEBHOOK_SIGNING_SECRET']).toBe(added);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a second studio on the same data is refused by name of the first', async () => {
  studio = await start(outside);
  await expect(start(outside)).rejects.toThrow(`Another studio (process ${process.pid}) runs on ${join(home, 'data')}`);
});

test('a claim that a killed studio left is taken over', async () => {
  await mkdir(join(home, 'data'));
  await writeFile(join(home, 'data/studio.lock'), `${process.pid} 1`);
  studio = await start(outside);
  expect(await readFile(join(home, 'data/studio.lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} \\d{2,}$`));
});

test('a taken port is said so', async () => {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
    blocker = server;
  });
  await expect(start({ ...outside, PORT: String(port) })).rejects.toThrow(
    `Port ${port} is taken by another program: set PORT`,
  );
});

test('an app that gives up at its start ends the whole start, with its last words', async () => {
  await writeApp(
    'pipeline-worker',
    `setTimeout(() => {
    console.error('FAL_KEY: must be set');
    process.exit(1);
  }, 500);`,
  );
  await expect(start()).rejects.toThrow(/pipeline-worker did not start \(code 1\): FAL_KEY: must be set/);
  expect(runningUnder(home)).toEqual([]);
});

test('nothing stays behind when the studio itself is killed', async () => {
  const program = `
    const { startStudio } = await import(${JSON.stringify(join(__dirname, 'studio.ts'))});
    const { readEnv } = await import(${JSON.stringify(join(__dirname, 'env.ts'))});
    const env = readEnv({ PORT: '0', BOM_DATA_DIR: ${JSON.stringify(join(home, 'data'))} });
    const studio = await startStudio({ env, passThrough: process.env, log() {}, signal: new AbortController().signal, appsDir: ${JSON.stringify(home)} });
    console.log(JSON.stringify(studio.pids()));`;
  const parent = spawn(
    process.execPath,
    ['--conditions=@bom/source', '--import', 'tsx', '--input-type=module', '-e', program],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const line = await new Promise<string>((resolve) => createInterface({ input: parent.stdout }).once('line', resolve));
  const pids: number[] = Object.values(JSON.parse(line));
  expect(pids.filter(isAlive)).toHaveLength(5);
  parent.kill('SIGKILL');
  await waitFor(() => !pids.some(isAlive));
});

async function start(variables: Record<string, string> = {}): Promise<Studio> {
  const one = await startStudio({
    env: readEnv({ PORT: '0', BOM_DATA_DIR: join(home, 'data'), ...variables }),
    passThrough: { ...process.env, OWN_VARIABLE: 'passed on' },
    log: (source, line) => void lines.push(`${source}: ${line}`),
    signal: new AbortController().signal,
    appsDir: home,
  });
  started.push(one);
  return one;
}

async function writeApp(name: string, source: string): Promise<void> {
  await mkdir(join(home, name, 'src'), { recursive: true });
  await writeFile(join(home, name, 'src/main.ts'), source);
}

async function askEnv({ url }: Studio): Promise<Record<string, string>> {
  const env: Record<string, string> = JSON.parse(await (await fetch(`${url}/env`)).text());
  return env;
}

function isAlive(pid: number): boolean {
  return /^\s*\d+ [^Z]/m.test(processes(['-p', String(pid)]));
}

function runningUnder(folder: string): string[] {
  return processes(['-e'])
    .split('\n')
    .filter((line) => line.includes(folder));
}

/** As "pid state command" lines; ps ends with 1 when there are none. */
function processes(which: string[]): string {
  try {
    return execFileSync('ps', ['-ww', '-o', 'pid=,stat=,args=', ...which], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
