import { Readable } from 'node:stream';

/** Frames that may be on their way at once: one being written, one waiting, one being drawn. */
export const framesInFlight = 3;

/**
 * A stream of raw frames drawn on demand. `draw` returns the frame's bytes, which must stay as they are while
 * `framesInFlight` - 1 further frames are drawn. One frame is kept ready; the event loop gets its turn before each.
 */
export function createFrameStream(source: {
  frames: number;
  frameBytes: number;
  draw: (frame: number) => Promise<Uint8Array>;
}): Readable {
  let next = 0;
  const stream = new Readable({
    highWaterMark: source.frameBytes,
    read() {
      if (next >= source.frames) {
        stream.push(null);
        return;
      }
      const frame = next;
      next += 1;
      setImmediate(() => void deliver(frame));
    },
  });
  const deliver = async (frame: number): Promise<void> => {
    if (stream.destroyed) return;
    try {
      const bytes = await source.draw(frame);
      if (!stream.destroyed) stream.push(bytes);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return stream;
}
