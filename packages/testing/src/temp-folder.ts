import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const named = /^bom-test-(\d+)-/;

/** A folder for this process alone; those that killed processes left are swept away on the way. */
export async function makeTempFolder(): Promise<string> {
  await sweepLeftovers();
  return mkdtemp(join(tmpdir(), `bom-test-${process.pid}-`));
}

async function sweepLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(named.exec(name)?.[1] ?? 0);
    if (pid === 0 || isAlive(pid)) continue;
    // Another user's can't be removed, and its servers may still be on their way out: the next run tries again.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not `instanceof Error`: under jest Node's own errors are of another realm.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
