import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Ends a Postgres that still runs on this folder, left by a parent that was killed: two servers on one cluster would refuse each
 * other. A stale postmaster.pid, whose process is gone or another's, is left to Postgres, which handles it.
 */
export async function endLeftoverPostgres(dataDir: string): Promise<void> {
  const pid = await readPostmasterPid(dataDir);
  if (pid === undefined || !(await isPostgresOn(pid, dataDir))) return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    process.kill(pid, signal);
    if (await isGoneWithin(pid, 5_000)) return;
  }
  throw new Error(`A Postgres (process ${pid}) still uses ${dataDir} and does not end; end it first.`);
}

async function readPostmasterPid(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 1 ? pid : undefined;
}

async function isPostgresOn(pid: number, dataDir: string): Promise<boolean> {
  const commandLine = await readCommandLine(pid);
  return commandLine.includes('postgres') && commandLine.includes(dataDir);
}

/** From /proc where there is one: a slim container has no ps. */
async function readCommandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

async function isGoneWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
  return false;
}
