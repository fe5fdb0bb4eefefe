import { join } from 'node:path';
import {
  checkFilm,
  joinSegments,
  makePoster,
  mediaOf,
  renderAudio,
  renderSegment,
  type MediaFiles,
  type Segment,
} from '@bom/render';
import type { BenchFilm } from './film.ts';

const { signal } = new AbortController();

export interface Assembly extends BenchFilm {
  folder: string;
}

/** A film from its parts to its poster, as a worker makes it: segments side by side, one thread each, the sound beside. */
export async function assembleFilm(assembly: Assembly, atOnce: number): Promise<void> {
  const [segments, audio] = await Promise.all([renderSegments(assembly, atOnce), mixSound(assembly)]);
  await finishFilm(assembly, { segments, audio });
}

/** `atOnce` segments at a time, one thread each; their paths in film order. */
export async function renderSegments({ timeline, media, folder }: Assembly, atOnce: number): Promise<string[]> {
  const waiting = [...timeline.segments];
  const work = async (): Promise<void> => {
    for (let segment = waiting.shift(); segment; segment = waiting.shift()) {
      await renderPart({ segment, media, out: pathOf(folder, segment) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return timeline.segments.map((segment) => pathOf(folder, segment));
}

/** One segment, with the files that a worker would bring for it. */
export async function renderPart(part: { segment: Segment; media: MediaFiles; out: string }): Promise<void> {
  const own = mediaOf(part.segment).map(({ sha256 }) => [sha256, part.media.get(sha256) ?? ''] as const);
  await renderSegment({ ...part, media: new Map(own), signal });
}

export async function mixSound({ timeline, media, folder }: Assembly): Promise<string> {
  const out = join(folder, 'mix.m4a');
  await renderAudio({ plan: timeline.audio, media, out, signal });
  return out;
}

/** Joins, checks and takes the poster; a film that fails its check ends the bench. */
export async function finishFilm(
  { timeline, folder }: Assembly,
  parts: { segments: string[]; audio: string },
): Promise<void> {
  const file = join(folder, 'film.mp4');
  await joinSegments({ timeline, ...parts, out: file, signal });
  const { failures } = await checkFilm({ file, timeline, signal });
  if (failures.length > 0) throw new Error(`the film failed its check: ${JSON.stringify(failures)}`);
  await makePoster({ file, timeline, out: join(folder, 'poster.jpg'), signal });
}

let freshness = 0;

/** Changes no pixel but the keys of the cache: nobody finds the stills that another round prepared. */
export function forgetStills(segments: Segment[]): void {
  freshness += 1;
  for (const { backdrop, transition } of segments) {
    for (const one of [backdrop, ...(transition ? [transition.from] : [])]) Object.assign(one, { freshness });
  }
}

function pathOf(folder: string, segment: Segment): string {
  return join(folder, `segment-${segment.index}.mp4`);
}
