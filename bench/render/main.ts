// What films cost and how well pictures move, beside ffmpeg's own ways. One run, all ways interleaved.
// npx tsx --conditions=@bom/source bench/render/main.ts [--quick] [--rounds 3] [--only memory,parts,quality,pictures,film] [--ours]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Segment } from '@bom/render';
import { renderSegments, type Assembly } from './assemble.ts';
import { printFilmCosts } from './film-costs.ts';
import { planBenchFilm } from './film.ts';
import { measureMemory } from './measure-cost.ts';
import { measureKernel } from './measure-kernel.ts';
import { measureParts } from './measure-parts.ts';
import { photographWaves, writePhotograph } from './photograph.ts';
import { printPictureCosts } from './picture-costs.ts';
import { printPictureQuality } from './picture-quality.ts';
import { printMachine } from './print-machine.ts';
import { segmentOf } from './workload.ts';

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string', default: 'memory,parts,quality,pictures,film' },
    ours: { type: 'boolean', default: false },
    'memory-of': { type: 'string' },
    'at-once': { type: 'string', default: '1' },
  },
});
const stills = 6;
const framesEach = asked.quick ? 60 : 150;
const sceneMs = (framesEach * 1000) / 30;
const rounds = Number(asked.rounds ?? (asked.quick ? 1 : 3));
const wanted = new Set(asked.only.split(','));
const folder = asked['memory-of'] ?? (await mkdtemp(join(tmpdir(), 'bom-bench-')));

if (asked['memory-of']) await printMemory(Number(asked['at-once']));
else await run().finally(() => rmSync(folder, { recursive: true, force: true }));

async function run(): Promise<void> {
  await printMachine();
  const media = new Map(Array.from({ length: stills }, (_, index) => [String(index), join(folder, `${index}.png`)]));
  for (const [index, path] of media) await writePhotograph(path, photographWaves(Number(index)));
  const segments = [...media.keys()].map((index) => pictureOf(Number(index)));
  const film: Assembly = { ...(await planBenchFilm(folder, sceneMs)), folder };
  if (wanted.has('memory')) await measureElsewhere(film);
  if (wanted.has('parts')) {
    console.log('\nthe kernel, CPU ms per frame of 1080x1920');
    console.table(measureKernel());
    console.log('\nCPU ms per frame of the film before the encoder, by part');
    console.table(await measureParts(film));
  }
  if (wanted.has('quality')) await printPictureQuality({ segments, media });
  if (wanted.has('pictures')) await printPictureCosts({ segments, media, folder, rounds, onlyOurs: asked.ours });
  if (wanted.has('film')) await printFilmCosts(film, rounds);
  await printMachine();
}

function pictureOf(index: number): Segment {
  return segmentOf(index, framesEach, { sha256: String(index), kind: 'image', width: 1536, height: 2688 });
}

/** In a process of its own: this one draws the pictures and holds raw frames. */
async function measureElsewhere({ timeline, media }: Assembly): Promise<void> {
  await writeFile(join(folder, 'film.json'), JSON.stringify({ timeline, media: [...media] }));
  console.log('\nmost MB resident while the film is rendered (shared once: pages of several processes count once)');
  for (const atOnce of ['1', '2']) {
    const words = [...process.execArgv, import.meta.filename, '--memory-of', folder, '--at-once', atOnce];
    // As the stack and the containers start a render worker.
    const env = { ...process.env, MALLOC_ARENA_MAX: '2' };
    await once(spawn(process.execPath, words, { stdio: 'inherit', env }), 'exit');
  }
}

async function printMemory(atOnce: number): Promise<void> {
  const plan = JSON.parse(await readFile(join(folder, 'film.json'), 'utf8')) as Pick<Assembly, 'timeline'> & {
    media: [string, string][];
  };
  const film: Assembly = { timeline: plan.timeline, media: new Map(plan.media), folder };
  const most = await measureMemory(async () => void (await renderSegments(film, atOnce)));
  console.table({ [`${atOnce} at once`]: most });
}
