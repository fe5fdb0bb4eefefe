import { mkdir, mkdtemp, readdir, rm, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError, FencedError, mediaKey, RateLimitedError, toStudioError, TransientError } from '@bom/domain';
import type { MediaFiles, MediaRef } from '@bom/render';
import { openOwners, type Owners } from '@bom/runtime';
import type { Storage } from '@bom/storage';

/** The scratch space, which workers may share: a folder for each try, and copies of media kept between them. */
export interface WorkFiles {
  /**
   * Gives a fresh folder to `work` and removes it afterwards, whatever happened. On a full disk no work is begun:
   * RateLimitedError `disk_full`, until there is room. Work that fails on a disk that got full meanwhile may have
   * failed by that: TransientError `disk_full`.
   */
  inFolder<Result>(name: string, work: (folder: string) => Promise<Result>): Promise<Result>;
  /** Local copies of media, fetched from storage where they are missing. */
  bring(refs: MediaRef[], signal: AbortSignal): Promise<MediaFiles>;
  close(): Promise<void>;
}

const cacheDays = 2;
/** Enough for the parts of a film; what is at work already goes on below it. */
const leastFreeBytes = 64 * 1024 * 1024;
/** Below it writes fail, or come out short without failing. */
const fullBelowBytes = 4 * 1024 * 1024;
const lookAgainMs = 5_000;

/** Clears what dead workers left behind, and opens the scratch space. */
export async function openWorkFiles({ root, storage }: { root: string; storage: Storage }): Promise<WorkFiles> {
  const work = join(root, 'render');
  const cache = join(root, 'media-cache');
  await Promise.all([mkdir(work, { recursive: true }), mkdir(cache, { recursive: true })]);
  const owners = await openOwners(join(root, 'owners'));
  await Promise.all([dropDeadFolders(work, owners), dropOldFiles(cache)]);
  const inFlight = new Map<string, Promise<string>>();

  const bringOne = async (ref: MediaRef): Promise<string> => {
    const path = join(cache, ref.sha256);
    if (await markUsed(path)) return path;
    await storage.download({ key: mediaKey(ref.sha256), path });
    return path;
  };
  return {
    async inFolder(name, run) {
      if (!(await hasRoom(work)) && !(await dropDeadFolders(work, owners).then(() => hasRoom(work)))) throw noRoom();
      const folder = await mkdtemp(join(work, `${owners.own}-${name}-`));
      try {
        return await run(folder);
      } catch (error) {
        // Looked at before the folder goes, and its room with it.
        const full = (await freeBytes(work)) < fullBelowBytes;
        throw full && !wasStopped(error) ? filledUp(error) : error;
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
    close: () => owners.close(),
  };
}

async function hasRoom(folder: string): Promise<boolean> {
  return (await freeBytes(folder)) >= leastFreeBytes;
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function wasStopped(error: unknown): boolean {
  const failure = toStudioError(error);
  return failure instanceof CancelledError || failure instanceof FencedError;
}

function noRoom(): RateLimitedError {
  const message = 'The disk of the work folder is full; work goes on by itself once there is room.';
  return new RateLimitedError('disk_full', message, { retryAfterMs: lookAgainMs });
}

function filledUp(cause: unknown): TransientError {
  return new TransientError('disk_full', 'The disk of the work folder got full in mid-work; make room.', { cause });
}

/** Folders are named after the worker that made them; those of dead ones are rubbish. */
async function dropDeadFolders(work: string, owners: Owners): Promise<void> {
  for (const name of await readdir(work)) {
    if (await owners.isAlive(name.split('-')[0] ?? '')) continue;
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

/** False where there is no such file. Not every file system notes when a file was last read. */
async function markUsed(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  if (info) await utimes(path, new Date(), info.mtime);
  return info !== null;
}
