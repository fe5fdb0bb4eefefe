import { createProgressReader } from './progress.ts';

describe('createProgressReader', () => {
  it('reports a block once, and only when something moved', () => {
    const reader = createProgressReader();
    const block = [
      'frame=12',
      'fps=0.00',
      'stream_0_0_q=-1.0',
      'total_size=N/A',
      'out_time_us=400000',
      'progress=continue',
    ];
    const first = block.map((line) => reader.read(line).moved).filter((moved) => moved !== undefined);
    const second = block.map((line) => reader.read(line).moved).filter((moved) => moved !== undefined);
    expect(first).toEqual([{ frames: 12, timeMs: 400 }]);
    expect(second).toEqual([]);
  });

  it('leaves messages alone', () => {
    expect(createProgressReader().read('[mp4 @ 0x1] frame=3 is broken')).toEqual({ isProgress: false });
  });
});
