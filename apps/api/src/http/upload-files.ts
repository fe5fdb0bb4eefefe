import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openOwners } from '@bom/runtime';

/** Where uploads lie on their way into storage; other processes may share it. */
export interface UploadFiles {
  /** A path that nobody else is given. The caller removes what it writes there. */
  newPath(): string;
  close(): Promise<void>;
}

/** Removes what processes left behind that were killed amid an upload. */
export async function openUploadFiles({ root }: { root: string }): Promise<UploadFiles> {
  const folder = join(root, 'uploads');
  await mkdir(folder, { recursive: true });
  const owners = await openOwners(join(root, 'owners'));
  for (const name of await readdir(folder)) {
    if (await owners.isAlive(name.split('-')[0] ?? '')) continue;
    await rm(join(folder, name), { force: true });
  }
  return { newPath: () => join(folder, `${owners.own}-${randomUUID()}`), close: () => owners.close() };
}
