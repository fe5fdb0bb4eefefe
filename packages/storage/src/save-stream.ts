import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a new file and has it on the disk (fsync) before it returns its size in bytes. */
export async function saveStream(o: {
  source: Readable;
  path: string;
  signal?: AbortSignal | undefined;
}): Promise<number> {
  await mkdir(dirname(o.path), { recursive: true });
  const file = createWriteStream(o.path, { flags: 'wx', flush: true });
  await pipeline(o.source, file, { signal: o.signal });
  return file.bytesWritten;
}

/** Writes the stream to `path`, which appears only when it is complete. */
export async function saveAs(o: { source: Readable; path: string; signal?: AbortSignal | undefined }): Promise<void> {
  const temporary = `${o.path}.${randomUUID()}.part`;
  try {
    await saveStream({ ...o, path: temporary });
    await rename(temporary, o.path);
  } finally {
    await rm(temporary, { force: true });
  }
}
