import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { dropDeadUploads, newUploadPath } from './upload-files.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bom-uploads-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('dropDeadUploads', () => {
  test('removes what dead processes left, nameless rubbish and what an earlier process of the same number left', async () => {
    const { pid: dead } = spawnSync('true');
    const own = await newUploadPath(root);
    const names = [`${dead}-half`, 'c0ffee00-half', 'rubbish', basename(own)];
    for (const name of names) await writeFile(join(root, name), 'half');
    await dropDeadUploads(root);
    expect(await readdir(root)).toEqual([]);
  });

  test('leaves what other running processes are receiving', async () => {
    await writeFile(join(root, `${process.ppid}-half`), 'half');
    await dropDeadUploads(root);
    expect(await readdir(root)).toEqual([`${process.ppid}-half`]);
  });

  test('makes the folder where there is none', async () => {
    const folder = join(root, 'work', 'uploads');
    await dropDeadUploads(folder);
    expect(await readdir(folder)).toEqual([]);
  });
});
