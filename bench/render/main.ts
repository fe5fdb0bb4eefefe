// What pictures cost and how well they move, beside ffmpeg's own ways. One run, all ways interleaved.
// npx tsx --conditions=@bom/source bench/render/main.ts [--quick] [--rounds 3]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { runFfmpeg } from '@bom/ffmpeg';
import { prefetchSegment, renderSegment, type Segment } from '@bom/render';
import { encoderArguments, rawFrameArguments } from '../../packages/render/src/segment/encoder-arguments.ts';
import { drawSegment } from '../../packages/render/src/segment/draw-segment.ts';
import { measureCost, measureMemory, median, type Cost } from './measure-cost.ts';
import { measureKernel } from './measure-kernel.ts';
import { measureQuality } from './measure-quality.ts';
import { photographWaves, writePhotograph } from './photograph.ts';
import { canvas, filterWays, moveOf, segmentOf } from './workload.ts';

const quick = process.argv.includes('--quick');
const stills = 6;
const framesEach = quick ? 30 : 150;
const roundsAsked = process.argv.indexOf('--rounds');
const rounds = roundsAsked > 0 ? Number(process.argv[roundsAsked + 1]) : quick ? 1 : 3;
const judgedFrom = Math.floor(framesEach / 2) - 6;
const judgedFrames = 12;
const signal = new AbortController().signal;
const patience = { signal, timeoutMs: 30 * 60_000, noProgressMs: 10 * 60_000 };
const drawNothing = () => Promise.reject(new Error('the workload has no sprites'));

let freshness = 0;

const givenFolder = process.argv[process.argv.indexOf('--memory-of') + 1];
const folder = process.argv.includes('--memory-of') ? String(givenFolder) : await mkdtemp(join(tmpdir(), 'bom-bench-'));
const media = new Map(Array.from({ length: stills }, (_, index) => [String(index), pathOf(index)]));
if (process.argv.includes('--memory-of')) await printMemory();
else await run().finally(() => rmSync(folder, { recursive: true, force: true }));

async function run(): Promise<void> {
  for (let index = 0; index < stills; index += 1) await writePhotograph(pathOf(index), photographWaves(index));
  // In a process of its own: this one holds every raw frame.
  const words = [...process.execArgv, import.meta.filename, ...process.argv.slice(2), '--memory-of', folder];
  await once(spawn(process.execPath, words, { stdio: 'inherit' }), 'exit');
  console.log('\nCPU ms per frame of 1080x1920');
  console.table(measureKernel());
  await printQuality(film());
  await printCosts(film());
}

async function printMemory(): Promise<void> {
  for (const workers of [1, 2]) {
    const { selfMb, allMb } = await measureMemory(() => renderAtOnce(film(), workers));
    console.log(`memory, ${workers} at once: ${selfMb.toFixed(0)} MB, with encoders ${allMb.toFixed(0)} MB`);
  }
}

function film(): Segment[] {
  return Array.from({ length: stills }, (_, index) => segmentOf(index, framesEach, stillRef(index)));
}

function pathOf(index: number): string {
  return join(folder, `${index}.png`);
}

function stillRef(index: number) {
  return { sha256: String(index), kind: 'image' as const, width: 1536, height: 2688 };
}

async function printCosts(film: Segment[]): Promise<void> {
  const raw = await Promise.all(film.map((segment) => drawAll(segment)));
  const all = raw.flat();
  const cores = availableParallelism();
  const ways: Record<string, () => Promise<void>> = {
    'encode-only': () => encodeOnly(all, 0),
    'encode-only, 1 thread': () => encodeOnly(all, 1),
    'ours in sequence': () => renderInSequence(film, 0),
    'ours in sequence, 1 thread': () => renderInSequence(film, 1),
    [`ours, ${cores} at once, 1 thread each`]: () => renderAtOnce(film, cores),
    ...Object.fromEntries(Object.entries(filterWays).map(([name, graph]) => [name, () => runFilterWay(graph)])),
  };
  const costs = new Map<string, Cost[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(ways)) {
      forgetStills(film);
      costs.get(name)?.push(await measureCost(work));
    }
  }
  const unit = costs.get('encode-only') as Cost[];
  console.log(
    `\n${stills * framesEach} frames, ${rounds} round(s), ratios to encode-only (${(median(unit.map((one) => one.wallMs)) / 1000).toFixed(1)} s)`,
  );
  console.table(
    Object.fromEntries(
      [...costs].map(([name, own]) => {
        const ratio = (key: keyof Cost): number => median(own.map((one, at) => one[key] / unit[at]![key]));
        return [name, { wall: Number(ratio('wallMs').toFixed(2)), cpu: Number(ratio('cpuMs').toFixed(2)) }];
      }),
    ),
  );
}

