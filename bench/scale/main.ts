// One film over several render workers.
// npx tsx --conditions=@bom/source bench/scale/main.ts [--quick] [--rounds 3]
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Format } from '@bom/domain';
import { finishFilm } from '../render/assemble.ts';
import { planBenchFilm, type BenchFilm } from '../render/film.ts';
import { median } from '../render/measure-cost.ts';
import { printMachine } from '../render/print-machine.ts';
import type { Part } from './part.ts';
import { runWorkers, type PartTime } from './run-workers.ts';

const { values: asked } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
});
const rounds = Number(asked.rounds ?? (asked.quick ? 1 : 3));
const workerCounts = [1, 2, 4, 8];
const folder = await mkdtemp(join(tmpdir(), 'bom-scale-'));

await run().finally(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  filmMs: number;
  firstSegmentMs: number;
}

async function run(): Promise<void> {
  await printMachine();
  const sceneMs = asked.quick ? 2000 : 5000;
  const one = [await planBenchFilm(folder, sceneMs)];
  await printScale('one film', one);
  const formats: Format[] = ['vertical', 'square', 'horizontal'];
  const three: BenchFilm[] = [];
  for (const format of formats) three.push(await planBenchFilm(folder, sceneMs, format));
  await printScale('one film in three formats', three);
  await printMachine();
}

async function printScale(title: string, films: BenchFilm[]): Promise<void> {
  const parts = partsOf(films);
  const runs = new Map<number, Run[]>(workerCounts.map((count) => [count, []]));
  for (let round = 0; round < rounds; round += 1) {
    const alone = await runWorkers(parts, 1);
    const endingMs = await finish(films);
    for (const count of workerCounts) {
      const times = count === 1 ? alone : isReal(count) ? await runWorkers(parts, count) : playThrough(alone, count);
      runs.get(count)?.push(summed(times, endingMs));
    }
  }
  const medianOf = (count: number, key: keyof Run): number => median((runs.get(count) ?? []).map((each) => each[key]));
  const rows = workerCounts.map((count) => {
    const speedUp = medianOf(1, 'filmMs') / medianOf(count, 'filmMs');
    return {
      workers: count,
      how: isReal(count) ? 'measured' : 'simulated',
      'film s': rounded(medianOf(count, 'filmMs') / 1000),
      'speed-up': rounded(speedUp),
      efficiency: rounded(speedUp / count),
      'first segment s': rounded(medianOf(count, 'firstSegmentMs') / 1000),
    };
  });
  const seconds = (films[0]?.timeline.durationMs ?? 0) / 1000;
  console.log(`\n${title} of ${seconds} s, ${parts.length} parts, ${rounds} round(s), medians`);
  console.table(rows);
}

/** In the order in which they are queued: the sound first. */
function partsOf(films: BenchFilm[]): Part[] {
  return films.flatMap(({ timeline, media }, at) => {
    const shared = { timeline, media: [...media], folder };
    const segments = timeline.segments.map(({ index }) => ({ ...shared, index }));
    return at === 0 ? [{ ...shared, index: null }, ...segments] : segments;
  });
}

/** Join, check and poster of each format, one after the other, as the assembly does them. */
async function finish(films: BenchFilm[]): Promise<number> {
  const start = performance.now();
  for (const film of films) {
    const { segments, format } = film.timeline;
    const paths = segments.map(({ index }) => join(folder, `${format}-${index}.mp4`));
    await finishFilm({ ...film, folder }, { segments: paths, audio: join(folder, 'mix.m4a') });
  }
  return performance.now() - start;
}

/** The same list, each part as long as it took one worker by itself. */
function playThrough(alone: PartTime[], workers: number): PartTime[] {
  const freeAt = Array.from({ length: workers }, () => 0);
  return alone.map(({ part, startMs, endMs }) => {
    const earliest = Math.min(...freeAt);
    const until = earliest + endMs - startMs;
    freeAt[freeAt.indexOf(earliest)] = until;
    return { part, startMs: earliest, endMs: until };
  });
}

function summed(times: PartTime[], endingMs: number): Run {
  const segments = times.filter(({ part }) => part.index !== null);
  return {
    filmMs: Math.max(...times.map(({ endMs }) => endMs)) + endingMs,
    firstSegmentMs: Math.min(...segments.map(({ endMs }) => endMs)),
  };
}

function isReal(workers: number): boolean {
  return workers <= availableParallelism();
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
