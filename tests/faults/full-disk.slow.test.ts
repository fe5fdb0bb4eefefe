import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { appendFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { waitFor } from '@bom/testing';
import { expectInvariants } from './expect-invariants.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';
import { askForFilm, finished } from './short-film.ts';

/** Of a living process: workers clear away what dead ones left. */
const filler = `${process.pid}-filler`;
let stack: FaultStack;
const mounted: string[] = [];

/** Root alone may; elsewhere the rows say so instead of passing. */
const mayMount = (() => {
  const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  const mounts = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'bom-test', folder]).status === 0;
  if (mounts) execFileSync('umount', [folder]);
  execFileSync('rmdir', [folder]);
  return mounts;
})();
const needsMount = { unless: mayMount ? null : 'the tests may not mount a small disk here (they may as root)' };

/** Lays a small disk over a folder of the stack. */
function mountSmallDisk(folder: string, megabytes: number): string {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'bom-test', folder]);
  mounted.push(folder);
  return folder;
}

async function fillUp(folder: string): Promise<void> {
  for (const bytes of [1024 * 1024, 4096]) {
    const block = Buffer.alloc(bytes);
    try {
      for (;;) await appendFile(join(folder, filler), block);
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
  }
}

const makeRoom = (folder: string) => rm(join(folder, filler));

const jobOf = (jobId: string) => stack.db.prisma.job.findUniqueOrThrow({ where: { id: jobId } });

beforeAll(async () => {
  stack = await openFaultStack();
  await finished(stack, (await askForFilm(stack, { fresh: false })).jobId);
});

afterEach(async () => {
  for (const folder of mounted) await rm(join(folder, filler), { force: true });
  await stack.ready();
  await expectInvariants(stack, stack.incidents);
  for (const folder of mounted.splice(0)) execFileSync('umount', ['-l', folder]);
});

afterAll(async () => {
  for (const folder of mounted) execFileSync('umount', ['-l', folder]);
  await stack.stop();
});

describe('nothing is lost though', () => {
  row(
    'G5',
    'the disk that films are made on is full: they wait, burn no try, and go on once there is room',
    async () => {
      const work = mountSmallDisk(join(stack.dataDir, 'work', 'render'), 80);
      await fillUp(work);
      const { jobId } = await askForFilm(stack);
      // Its parts were tried and put off, more than once.
      await waitFor(async () => (await jobOf(jobId)).status === 'processing');
      await sleep(12_000);
      expect(await jobOf(jobId)).toMatchObject({ status: 'processing', error: null });
      expect((await jobOf(jobId)).attempt).toBeLessThanOrEqual(1);
      expect(await readdir(work)).toEqual([filler]);
      expect((await stack.call('/api/videos')).status).toBe(200);
      await makeRoom(work);
      const freedAt = Date.now();
      await finished(stack, jobId);
      return Date.now() - freedAt;
    },
    needsMount,
  );

  row(
    'G5',
    'the disk gets full in mid-render: what came out short is not taken for a film',
    async () => {
      const work = mountSmallDisk(join(stack.dataDir, 'work', 'render'), 80);
      stack.incidents.crashes += 3;
      const { jobId } = await askForFilm(stack, { seconds: 2 });
      await waitFor(async () => (await readdir(work)).length > 0, { intervalMs: 5 });
      await fillUp(work);
      await waitFor(async () => (await readdir(work)).join() === filler);
      await sleep(3_000);
      expect(await jobOf(jobId)).toMatchObject({ status: 'processing' });
      await makeRoom(work);
      const freedAt = Date.now();
      await finished(stack, jobId);
      return Date.now() - freedAt;
    },
    needsMount,
  );

  row(
    'G7',
    'storage and work are full when the processes start: they come up unready, and stay',
    async () => {
      const storage = mountSmallDisk(join(stack.dataDir, 'storage', 'uploads'), 1);
      const work = mountSmallDisk(join(stack.dataDir, 'work', 'render'), 80);
      await fillUp(storage);
      await fillUp(work);
      const apps = ['api', 'pipeline-worker', 'render-worker'] as const;
      for (const app of apps) {
        await stack.kill(app, 'SIGKILL');
        stack.start(app);
      }
      stack.incidents.crashes += 3;
      const pids = apps.map((app) => stack.pid(app));
      const statusOf = async (path: string) => (await fetch(`${stack.url}${path}`).catch(() => null))?.status;
      await waitFor(async () => (await statusOf('/health')) === 200);
      await sleep(5_000);
      expect(await statusOf('/health/ready')).toBe(503);
      expect(apps.map((app) => stack.pid(app))).toEqual(pids);
      await makeRoom(storage);
      await makeRoom(work);
      const freedAt = Date.now();
      await stack.ready();
      execFileSync('umount', ['-l', storage]);
      mounted.splice(mounted.indexOf(storage), 1);
      await finished(stack, (await askForFilm(stack, { fresh: false })).jobId);
      return Date.now() - freedAt;
    },
    needsMount,
  );

  row('G7', 'the disk of the log is full: the process lives on', async () => {
    const runtime = pathToFileURL(join(__dirname, '../../packages/runtime/src/index.ts')).href;
    const script = `
      const { createLogger } = await import(${JSON.stringify(runtime)});
      const logger = createLogger({ name: 'full', level: 'info' });
      for (let lines = 0; lines < 100_000; lines += 1) logger.info({ lines }, 'there is no room for this line');
      await new Promise((wake) => setTimeout(wake, 100));
      const megabytes = Math.round(process.memoryUsage().heapUsed / 1024 / 1024);
      process.stderr.write(megabytes < 200 ? 'lives' : 'holds ' + megabytes + ' MB');`;
    const full = openSync('/dev/full', 'w');
    const args = ['--conditions=@bom/source', '--import', 'tsx', '--input-type=module', '-e', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    let said = '';
    child.stderr?.on('data', (chunk) => (said += String(chunk)));
    await once(child, 'close');
    expect(said).toBe('lives');
  });
});