/** A dim of nothing or less changes no pixel but the cache's key: no way finds the stills that another one prepared. */
function forgetStills(film: Segment[]): void {
  freshness += 1;
  for (const { backdrop } of film) if (backdrop.kind === 'still') backdrop.dim = -freshness;
}

async function printQuality(film: Segment[]): Promise<void> {
  const table: Record<string, object> = {};
  for (const index of [0, 1]) {
    const motion = index === 0 ? 'zoom' : 'pan';
    const waves = photographWaves(index);
    const judge = (planes: Uint8Array[]): object => {
      const quality = measureQuality({ planes, firstFrame: judgedFrom, frames: framesEach, index, waves });
      return Object.fromEntries(
        Object.entries(quality).map(([key, value]) => [key, Number((value as number).toFixed(key === 'psnr' ? 1 : 3))]),
      );
    };
    const ours = (await drawAll(film[index] as Segment)).slice(judgedFrom, judgedFrom + judgedFrames);
    table[`ours, ${motion}`] = judge(ours);
    for (const [name, graph] of Object.entries(filterWays)) {
      table[`${name}, ${motion}`] = judge(await filterLuma(graph(moveOf(index), framesEach), pathOf(index)));
    }
  }
  console.log('\nquality before the encoder, against the ideal');
  console.table(table);
}

/** Every frame of a segment, copied. */
async function drawAll(segment: Segment): Promise<Buffer[]> {
  const drawn = await drawSegment({ segment, media, drawSprite: drawNothing, signal });
  const frames: Buffer[] = [];
  for (let frame = 0; frame < segment.frames; frame += 1) frames.push(Buffer.from(await drawn.draw(frame)));
  drawn.close();
  return frames;
}

async function filterLuma(graph: string, path: string): Promise<Uint8Array[]> {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const cut = `${graph},trim=start_frame=${judgedFrom}:end_frame=${judgedFrom + judgedFrames},extractplanes=y`;
  await runFfmpeg({
    ...patience,
    inputs: [{ path, format: 'png_pipe' }],
    outputs: [{ stream, options: ['-vf', cut, '-f', 'rawvideo'] }],
  });
  const all = Buffer.concat(chunks);
  const size = canvas.width * canvas.height;
  return Array.from({ length: all.length / size }, (_, index) => all.subarray(index * size, (index + 1) * size));
}

async function encodeOnly(frames: Buffer[], threads: number): Promise<void> {
  const stream = Readable.from(frames, { objectMode: false, highWaterMark: frames[0]!.length });
  await runFfmpeg({
    ...patience,
    inputs: [{ stream, format: 'rawvideo', options: rawFrameArguments(canvas) }],
    outputs: [{ path: join(folder, 'encode-only.mp4'), options: encoderArguments('standard', canvas, { threads }) }],
  });
}

/** One segment after the other, the next one's still prepared meanwhile. */
async function renderInSequence(film: Segment[], threads: number): Promise<void> {
  for (const [index, segment] of film.entries()) {
    const rendering = renderOne(segment, threads);
    const next = film[index + 1];
    if (next) void prefetchSegment({ segment: next, media, signal });
    await rendering;
  }
}

async function renderAtOnce(film: Segment[], workers: number): Promise<void> {
  const waiting = [...film];
  const work = async (): Promise<void> => {
    for (let segment = waiting.shift(); segment; segment = waiting.shift()) await renderOne(segment, 1);
  };
  await Promise.all(Array.from({ length: workers }, work));
}

async function renderOne(segment: Segment, threads: number): Promise<void> {
  const out = join(folder, `segment-${segment.index}.mp4`);
  await renderSegment({ segment, media, out, drawSprite: drawNothing, signal, encoding: { threads } });
}

async function runFilterWay(graph: (typeof filterWays)[keyof typeof filterWays]): Promise<void> {
  for (let index = 0; index < stills; index += 1) {
    const options = ['-vf', graph(moveOf(index), framesEach), '-frames:v', String(framesEach)];
    await runFfmpeg({
      ...patience,
      inputs: [{ path: pathOf(index), format: 'png_pipe' }],
      outputs: [
        {
          path: join(folder, 'filter.mp4'),
          options: [...options, ...encoderArguments('standard', canvas, { threads: 0 })],
        },
      ],
    });
  }
}
