import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runFfmpeg } from '@bom/ffmpeg';
import { drawSprite, prefetchSegment, renderSegment, type MediaFiles, type Segment } from '@bom/render';
import { encoderArguments } from '../../packages/render/src/segment/encoder-arguments.ts';
import { forgetStills } from './assemble.ts';
import { compareWays, encodeOnlyName } from './compare-ways.ts';
import { openEncodeOnly } from './encode-only.ts';
import { patience } from './patience.ts';
import { canvas, filterWays, moveOf } from './workload.ts';

interface Pictures {
  segments: Segment[];
  media: MediaFiles;
  folder: string;
  rounds: number;
}

const { signal } = patience;

/** Moving pictures and nothing else, in all ways. */
export async function printPictureCosts(pictures: Pictures): Promise<void> {
  const { segments, folder, rounds } = pictures;
  const limit = await openEncodeOnly(pictures);
  const out = join(folder, 'encode-only.mp4');
  const cores = availableParallelism();
  await compareWays({
    title: `pictures, ${segments.reduce((sum, { frames }) => sum + frames, 0)} frames`,
    rounds,
    reset: () => forgetStills(segments),
    ways: {
      [encodeOnlyName]: () => limit.encode({ threads: 0, out }),
      'encode-only, 1 thread': () => limit.encode({ threads: 1, out }),
      'ours in sequence': () => renderInSequence(pictures, 0),
      'ours in sequence, 1 thread': () => renderInSequence(pictures, 1),
      [`ours, ${cores} at once, 1 thread each`]: () => renderAtOnce(pictures, cores),
      ...Object.fromEntries(
        Object.keys(filterWays).map((name) => [name, () => runFilterWay(pictures, name as keyof typeof filterWays)]),
      ),
    },
  });
  limit.close();
}

/** One segment after the other, the next one's still prepared meanwhile. */
async function renderInSequence(pictures: Pictures, threads: number): Promise<void> {
  for (const [index, segment] of pictures.segments.entries()) {
    const rendering = renderOne(pictures, { segment, threads });
    const next = pictures.segments[index + 1];
    if (next) void prefetchSegment({ segment: next, media: pictures.media, signal });
    await rendering;
  }
}

async function renderAtOnce(pictures: Pictures, workers: number): Promise<void> {
  const waiting = [...pictures.segments];
  const work = async (): Promise<void> => {
    for (let segment = waiting.shift(); segment; segment = waiting.shift()) {
      await renderOne(pictures, { segment, threads: 1 });
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

async function renderOne(
  { media, folder }: Pictures,
  { segment, threads }: { segment: Segment; threads: number },
): Promise<void> {
  const out = join(folder, `segment-${segment.index}.mp4`);
  await renderSegment({ segment, media, out, drawSprite, signal, encoding: { threads } });
}

async function runFilterWay({ segments, media, folder }: Pictures, name: keyof typeof filterWays): Promise<void> {
  for (const { index, frames } of segments) {
    const graph = filterWays[name](moveOf(index), frames);
    const options = [
      '-vf',
      graph,
      '-frames:v',
      String(frames),
      ...encoderArguments('standard', canvas, { threads: 0 }),
    ];
    await runFfmpeg({
      ...patience,
      inputs: [{ path: media.get(String(index)) ?? '', format: 'png_pipe' }],
      outputs: [{ path: join(folder, 'filter.mp4'), options }],
    });
  }
}
