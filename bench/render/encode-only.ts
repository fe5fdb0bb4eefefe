import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaFiles, Segment } from '@bom/render';
import type { Cost } from './measure-cost.ts';

export interface EncodeRequest {
  /** Of each encoder. */
  threads: number;
  /** As segments are rendered: one encoder each, so many of them at a time. One for all the frames by default. */
  segmentsAtOnce?: number;
}

export interface EncodeOnly {
  encode: (request: EncodeRequest) => Promise<Cost>;
  close: () => void;
}

/**
 * The limit: the frames of segments, already drawn, from memory into one encoder. In a process of its own, for its
 * gigabytes of frames would slow down what is measured beside it: every encoder is started by a fork of its parent.
 */
export async function openEncodeOnly(film: {
  segments: Segment[];
  media: MediaFiles;
  folder: string;
}): Promise<EncodeOnly> {
  const plan = join(film.folder, 'encode-only.json');
  await writeFile(plan, JSON.stringify({ segments: film.segments, media: [...film.media] }));
  // Large pages, or a fork would copy the page tables of all these frames.
  const env = { ...process.env, GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };
  const child = fork(join(import.meta.dirname, 'baseline.ts'), [plan], { env });
  await once(child, 'message');
  return {
    async encode(request) {
      const answer = once(child, 'message');
      child.send(request);
      const [cost] = (await answer) as [Cost];
      return cost;
    },
    close: () => void child.kill(),
  };
}
