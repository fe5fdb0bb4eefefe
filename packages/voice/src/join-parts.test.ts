import { joinParts } from './join-parts.ts';

const sampleRate = 48_000;

function part(silence: number): { samples: Float32Array; times: { start: number; end: number }[] } {
  const samples = new Float32Array(sampleRate * 2);
  samples.fill(0.3, silence * sampleRate, (silence + 1) * sampleRate);
  return { samples, times: [{ start: silence, end: silence + 1 }] };
}

describe('joinParts', () => {
  test('puts a breath between parts and shifts their times', () => {
    const { samples, times } = joinParts([part(0.5), part(0.2)]);
    // 30 ms of edges around each second of sound, 250 ms between.
    expect(samples.length / sampleRate).toBeCloseTo(2 * 1.06 + 0.25, 2);
    expect(times[0]?.start).toBeCloseTo(0.03, 2);
    expect(times[1]?.start).toBeCloseTo(1.06 + 0.25 + 0.03, 2);
    for (const { start, end } of times) {
      const middle = Math.round(((start + end) / 2) * sampleRate);
      expect(samples[middle]).toBeCloseTo(0.3, 5);
    }
  });

  test('leaves a single part as it is', () => {
    const only = part(0.4);
    expect(joinParts([only])).toBe(only);
  });
});
