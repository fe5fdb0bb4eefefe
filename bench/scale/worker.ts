import { mixSound, renderPart } from '../render/assemble.ts';
import type { Part } from './part.ts';

/** One render worker: one part at a time, as it is told. */
process.on('message', (part: Part) => {
  void renderAny(part).then(() => process.send?.('done'));
});
process.send?.('ready');

async function renderAny({ timeline, media, folder, index }: Part): Promise<void> {
  const film = { timeline, media: new Map(media), folder };
  const segment = timeline.segments[index ?? -1];
  if (segment === undefined) await mixSound(film);
  else await renderPart({ segment, media: film.media, out: `${folder}/${timeline.format}-${segment.index}.mp4` });
}
