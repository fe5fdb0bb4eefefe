import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A path for an upload on its way into storage, named after this process. */
export async function newUploadPath(uploadDir: string): Promise<string> {
  await mkdir(uploadDir, { recursive: true });
  return join(uploadDir, `${process.pid}-${randomUUID()}`);
}

/** Removes what processes left behind that were killed amid an upload. Call it at boot: no upload of this one may run. */
export async function dropDeadUploads(uploadDir: string): Promise<void> {
  await mkdir(uploadDir, { recursive: true });
  for (const name of await readdir(uploadDir)) {
    const pid = Number(/^\d+(?=-)/.exec(name)?.[0]);
    if (pid > 0 && pid !== process.pid && isRunning(pid)) continue;
    await rm(join(uploadDir, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One of another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
