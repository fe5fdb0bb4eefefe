import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';

/** Which of the processes that share a folder still live, in this container or another. */
export interface Owners {
  /** This process's name: letters and digits, never given twice. */
  readonly own: string;
  /** True while the process of that name lives, and false for a name that nobody holds. */
  isAlive(name: string): Promise<boolean>;
  /** Forgets those that died. Call it when what they left behind is gone. */
  dropDead(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Each process holds a lock on a file of its own in `folder`. The kernel lets go of it when the process ends, however it ends; the
 * number of a process, in contrast, says nothing to other containers, and is used again.
 */
export async function openOwners(folder: string): Promise<Owners> {
  await mkdir(folder, { recursive: true });
  const own = randomUUID().replaceAll('-', '');
  const path = join(folder, own);
  const file = await open(`${path}.new`, 'w');
  if (!(await lock(file, 'exclusive'))) throw new Error(`${path}.new is locked by another process.`);
  // Found by others only now that it is held.
  await rename(`${path}.new`, path);

  const isAlive = async (name: string) => name === own || (await isHeld(join(folder, name)));
  return {
    own,
    isAlive,
    async dropDead() {
      for (const name of await readdir(folder)) {
        // Of one that is about to lock it.
        if (name.endsWith('.new')) continue;
        if (!(await isAlive(name))) await rm(join(folder, name), { force: true });
      }
    },
    async close() {
      await rm(path, { force: true });
      await file.close();
    },
  };
}

async function isHeld(path: string): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  try {
    return !(await lock(file, 'shared'));
  } finally {
    await file.close();
  }
}

/** False when another holds it. The lock is the open file's, so that it stays when `flock`, which only asks for it, has ended. */
async function lock(file: FileHandle, kind: 'exclusive' | 'shared'): Promise<boolean> {
  const child = spawn('flock', [`--${kind}`, '--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', file.fd] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0 && code !== 1) throw new Error(`flock ended with ${code}: this file system keeps no locks.`);
  return code === 0;
}
