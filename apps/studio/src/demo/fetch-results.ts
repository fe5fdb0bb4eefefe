import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobStatus } from '@bom/client';

export interface FetchedFile {
  path: string;
  bytes: number;
  /** Of films: `1080x1920, 24.3 s`. */
  facts: string;
}

const timeoutMs = 120_000;

/** Downloads what the finished job names into the folder: each film, the captions and the poster. Throws when a film is not what was promised. */
export async function fetchResults(options: {
  status: JobStatus;
  /** What the file names begin with. */
  name: string;
  outDir: string;
  signal: AbortSignal;
}): Promise<FetchedFile[]> {
  const { status, name, outDir, signal } = options;
  await mkdir(outDir, { recursive: true });
  const fetched: FetchedFile[] = [];
  const keep = async (url: string, suffix: string, facts = ''): Promise<Buffer> => {
    const bytes = await download(url, signal);
    const path = join(outDir, `${name}${suffix}`);
    await writeFile(path, bytes);
    fetched.push({ path, bytes: bytes.length, facts });
    return bytes;
  };
  for (const [format, film] of Object.entries(status.outputs)) {
    const { width, height, duration_seconds: seconds } = film;
    const bytes = await keep(film.url, `-${format}.mp4`, `${width}x${height}, ${seconds.toFixed(1)} s`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== film.sha256)
      throw new Error(`The ${format} film arrived damaged: its SHA-256 is ${sha256}, not ${film.sha256}.`);
  }
  if (status.captions) {
    await keep(status.captions.srt, '.srt');
    await keep(status.captions.vtt, '.vtt');
  }
  if (status.poster_url) await keep(status.poster_url, '-poster.jpg');
  return fetched;
}

async function download(url: string, signal: AbortSignal): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
  if (!response.ok) throw new Error(`${new URL(url).pathname} could not be fetched: ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}

/** Words of a title as a file name. */
export function fileNameOf(title: string): string {
  const words =
    title
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 60).replace(/-$/, '') || 'film';
}
