import type { MediaFiles, Segment } from '@bom/render';
import { drawSprite } from '@bom/render';
import { drawSegment } from '../../packages/render/src/segment/draw-segment.ts';

/** Every raw frame of a segment, copied. */
export async function drawFrames(segment: Segment, media: MediaFiles): Promise<Buffer[]> {
  const drawn = await drawSegment({ segment, media, drawSprite, signal: new AbortController().signal });
  const frames: Buffer[] = [];
  for (let frame = 0; frame < segment.frames; frame += 1) frames.push(Buffer.from(await drawn.draw(frame)));
  drawn.close();
  return frames;
}
