import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { readWavLength } from '@bom/ffmpeg';

/** An Ogg page has at most 65,307 bytes. */
const longestPage = 65_307;

/**
 * Whether a WAV or an Ogg file ends before its own structure says. ffmpeg takes what is there for the whole; the other
 * containers state their length in time, which is compared with what decodes.
 */
export async function isCutOff({ path, demuxer }: { path: string; demuxer: string }): Promise<boolean> {
  if (demuxer === 'wav') return (await readWavLength(path)) === 'cut-off';
  if (demuxer !== 'ogg') return false;
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return await isOggCutOff(file, size);
  } finally {
    await file.close();
  }
}

async function isOggCutOff(file: FileHandle, size: number): Promise<boolean> {
  const start = Math.max(0, size - longestPage);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(longestPage), 0, longestPage, start);
  const tail = buffer.subarray(0, bytesRead);
  const page = tail.lastIndexOf('OggS');
  if (page < 0 || page + 27 > tail.length) return true;
  const segments = tail.subarray(page + 27, page + 27 + (tail[page + 26] ?? 0));
  const pageBytes = 27 + segments.length + segments.reduce((sum, length) => sum + length, 0);
  return segments.length < (tail[page + 26] ?? 0) || page + pageBytes > tail.length;
}
