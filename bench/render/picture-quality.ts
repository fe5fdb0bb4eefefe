import { PassThrough } from 'node:stream';
import { runFfmpeg } from '@bom/ffmpeg';
import type { MediaFiles, Segment } from '@bom/render';
import { patience } from './patience.ts';
import { drawFrames } from './draw-frames.ts';
import { measureQuality } from './measure-quality.ts';
import { photographWaves } from './photograph.ts';
import { canvas, filterWays, moveOf } from './workload.ts';

const judgedFrames = 12;

/** A zoom and a pan, in all ways, before the encoder. */
export async function printPictureQuality({ segments, media }: { segments: Segment[]; media: MediaFiles }) {
  const table: Record<string, object> = {};
  for (const segment of segments.slice(0, 2)) {
    const { index, frames } = segment;
    const motion = index === 0 ? 'zoom' : 'pan';
    const waves = photographWaves(index);
    const firstFrame = Math.floor(frames / 2) - judgedFrames / 2;
    const judge = (planes: Uint8Array[]): object => {
      const quality = measureQuality({ planes, firstFrame, frames, index, waves });
      return Object.fromEntries(
        Object.entries(quality).map(([key, value]) => [key, Number((value as number).toFixed(key === 'psnr' ? 1 : 3))]),
      );
    };
    table[`ours, ${motion}`] = judge((await drawFrames(segment, media)).slice(firstFrame, firstFrame + judgedFrames));
    for (const [name, graph] of Object.entries(filterWays)) {
      const path = media.get(String(index)) ?? '';
      table[`${name}, ${motion}`] = judge(await filterLuma({ graph: graph(moveOf(index), frames), path, firstFrame }));
    }
  }
  console.log('\nquality before the encoder, against the ideal');
  console.table(table);
}

async function filterLuma(way: { graph: string; path: string; firstFrame: number }): Promise<Uint8Array[]> {
  const { graph, path, firstFrame } = way;
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const cut = `${graph},trim=start_frame=${firstFrame}:end_frame=${firstFrame + judgedFrames},extractplanes=y`;
  await runFfmpeg({
    ...patience,
    inputs: [{ path, format: 'png_pipe' }],
    outputs: [{ stream, options: ['-vf', cut, '-f', 'rawvideo'] }],
  });
  const all = Buffer.concat(chunks);
  const size = canvas.width * canvas.height;
  return Array.from({ length: all.length / size }, (_, index) => all.subarray(index * size, (index + 1) * size));
}
