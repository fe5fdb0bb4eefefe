/** Stands in for `@bom/media` in the simulated workers, whose media are notes of what they would be. */
import { copyFile, readFile, stat } from 'node:fs/promises';
import type { inspectMedia as InspectMedia, toWav as ToWav } from '../../packages/media/src/index.ts';
import { spend } from './clock.ts';
import { durations } from './durations.ts';

export * from '../../packages/media/src/index.ts';

interface Note {
  kind: 'image' | 'audio';
  width?: number;
  height?: number;
  durationMs?: number;
}

export const inspectMedia: typeof InspectMedia = async ({ path, signal }) => {
  const [note, { size: bytes }] = await Promise.all([readNote(path), stat(path)]);
  await spend(durations.inspect, signal);
  const { kind, width, height, durationMs } = note;
  const mimeType = kind === 'image' ? 'image/png' : 'audio/wav';
  return {
    kind,
    mimeType,
    bytes,
    ...(width && height ? { width, height } : {}),
    ...(durationMs ? { durationMs } : {}),
  };
};

export const toWav = (async ({ path, out, signal }: Parameters<typeof ToWav>[0]) => {
  await spend(durations.toWav, signal);
  await copyFile(path, out);
  return { durationMs: (await readNote(path)).durationMs ?? 0 };
}) as typeof ToWav;

async function readNote(path: string): Promise<Note> {
  return JSON.parse(await readFile(path, 'utf8')) as Note;
}
