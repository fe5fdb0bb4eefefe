// A process that draws the frames of segments, keeps them, and encodes them whenever it is told to; see encode-only.ts.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { runFfmpeg } from '@bom/ffmpeg';
import type { Segment } from '@bom/render';
import { encoderArguments, rawFrameArguments } from '../../packages/render/src/segment/encoder-arguments.ts';
import { drawFrames } from './draw-frames.ts';
import type { EncodeRequest } from './encode-only.ts';
import { measureCost } from './measure-cost.ts';
import { patience } from './patience.ts';
import { canvas } from './workload.ts';

const planPath = process.argv[2] ?? '';
const folder = dirname(planPath);
const plan = JSON.parse(await readFile(planPath, 'utf8')) as {
  segments: Segment[];
  media: [string, string][];
};
const drawn: Buffer[][] = [];
for (const segment of plan.segments) drawn.push(await drawFrames(segment, new Map(plan.media)));

process.on('message', (request: EncodeRequest) => {
  void measureCost(() => encode(request)).then((cost) => process.send?.(cost));
});
process.send?.('ready');

async function encode({ threads, segmentsAtOnce }: EncodeRequest): Promise<void> {
  const waiting = segmentsAtOnce === undefined ? [drawn.flat()] : [...drawn];
  const work = async (_: unknown, index: number): Promise<void> => {
    const out = join(folder, `encode-only-${index}.mp4`);
    for (let frames = waiting.shift(); frames; frames = waiting.shift()) await encodeOne({ frames, threads, out });
  };
  await Promise.all(Array.from({ length: segmentsAtOnce ?? 1 }, work));
}

async function encodeOne({ frames, threads, out }: { frames: Buffer[]; threads: number; out: string }): Promise<void> {
  const stream = Readable.from(frames, { objectMode: false, highWaterMark: frames[0]?.length ?? 1 });
  await runFfmpeg({
    ...patience,
    inputs: [{ stream, format: 'rawvideo', options: rawFrameArguments(canvas) }],
    outputs: [{ path: out, options: encoderArguments('standard', canvas, { threads }) }],
  });
}
