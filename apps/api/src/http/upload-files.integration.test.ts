import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openUploadFiles } from './upload-files.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bom-uploads-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const uploads = () => readdir(join(root, 'uploads'));

test('removes what ended processes left, and what nobody named', async () => {
  await mkdir(join(root, 'uploads'));
  for (const name of [`${process.pid}-half`, 'c0ffee00-half', 'rubbish'])
    await writeFile(join(root, 'uploads', name), 'half');
  const ended = await openUploadFiles({ root });
  await writeFile(ended.newPath(), 'half');
  await ended.close();
  const files = await openUploadFiles({ root });
  expect(await uploads()).toEqual([]);
  await files.close();
});

test('leaves what others are receiving, whatever their process number', async () => {
  const other = await openUploadFiles({ root });
  const path = other.newPath();
  await writeFile(path, 'half');
  const files = await openUploadFiles({ root });
  expect(await uploads()).toEqual([basename(path)]);
  await Promise.all([other.close(), files.close()]);
});
