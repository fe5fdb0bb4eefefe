import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaKey } from '@bom/domain';
import type { MediaFiles, MediaRef } from '@bom/render';
import type { Storage } from '@bom/storage';

/** This machine's scratch space: a folder for each try, and copies of media kept between them. */
export interface WorkFiles {
  /** Gives a fresh folder to `work` and removes it afterwards, whatever happened. */
  inFolder<Result>(name: string, work: (folder: string) => Promise<Result>): Promise<Result>;
  /** Local copies of media, fetched from storage where they are missing. */
  bring(refs: MediaRef[], signal: AbortSignal): Promise<MediaFiles>;
}

const cacheDays = 2;

/** Clears what earlier processes left behind, and opens the scratch space. */
export async function openWorkFiles({ root, storage }: { root: string; storage: Storage }): Promise<WorkFiles> {
  const work = join(root, 'render');
  const cache = join(root, 'media-cache');
  await Promise.all([mkdir(work, { recursive: true }), mkdir(cache, { recursive: true })]);
  await Promise.all([dropDeadFolders(work), dropOldFiles(cache)]);
  const inFlight = new Map<string, Promise<string>>();

  const bringOne = async (ref: MediaRef): Promise<string> => {
    const path = join(cache, ref.sha256);
    if (await exists(path)) return path;
    await storage.download({ key: mediaKey(ref.sha256), path });
    return path;
  };
  return {
    async inFolder(name, run) {
      const folder = await mkdtemp(join(work, `${process.pid}-${name}-`));
      try {
        return await run(folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async bring(refs, signal) {
      const unique = new Map(refs.map((ref) => [ref.sha256, ref]));
      const paths = [...unique].map(async ([sha256, ref]) => {
        // Shared by all who wait for it, so no single one of them may abort it.
        const download = inFlight.get(sha256) ?? bringOne(ref);
        inFlight.set(sha256, download);
        return [sha256, await download.finally(() => inFlight.delete(sha256))] as const;
      });
      const files = new Map(await Promise.all(paths));
      signal.throwIfAborted();
      return files;
    },
  };
}

/** Folders are named after the process that made them; those of dead ones are rubbish. */
async function dropDeadFolders(work: string): Promise<void> {
  for (const name of await readdir(work)) {
    const pid = Number(name.split('-')[0]);
    if (pid !== process.pid && isRunning(pid)) continue;
    await rm(join(work, name), { recursive: true, force: true });
  }
}

async function dropOldFiles(cache: string): Promise<void> {
  const oldest = Date.now() - cacheDays * 24 * 3_600_000;
  for (const name of await readdir(cache)) {
    const info = await stat(join(cache, name)).catch(() => null);
    if (info && info.atimeMs < oldest) await rm(join(cache, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
