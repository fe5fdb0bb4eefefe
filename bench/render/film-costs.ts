import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkFilm, joinSegments, makePoster } from '@bom/render';
import { assembleFilm, forgetStills, mixSound, renderSegments, type Assembly } from './assemble.ts';
import { compareWays, encodeOnlyName } from './compare-ways.ts';
import { openEncodeOnly } from './encode-only.ts';
import { patience } from './patience.ts';

const { signal } = patience;

/** The whole film, its segments as many at once as cores; then its parts, each by itself. */
export async function printFilmCosts(assembly: Assembly, rounds: number): Promise<void> {
  const { timeline, media, folder } = assembly;
  const limit = await openEncodeOnly({ segments: timeline.segments, media, folder });
  const cores = availableParallelism();
  const file = join(folder, 'film.mp4');
  const parts = { segments: await renderSegments(assembly, cores), audio: await mixSound(assembly) };
  await compareWays({
    title: `whole film, ${timeline.frames} frames with captions, logo, titles, transitions, end card, sound and checks`,
    rounds,
    reset: () => forgetStills(timeline.segments),
    ways: {
      [encodeOnlyName]: () => limit.encode({ threads: cores }),
      [`whole film, ${cores} segments at once`]: () => assembleFilm(assembly, cores),
      'of it: segments': async () => void (await renderSegments(assembly, cores)),
      'of it: sound': async () => void (await mixSound(assembly)),
      'of it: join': () => joinSegments({ timeline, ...parts, out: file, signal }),
      'of it: check': async () => void (await checkFilm({ file, timeline, signal })),
      'of it: poster': () => makePoster({ file, timeline, out: join(folder, 'poster.jpg'), signal }),
    },
  });
  limit.close();
}
