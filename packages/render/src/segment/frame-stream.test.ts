import { setTimeout as wait } from 'node:timers/promises';
import { createFrameStream, framesInFlight } from './frame-stream.ts';

describe('createFrameStream', () => {
  it('gives every frame once, in order, then ends', async () => {
    const stream = createFrameStream({
      frames: 7,
      frameBytes: 4,
      draw: (frame) => Promise.resolve(new Uint8Array(4).fill(frame)),
    });
    const got: number[] = [];
    for await (const chunk of stream) got.push(...(chunk as Buffer));
    expect(got).toEqual([0, 1, 2, 3, 4, 5, 6].flatMap((frame) => [frame, frame, frame, frame]));
  });

  it('draws no further ahead than its ring of buffers allows, however slow the reader', async () => {
    let drawn = 0;
    const stream = createFrameStream({
      frames: 30,
      frameBytes: 1000,
      draw: () => {
        drawn += 1;
        return Promise.resolve(new Uint8Array(1000));
      },
    });
    let read = 0;
    let ahead = 0;
    for await (const chunk of stream) {
      read += (chunk as Buffer).length / 1000;
      await wait(1);
      ahead = Math.max(ahead, drawn - read);
    }
    expect(read).toBe(30);
    // One being written out still counts as the reader's.
    expect(ahead).toBeLessThan(framesInFlight - 1);
  });

  it('fails with what drawing failed with', async () => {
    const draw = (frame: number) =>
      frame < 3 ? Promise.resolve(new Uint8Array(2)) : Promise.reject(new RangeError('no frame 3'));
    const stream = createFrameStream({ frames: 9, frameBytes: 2, draw });
    const reading = (async () => {
      for await (const chunk of stream) expect(chunk).toBeDefined();
    })();
    await expect(reading).rejects.toThrow('no frame 3');
  });
});
