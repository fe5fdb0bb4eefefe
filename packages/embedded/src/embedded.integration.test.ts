import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { startPostgres, startRedis, type RunningServer } from './index.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bom-embedded-'));
  // A closed folder above the data: as root, Postgres runs as a user that may not look through it.
  await chmod(home, 0o700);
});

afterEach(() => rm(home, { recursive: true, force: true }));

const startOn = (dataDir: string): Promise<RunningServer> =>
  startPostgres({ dataDir, password: 'p@ss word', database: 'films', durable: false });

test('Postgres starts on a new folder, keeps its data over a stop and over a kill, and sorts by code point', async () => {
  const dataDir = join(home, 'postgres');
  const first = await startOn(dataDir);
  await query(first.url, 'CREATE TABLE t (name text)');
  await query(first.url, "INSERT INTO t VALUES ('b'), ('Ä'), ('B'), ('a')");
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await startOn(dataDir);
  expect(await query(second.url, 'SELECT string_agg(name, $$ $$ ORDER BY name) AS names FROM t')).toEqual([
    { names: 'B a b Ä' },
  ]);
  expect(await query(second.url, "SELECT lower('Ä') AS low")).toEqual([{ low: 'ä' }]);
  await second.kill();
  await expect(second.exited).resolves.toEqual({ code: null, signal: 'SIGKILL' });

  const third = await startOn(dataDir);
  expect(await query(third.url, 'SELECT count(*)::int AS n FROM t')).toEqual([{ n: 4 }]);
  await third.stop();
});

test('a wrong password is refused', async () => {
  const server = await startOn(join(home, 'postgres'));
  const wrong = new URL(server.url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  await server.stop();
});

test('a Redis keeps what was written over a stop, evicts nothing and asks for its password', async () => {
  const options = { dataDir: join(home, 'redis'), password: 'secret', appendOnly: true };
  const first = await startRedis(options);
  expect(await askRedis(first.port, ['PING'])).toMatch(/^-NOAUTH/);
  expect(await askRedis(first.port, ['AUTH secret', 'SET k v'])).toMatch(/OK\r\n\+OK/);
  await first.stop();
  const second = await startRedis(options);
  expect(await askRedis(second.port, ['AUTH secret', 'GET k'])).toContain('$1\r\nv');
  expect(await askRedis(second.port, ['AUTH secret', 'CONFIG GET maxmemory-policy'])).toContain('noeviction');
  await second.stop();
});

test('a taken port that was asked for is an error with the server’s own words', async () => {
  const first = await startRedis({ dataDir: join(home, 'a'), password: 'x', appendOnly: false });
  const again = startRedis({ dataDir: join(home, 'b'), password: 'x', appendOnly: false, port: first.port });
  await expect(again).rejects.toThrow(/Redis did not start: .*in use/i);
  await first.stop();
});

test('both servers end when their parent is killed, and the next start takes the folder over', async () => {
  const { parent, pids } = await startInChild();
  parent.kill('SIGKILL');
  // At once: the old Postgres is still on its way out.
  const next = await startOn(join(home, 'postgres'));
  expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await next.stop();
  while (pids.some(isAlive)) await new Promise((wake) => setTimeout(wake, 50));
});

async function startInChild(): Promise<{ parent: ChildProcess; pids: number[] }> {
  const index = join(fileURLToPath(import.meta.url), '..', 'index.ts');
  const program = `
    const { startPostgres, startRedis } = await import(${JSON.stringify(index)});
    const [dir, password] = [${JSON.stringify(home)}, 'p@ss word'];
    const p = await startPostgres({ dataDir: dir + '/postgres', password, database: 'films', durable: false });
    const r = await startRedis({ dataDir: dir + '/redis', password, appendOnly: true });
    console.log(JSON.stringify([p.pid, r.pid]));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: parent.stdout }).once('line', resolve);
    parent.once('exit', (code) => reject(new Error(`the child ended with ${code}`)));
  });
  const pids: number[] = JSON.parse(line);
  expect(pids.every(isAlive)).toBe(true);
  return { parent, pids };
}

function isAlive(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function askRedis(port: number, commands: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.end(commands.map((command) => `${command}\r\n`).join(''));
  });
}
