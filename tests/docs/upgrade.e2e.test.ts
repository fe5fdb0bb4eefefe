import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createQueues } from '@bom/jobs';
import { createLogger } from '@bom/runtime';
import { createDatabase, waitFor } from '@bom/testing';
import { machineEnv } from '../stack/env.ts';
import { requestFilm } from '../stack/make-request.ts';
import { startStack } from '../stack/start-stack.ts';

const root = join(__dirname, '../..');

/** The commit that rolling upgrades are promised from; docs/upgrade.md says when to move it. */
const previousVersion = '2f99344361db1fb79d63e6216a0194d80dacd3ed';

const hasHistory = spawnSync('git', ['cat-file', '-e', previousVersion], { cwd: root }).status === 0;
const testWithHistory = hasHistory ? test : test.skip;

let old: string;

beforeAll(async () => {
  old = await mkdtemp(join(tmpdir(), 'bom-previous-'));
  if (hasHistory) layOldVersion(old);
});

afterAll(() => rm(old, { recursive: true, force: true }));

/** Its own sources and database client, with the installed packages of this checkout. */
function layOldVersion(folder: string): void {
  const archive = [
    'archive',
    previousVersion,
    'apps',
    'packages',
    'prisma',
    'prisma.config.ts',
    'package.json',
    'tsconfig.base.json',
  ];
  execFileSync('tar', ['-x', '-C', folder], {
    input: execFileSync('git', archive, { cwd: root, maxBuffer: 512 * 1024 * 1024 }),
  });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@bom'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@bom') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const kind of ['apps', 'packages']) {
    for (const name of readdirSync(join(folder, kind))) {
      symlinkSync(join(folder, kind, name), join(modules, '@bom', name));
      symlinkSync(join(root, kind, name, 'node_modules'), join(folder, kind, name, 'node_modules'));
    }
  }
  const env = { ...machineEnv(), PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' };
  execFileSync(process.execPath, [join(modules, 'prisma/build/index.js'), 'generate'], {
    cwd: folder,
    env,
    stdio: 'pipe',
  });
}

/** A film of own material, and the script of another: something of every queue that makes films. */
async function makeFilms(): Promise<void> {
  const stack = await startStack(
    { ENCODER_PROFILE: 'preview' },
    { databaseUrl: await createDatabase(), roots: { 'pipeline-worker': old, 'render-worker': old } },
  );
  try {
    const { jobId } = await requestFilm(stack);
    const { status, outputs, error } = await stack.ended(jobId);
    expect([status, error]).toEqual(['complete', null]);
    expect((await fetch(outputs.square?.url ?? '')).status).toBe(200);
    const { status: intake } = await stack.submit(answers);
    expect(intake).toBe(202);
    const kinds = await waitFor(() => usedProviders(stack.db));
    expect(kinds).toEqual(['image.make', 'script.write', 'voice.speak']);
  } finally {
    await stack.stop();
  }
}

/** Null until all kinds of steps of the pipeline are there. */
async function usedProviders({ prisma }: Awaited<ReturnType<typeof startStack>>['db']): Promise<string[] | null> {
  const wanted = ['script.write', 'image.make', 'voice.speak'];
  const rows = await prisma.apiUsage.findMany({ where: { operation: { in: wanted } }, distinct: ['operation'] });
  const found = rows.map(({ operation }) => operation).sort();
  return found.length === wanted.length ? found : null;
}

const answers = {
  'E-mail': 'old@client.example',
  'Business name': 'Old Harbour',
  'What do you sell?': 'Fish',
  'Who is your target customer?': 'Neighbours',
  'What makes you different?': 'We sail ourselves',
  formats: 'square',
};

testWithHistory('workers of the version before make the films that this API asks for', makeFilms, 120_000);

test('what a newer version put into the queue is refused, and its work done from the row', async () => {
  const stack = await startStack({ ENCODER_PROFILE: 'preview' }, { apps: ['api'] });
  const queues = createQueues({
    redisUrl: stack.redis.url,
    logger: createLogger({ name: 'upgrade', level: 'silent' }),
  });
  const { pipeline } = queues.all;
  try {
    expect((await stack.submit(answers)).status).toBe(202);
    const [job] = await waitFor(async () => {
      const jobs = await pipeline.getJobs(['prioritized', 'waiting']);
      return jobs.length > 0 ? jobs : null;
    });
    await job?.updateData({ ...(job.data as object), of_the_future: true });
    await pipeline.add('pipeline.of-the-future', {});
    stack.start('pipeline-worker');
    await waitFor(() => usedProviders(stack.db));
    const reasons = (await pipeline.getFailed()).map(({ failedReason }) => failedReason);
    expect(new Set(reasons)).toEqual(
      new Set([
        'The payload of pipeline.run is not what the catalog says.',
        'Nobody handles jobs named "pipeline.of-the-future".',
      ]),
    );
  } finally {
    await queues.close();
    await stack.stop();
  }
});
