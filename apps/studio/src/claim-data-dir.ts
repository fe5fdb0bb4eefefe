import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '@bom/runtime';

/**
 * Makes this process the only studio on a data folder; the returned function gives it back. A claim whose process is gone (or whose
 * process number is another's by now) is taken over. Throws when another studio runs there.
 */
export async function claimDataDir(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'studio.lock');
  const own = `${process.pid} ${startTimeOf(process.pid)}`;
  for (;;) {
    try {
      await writeFile(file, own, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    await removeStaleClaim(file, dataDir);
  }
}

async function removeStaleClaim(file: string, dataDir: string): Promise<void> {
  const claim = await readFile(file, 'utf8').catch(() => '');
  const [pid = '', ...started] = claim.split(' ');
  if (Number(pid) > 0 && startTimeOf(Number(pid)) === started.join(' ')) {
    throw new Error(
      `Another studio (process ${pid}) runs on ${dataDir}: stop it, or set BOM_DATA_DIR to another folder.`,
    );
  }
  // Two may find it stale at once: only one can rename it, and one that got a fresh claim instead puts it back.
  const aside = `${file}.${process.pid}`;
  await rename(file, aside).catch(() => undefined);
  const removed = await readFile(aside, 'utf8').catch(() => claim);
  if (removed !== claim) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

/** With its start time a process number is unmistakable. Empty for one that is gone. */
function startTimeOf(pid: number): string {
  if (process.platform !== 'linux') {
    return (spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '').trim();
  }
  try {
    // The program's name, in brackets, may hold spaces; the start time is the 22nd field, the 20th after it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
