// A process that draws the frames of segments, keeps them, and encodes them whenever it is told to; see encode-only.ts.
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { runFfmpeg } from '@bom/ffmpeg';
import type { Segment } from '@bom/render';
import { encoderArguments, rawFrameArguments } from '../../packages/render/src/segment/encoder-arguments.ts';
import { drawFrames } from './draw-frames.ts';
import type { EncodeRequest } from './encode-only.ts';
import { measureCost } from './measure-cost.ts';
import { patience } from './patience.ts';
import { canvas } from './workload.ts';

const plan = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as {
  segments: Segment[];
  media: [string, string][];
};
const frames: Buffer[] = [];
for (const segment of plan.segments) frames.push(...(await drawFrames(segment, new Map(plan.media))));

process.on('message', (request: EncodeRequest) => {
  void measureCost(() => encode(request)).then((cost) => process.send?.(cost));
});
process.send?.('ready');

async function encode({ threads, out }: EncodeRequest): Promise<void> {
  const stream = Readable.from(frames, { objectMode: false, highWaterMark: frames[0]?.length ?? 1 });
  await runFfmpeg({
    ...patience,
    inputs: [{ stream, format: 'rawvideo', options: rawFrameArguments(canvas) }],
    outputs: [{ path: out, options: encoderArguments('standard', canvas, { threads }) }],
  });
}
