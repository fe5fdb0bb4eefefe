import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runFfmpeg } from '@bom/ffmpeg';
import { renderSegment, type MediaFiles, type Segment } from '@bom/render';
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
  /** Leaves ffmpeg's own ways out, which take most of the time. */
  onlyOurs: boolean;
}

const { signal } = patience;

/** Moving pictures and nothing else, in all ways. */
export async function printPictureCosts(pictures: Pictures): Promise<void> {
  const { segments, rounds, onlyOurs } = pictures;
  const filters = onlyOurs ? [] : (Object.keys(filterWays) as (keyof typeof filterWays)[]);
  const limit = await openEncodeOnly(pictures);
  const cores = availableParallelism();
  await compareWays({
    title: `pictures, ${segments.reduce((sum, { frames }) => sum + frames, 0)} frames`,
    rounds,
    reset: () => forgetStills(segments),
    ways: {
      [encodeOnlyName]: () => limit.encode({ threads: cores }),
      'encode-only, segments in sequence': () => limit.encode({ threads: cores, segmentsAtOnce: 1 }),
      'ours in sequence': () => renderSegments(pictures, { atOnce: 1, threads: cores }),
      [`encode-only, ${cores} segments at once, 1 thread each`]: () =>
        limit.encode({ threads: 1, segmentsAtOnce: cores }),
      [`ours, ${cores} at once, 1 thread each`]: () => renderSegments(pictures, { atOnce: cores, threads: 1 }),
      ...Object.fromEntries(filters.map((name) => [name, () => runFilterWay(pictures, name)])),
    },
  });
  limit.close();
}

/** So many segments at a time. */
async function renderSegments(
  pictures: Pictures,
  { atOnce, threads }: { atOnce: number; threads: number },
): Promise<void> {
  const waiting = [...pictures.segments];
  const work = async (): Promise<void> => {
    for (let segment = waiting.shift(); segment; segment = waiting.shift()) {
      await renderOne(pictures, { segment, threads });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function renderOne(
  { media, folder }: Pictures,
  { segment, threads }: { segment: Segment; threads: number },
): Promise<void> {
  const out = join(folder, `segment-${segment.index}.mp4`);
  await renderSegment({ segment, media, out, signal, encoding: { threads } });
}

async function runFilterWay({ segments, media, folder }: Pictures, name: keyof typeof filterWays): Promise<void> {
  for (const { index, frames } of segments) {
    const graph = filterWays[name](moveOf(index), frames);
    const options = [
      '-vf',
      graph,
      '-frames:v',
      String(frames),
      ...encoderArguments('standard', canvas, { threads: availableParallelism() }),
    ];
    await runFfmpeg({
      ...patience,
      inputs: [{ path: media.get(String(index)) ?? '', format: 'png_pipe' }],
      outputs: [{ path: join(folder, 'filter.mp4'), options }],
    });
  }
}
