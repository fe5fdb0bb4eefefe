import { findUnnamedFilms, findUnnamedMedia, findUnnamedTimelines, whilePartsAreTaken } from '@bom/db';
import type { Db } from '@bom/db';
import { mapConcurrently } from '@bom/runtime';
import type { Storage } from '@bom/storage';

interface SweepDeps {
  db: Db;
  storage: Storage;
}

interface SweepOptions {
  retentionMs: number;
  signal: AbortSignal;
}

/** How many objects went, by the folder that they were in. */
type SweptObjects = Record<string, number>;

/** Keys that are looked up at once: recipes and steps are read through for each lot of media. */
const lots = { 'films/': 1_000, 'media/': 5_000, 'timelines/': 5_000, 'segments/': 200, 'audio/': 200 };
type Folder = keyof typeof lots;
const deletesAtOnce = 8;

/**
 * Takes objects out of storage that are older than the retention and that nothing needs:
 *
 * - `films/` (films, posters, captions, previews) and `media/` (pictures, voices, music) stay as long as a row names them:
 *   a revision, video, job, asset, plan, or a step that remembers them. So the files of every revision stay, and what is
 *   left are those of clients that were deleted, and of work that ended between storing a file and its row.
 * - `timelines/` stay as long as a job was planned with them: they are small, and tell which scene a time is in.
 * - `segments/` and `audio/` are caches: they go when no film was made from them for the retention. Whoever uses one
 *   renews it (fan-out does), and makes again what is gone; a lock keeps looking and taking apart, so that what was found
 *   stays for a whole retention, which is a day at least.
 *
 * Files are stored before the row that names them: their age protects them until it is written, and one that is stored
 * again counts as new. Folders of other names are nobody's business here.
 */
export async function sweepObjects(deps: SweepDeps, options: SweepOptions): Promise<SweptObjects> {
  const { db } = deps;
  return {
    films: await sweepFolder(deps, options, { folder: 'films/', choose: (keys) => findUnnamedFilms(db, keys) }),
    media: await sweepFolder(deps, options, { folder: 'media/', choose: (keys) => findUnnamedMedia(db, keys) }),
    timelines: await sweepFolder(deps, options, {
      folder: 'timelines/',
      choose: (keys) => findUnnamedTimelines(db, keys),
    }),
    segments: await sweepFolder(deps, options, { folder: 'segments/', take: (work) => whilePartsAreTaken(db, work) }),
    audio: await sweepFolder(deps, options, { folder: 'audio/', take: (work) => whilePartsAreTaken(db, work) }),
  };
}

interface FolderSweep {
  folder: Folder;
  /** Which of these old keys nothing needs; all of them where not given. */
  choose?: (keys: string[]) => Promise<string[]>;
  /** Runs the taking of one lot. */
  take?: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

async function sweepFolder(
  { storage }: SweepDeps,
  { retentionMs, signal }: SweepOptions,
  { folder, choose = (keys) => Promise.resolve(keys), take = (work) => work() }: FolderSweep,
): Promise<number> {
  const isOld = ({ modifiedAt }: { modifiedAt: Date }) => Date.now() - modifiedAt.getTime() > retentionMs;
  let swept = 0;
  const sweepLot = async (keys: string[]) => {
    const chosen = await choose(keys);
    if (chosen.length === 0) return;
    await take(() =>
      mapConcurrently(chosen, deletesAtOnce, async (key) => {
        signal.throwIfAborted();
        // Looked at again: it may have been stored or renewed since it was listed.
        const object = await storage.head(key);
        if (!object || !isOld(object)) return;
        await storage.delete(key);
        swept += 1;
      }),
    );
  };
  let lot: string[] = [];
  for await (const object of storage.list(folder)) {
    signal.throwIfAborted();
    if (isOld(object)) lot.push(object.key);
    if (lot.length < lots[folder]) continue;
    await sweepLot(lot);
    lot = [];
  }
  if (lot.length > 0) await sweepLot(lot);
  return swept;
}
