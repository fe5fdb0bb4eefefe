import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createDatabase, startPostgres } from '@bom/testing';
import type { TestPostgres } from '@bom/testing';
import { Client } from 'pg';
import { machineEnv } from '../stack/env.ts';
import { requestFilm } from '../stack/make-request.ts';
import { startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';
import { layPackages, runPage } from './run-page.ts';
import { findSystemPostgres, startSystemPostgres } from './start-system-postgres.ts';

const root = join(__dirname, '../..');

let home: string;
let databaseUrl: string;
let postgres: TestPostgres | undefined;
const started: Stack[] = [];

/** As `npm start` lays it: the database and the files in one folder. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'bom-backup-'));
  postgres = await startPostgres({ dir: join(home, 'data') });
  const made = new URL(await postgres.createDatabase());
  await query(postgres.url, `ALTER DATABASE ${made.pathname.slice(1)} RENAME TO bom`);
  made.pathname = '/bom';
  databaseUrl = made.href;
  await writeFile(join(home, 'data/secrets.json'), JSON.stringify({ postgresPassword: 'test' }));
  started.push(await start(databaseUrl, join(home, 'data')));
});

afterAll(async () => {
  await started.pop()?.stop();
  await postgres?.stop();
  await rm(home, { recursive: true, force: true });
});

const start = (url: string, dataDir: string) =>
  startStack(
    { ENCODER_PROFILE: 'preview', BOM_DATA_DIR: dataDir },
    { databaseUrl: url, apps: ['api', 'render-worker'] },
  );

async function sectionOf(heading: string): Promise<string> {
  const page = await readFile(join(root, 'docs/backup-and-restore.md'), 'utf8');
  return page.split(/^(?=## )/m).find((text) => text.startsWith(`## ${heading}\n`)) ?? '';
}

async function tryPage(heading: string, env: Record<string, string>): Promise<string[]> {
  const all = { ...machineEnv(), BOM_DATA_DIR: join(home, 'data'), ...env };
  return runPage(await sectionOf(heading), all, async (folder) => {
    await layPackages(folder);
    await symlink(join(root, 'docs'), join(folder, 'docs'));
  });
}

async function emptyDatabase(): Promise<string> {
  const url = new URL(await createDatabase());
  const name = `restored${url.pathname.slice(1)}`;
  await query(url.href, `CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  return url.href;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The film behind the signed link that the API gives. */
async function readFilm(from: Stack, jobId: string): Promise<string> {
  const { outputs, status } = await from.ended(jobId);
  expect(status).toBe('complete');
  const bytes = await (await fetch(outputs.square?.url ?? '')).arrayBuffer();
  return createHash('sha256').update(Buffer.from(bytes)).digest('hex');
}

test('a copy that was taken in use restores to the same rows and files, and films are made and opened there', async () => {
  const stack = started[0] as Stack;
  const { jobId, videoId } = await requestFilm(stack);
  const film = await readFilm(stack, jobId);
  // What breaks copies: line ends of all kinds, quotes, bytes, JSON's null beside SQL's, fractions of time.
  const odd = 'a\u2028b\r\n\\ "quoted", (x),{y} \u{1F35E}';
  await stack.db.prisma.video.update({ where: { id: videoId }, data: { title: odd } });
  const event = { source: 'tally', externalId: odd, body: Buffer.from([0, 255, 10]), headers: {} };
  await stack.db.prisma.webhookEvent.create({ data: event });
  await query(databaseUrl, `UPDATE videos SET brief = 'null', updated_at = '2026-11-23 08:00:00.123456+02'`);

  const [restored, restoredUrl] = [join(home, 'restored'), await emptyDatabase()];
  expect(await tryPage('While it runs', { RESTORED: restored, RESTORED_DATABASE_URL: restoredUrl })).toEqual([]);
  const ask = `SELECT title, brief::text FROM videos`;
  expect(await query(restoredUrl, ask)).toEqual([{ title: odd, brief: 'null' }]);

  await started.pop()?.stop();
  const later = await start(restoredUrl, restored);
  started.push(later);
  expect(await readFilm(later, jobId)).toBe(film);
  const another = await requestFilm(later);
  expect(await readFilm(later, another.jobId)).toMatch(/^[0-9a-f]{64}$/);
});

const tool = (command: string[], url: string) =>
  promisify(execFile)(
    process.execPath,
    ['--conditions=@bom/source', '--import', 'tsx', 'docs/tools/backup/main.ts', ...command],
    { cwd: root, env: { ...machineEnv(), DATABASE_URL: url, BOM_DATA_DIR: home } },
  );

const systemPostgres = findSystemPostgres();

// Skipped where this machine has no Postgres with its tools: the embedded one comes without them.
(systemPostgres ? test : test.skip)(
  'a database that was dumped and restored by the tools of Postgres has the same rows',
  async () => {
    const saved = join(home, 'saved');
    await tool(['save', saved], databaseUrl);
    const server = await startSystemPostgres(systemPostgres ?? '', join(home, 'system'));
    try {
      const [first, second] = ['first', 'second'].map((name) => server.url.replace(/postgres$/, name));
      for (const name of ['first', 'second']) await query(server.url, `CREATE DATABASE ${name}`);
      await tool(['load', saved], first ?? '');
      const env = { DATABASE_URL: first ?? '', RESTORED_DATABASE_URL: second ?? '' };
      const path = `${systemPostgres}:${machineEnv()['PATH']}`;
      expect(await tryPage("With Postgres' own tools", { ...env, PATH: path })).toEqual([]);
      await tool(['save', join(home, 'again')], second ?? '');
      expect((await promisify(execFile)('diff', ['-r', saved, join(home, 'again')])).stdout).toBe('');
    } finally {
      await server.stop();
    }
  },
);

test('nothing is restored into a database that is in use, nor by another version', async () => {
  const folder = join(home, 'copy');
  await tool(['save', folder], databaseUrl);
  await expect(tool(['load', folder], databaseUrl)).rejects.toThrow('The database holds rows already (assets)');
  await query(
    databaseUrl,
    `UPDATE _prisma_migrations SET migration_name = '29990101_of_the_future'
    WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)`,
  );
  await tool(['save', join(home, 'future')], databaseUrl);
  await expect(tool(['load', join(home, 'future')], await emptyDatabase())).rejects.toThrow('29990101_of_the_future');
  await expect(tool(['check'], databaseUrl)).rejects.toThrow(/storage lacks\nfilms\//);
});

test('a folder that was copied while it was stopped starts again with every row', async () => {
  const ask = 'SELECT count(*)::int AS videos FROM videos';
  expect(await query(databaseUrl, ask)).toEqual([{ videos: 1 }]);
  await postgres?.stop();
  const restored = join(home, 'unpacked');
  expect(await tryPage('While it is stopped', { RESTORED: restored })).toEqual([]);
  postgres = await startPostgres({ dir: restored });
  const url = new URL(databaseUrl);
  url.port = String(postgres.port);
  expect(await query(url.href, ask)).toEqual([{ videos: 1 }]);
});
