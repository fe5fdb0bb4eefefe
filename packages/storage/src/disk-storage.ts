import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { PermanentError } from '@bom/domain';
import { errorCode } from '@bom/runtime';
import { openSource } from './open-source.ts';
import { assertKeyPrefix, assertObjectKey } from './object-key.ts';
import { signLink, verifyLink } from './signed-link.ts';
import type { VerifiedLink } from './signed-link.ts';
import { usualRenewalMs } from './storage.ts';
import type { ListedObject, ObjectInfo, Storage } from './storage.ts';
import { saveAs, saveStream } from './save-stream.ts';
import { guard, objectNotFound, toStorageError } from './storage-errors.ts';

export interface DiskStorage extends Storage {
  driver: 'disk';
  /** What a signed link allows. Throws PermanentError `link_invalid` or `link_expired`. */
  verifySignedUrl(pathAndQuery: string, now?: Date): VerifiedLink;
}

interface Folders {
  objects: string;
  /** One small file beside each object, with its content type. */
  types: string;
  /** Objects on their way in; on the same file system, so that a rename moves them. */
  uploads: string;
}

const unknownType = 'application/octet-stream';

/**
 * Objects as files under `root`. Links are `{publicUrl}/files/<key>?...`, served by whoever asks verifySignedUrl.
 * A key can't also be the folder of another one, as it could on S3.
 */
export function createDiskStorage(o: { root: string; publicUrl: string; signingSecret: string }): DiskStorage {
  const folders = { objects: join(o.root, 'objects'), types: join(o.root, 'types'), uploads: join(o.root, 'uploads') };
  return {
    driver: 'disk',
    put: (options) => guard(() => putObject(folders, options), options.signal),
    open: (key, options = {}) => guard(() => openObject(folders, key, options), options.signal),
    download: (options) => guard(() => downloadObject(folders, options), options.signal),
    head: (key) => guard(() => headObject(folders, key)),
    renew: (key, ifOlderThanMs) => guard(() => renewObject(folders, key, ifOlderThanMs)),
    delete: (key) => guard(() => deleteObject(folders, key)),
    list: (prefix) => listObjects(folders, prefix),
    signUrl: async (options) => signLink(options, o),
    check: () => guard(() => checkFolders(folders)),
    sweepUploads: (olderThanMs) => guard(() => sweepUploads(folders, olderThanMs)),
    verifySignedUrl: (pathAndQuery, now) => verifyLink(pathAndQuery, o.signingSecret, now),
  };
}

