import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Storage } from '@bom/storage';
import { waitFor } from '@bom/testing';
import { openWorkFiles } from './work-files.ts';

/** Not asked for anything here. */
const storage = {} as Storage;
const started: ChildProcess[] = [];
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bom-work-files-'));
});

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

/** A worker amid its work, as in a container of its own where this machine allows: its process numbers are not ours. */
async function startOtherWorker(): Promise<{ kill: () => Promise<void> }> {
  const module = JSON.stringify(join(__dirname, 'work-files.ts'));
  const script = `
    const { openWorkFiles } = await import(${module});
    const files = await openWorkFiles({ root: ${JSON.stringify(root)}, storage: {} });
    await files.inFolder('segment', () => new Promise(() => setInterval(() => {}, 1000)));`;
  const contain = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child'];
  const [first = '', ...rest] = contain;
  const inContainer = spawnSync(first, [...rest, 'true']).status === 0 ? contain : [];
  const node = [process.execPath, '--conditions=@bom/source', '--import', 'tsx', '--input-type=module', '-e', script];
  const [command = '', ...args] = [...inContainer, ...node];
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  started.push(child);
  await waitFor(async () => (await folders()).length > 0, { timeoutMs: 30_000 });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { kill };
}

const folders = () => readdir(join(root, 'render')).catch(() => []);

test('a worker that starts leaves the folders of workers at work in other containers, and removes those of killed ones', async () => {
  const other = await startOtherWorker();
  const second = await openWorkFiles({ root, storage });
  expect(await folders()).toHaveLength(1);
  await other.kill();
  const third = await openWorkFiles({ root, storage });
  expect(await folders()).toEqual([]);
  await Promise.all([second.close(), third.close()]);
  expect(await readdir(join(root, 'owners'))).toHaveLength(1);
});

test('folders of no owner, as earlier versions named them, go at the next start', async () => {
  await mkdir(join(root, 'render', `${process.pid}-segment-old`), { recursive: true });
  const files = await openWorkFiles({ root, storage });
  await files.inFolder('segment', async (folder) => {
    expect(await folders()).toEqual([folder.split('/').at(-1)]);
  });
  expect(await folders()).toEqual([]);
  await files.close();
});
