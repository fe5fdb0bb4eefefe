import { createLoudnessMeter } from './loudness-meter.ts';

const sine = (hertz: number, amplitude: number, seconds: number) =>
  Float32Array.from({ length: seconds * 48_000 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / 48_000));

describe('createLoudnessMeter', () => {
  test('measures the reference tone of EBU Tech 3341, case 1', () => {
    const meter = createLoudnessMeter();
    meter.add(sine(1000, 10 ** (-23 / 20), 3));
    expect(meter.integrated()).toBeCloseTo(-23, 1);
  });

  test('leaves pauses out of a voice’s loudness', () => {
    const meter = createLoudnessMeter();
    meter.add(sine(1000, 0.1, 2));
    meter.add(new Float32Array(4 * 48_000));
    const steady = createLoudnessMeter();
    steady.add(sine(1000, 0.1, 2));
    expect(Math.abs(meter.integrated() - steady.integrated())).toBeLessThan(0.6);
  });

  test('measures the shortest sounds, and says -70 for none', () => {
    const short = createLoudnessMeter();
    short.add(sine(1000, 0.1, 0.2));
    expect(short.integrated()).toBeGreaterThan(-22);
    expect(createLoudnessMeter().integrated()).toBe(-70);
  });
});