async function putObject(folders: Folders, o: Parameters<Storage['put']>[0]) {
  const source = openSource(o.body, o.signal);
  try {
    assertObjectKey(o.key);
    const present = o.ifAbsent === true ? await renewObject(folders, o.key) : null;
    if (present) return { bytes: present.bytes, existed: true };
    const temporary = join(folders.uploads, randomUUID());
    try {
      const bytes = await saveStream({ source, path: temporary, signal: o.signal });
      return await moveIn({
        folders,
        temporary,
        bytes,
        key: o.key,
        contentType: o.contentType,
        ifAbsent: o.ifAbsent === true,
      });
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    throw source.errored ?? error;
  } finally {
    source.destroy();
  }
}

async function moveIn(o: {
  folders: Folders;
  temporary: string;
  bytes: number;
  key: string;
  contentType: string;
  ifAbsent: boolean;
}) {
  const path = join(o.folders.objects, o.key);
  const typePath = join(o.folders.types, o.key);
  await Promise.all([mkdir(dirname(path), { recursive: true }), mkdir(dirname(typePath), { recursive: true })]);
  // The type first: an object is never seen without it.
  await replaceFile({ folders: o.folders, path: typePath, text: o.contentType });
  if (o.ifAbsent) {
    // Unlike rename, link fails where a file is: of two that race, one is first.
    const lost = await link(o.temporary, path).then(
      () => false,
      (error: unknown) => {
        if (errorCode(error) === 'EEXIST') return true;
        throw error;
      },
    );
    if (lost) return { bytes: (await stat(path)).size, existed: true };
  } else {
    await rename(o.temporary, path);
  }
  await syncFolder(dirname(path));
  return { bytes: o.bytes, existed: false };
}

async function replaceFile({ folders, path, text }: { folders: Folders; path: string; text: string }): Promise<void> {
  const temporary = join(folders.uploads, randomUUID());
  await writeFile(temporary, text, { flush: true });
  await rename(temporary, path);
}

/** Makes the new name itself survive a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function openObject(folders: Folders, key: string, o: NonNullable<Parameters<Storage['open']>[1]>) {
  o.signal?.throwIfAborted();
  const info = await headObject(folders, key);
  if (!info) throw objectNotFound(key);
  const start = o.range?.start ?? 0;
  const end = Math.min(o.range?.end ?? Infinity, info.bytes - 1);
  if (o.range && (start < 0 || start > end)) {
    throw new PermanentError(
      'range_not_satisfiable',
      `${key} has ${info.bytes} bytes; there is none from ${start} on.`,
    );
  }
  if (info.bytes === 0) return { stream: Readable.from([]), info };
  // Opened before it is handed over, so that a delete from now on does no harm.
  const file = await open(join(folders.objects, key));
  const stream = file.createReadStream({ start, end });
  if (o.signal) addAbortSignal(o.signal, stream);
  return { stream, info };
}

async function downloadObject(folders: Folders, o: Parameters<Storage['download']>[0]): Promise<void> {
  const { stream } = await openObject(folders, o.key, {});
  await saveAs({ source: stream, path: o.path, signal: o.signal });
}

async function headObject(folders: Folders, key: string): Promise<ObjectInfo | null> {
  assertObjectKey(key);
  try {
    const { size, mtime, isFile } = await statFile(join(folders.objects, key));
    if (!isFile) return null;
    const contentType = await readFile(join(folders.types, key), 'utf8').catch(() => unknownType);
    return { key, bytes: size, contentType, modifiedAt: mtime };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function renewObject(folders: Folders, key: string, ifOlderThanMs = usualRenewalMs): Promise<ObjectInfo | null> {
  const info = await headObject(folders, key);
  const now = new Date();
  if (!info || now.getTime() - info.modifiedAt.getTime() < ifOlderThanMs) return info;
  try {
    await utimes(join(folders.objects, key), now, now);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  return { ...info, modifiedAt: now };
}

async function statFile(path: string) {
  const stats = await stat(path);
  return { size: stats.size, mtime: stats.mtime, isFile: stats.isFile() };
}

async function deleteObject(folders: Folders, key: string): Promise<void> {
  assertObjectKey(key);
  for (const folder of [folders.objects, folders.types]) {
    await rm(join(folder, key), { force: true }).catch((error: unknown) => {
      if (!isMissing(error) && errorCode(error) !== 'ERR_FS_EISDIR') throw error;
    });
  }
}

async function* listObjects(folders: Folders, prefix: string): AsyncIterable<ListedObject> {
  assertKeyPrefix(prefix);
  const slash = prefix.lastIndexOf('/');
  yield* walk(folders, slash < 0 ? '' : prefix.slice(0, slash + 1), prefix);
}

async function* walk(folders: Folders, base: string, prefix: string): AsyncIterable<ListedObject> {
  const entries = await readdir(join(folders.objects, base), { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw toStorageError(error);
  });
  // A folder sorts with its slash, as the keys in it do.
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort(compareBytes);
  for (const name of names) {
    const key = base + name;
    if (!key.startsWith(prefix)) continue;
    if (name.endsWith('/')) {
      yield* walk(folders, key, prefix);
      continue;
    }
    const found = await statFile(join(folders.objects, key)).catch(() => null);
    if (found) yield { key, bytes: found.size, modifiedAt: found.mtime };
  }
}

function compareBytes(a: string, b: string): number {
  return a < b ? -1 : 1;
}

async function checkFolders(folders: Folders): Promise<void> {
  const probe = join(folders.uploads, randomUUID());
  await Promise.all(Object.values(folders).map((folder: string) => mkdir(folder, { recursive: true })));
  await writeFile(probe, 'probe');
  await rm(probe);
}

async function sweepUploads(folders: Folders, olderThanMs: number): Promise<number> {
  const names = await readdir(folders.uploads).catch(() => []);
  let swept = 0;
  for (const name of names) {
    const path = join(folders.uploads, name);
    const found = await statFile(path).catch(() => null);
    if (!found || Date.now() - found.mtime.getTime() <= olderThanMs) continue;
    await rm(path, { force: true });
    swept += 1;
  }
  return swept;
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}
