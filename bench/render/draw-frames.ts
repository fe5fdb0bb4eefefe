import type { MediaFiles, Segment } from '@bom/render';
import { layOutFrame } from '../../packages/render/src/motion/plane-layout.ts';
import { drawSegment } from '../../packages/render/src/segment/draw-segment.ts';

/** Every raw frame of a segment, in one block of memory. */
export async function drawFrames(segment: Segment, media: MediaFiles): Promise<Buffer[]> {
  const drawn = await drawSegment({ segment, media, signal: new AbortController().signal });
  const frameBytes = layOutFrame(segment.canvas.width, segment.canvas.height).bytes;
  const block = Buffer.alloc(segment.frames * frameBytes);
  const frames = Array.from({ length: segment.frames }, (_, frame) =>
    block.subarray(frame * frameBytes, (frame + 1) * frameBytes),
  );
  for (const [frame, bytes] of frames.entries()) bytes.set(await drawn.draw(frame));
  drawn.close();
  return frames;
}
