import { writeWav } from '../sound/wav.ts';
import { planSpeech } from '../text/plan-speech.ts';
import { markTexts, readMarks } from './marked-speech.ts';

const sampleRate = 22_050;

/** A tone for each stretch of seconds, as loud as espeak-ng makes a unit of that number. */
function record(stretches: { unit: number; from: number; to: number }[], level: (unit: number) => number): Buffer {
  const samples = new Float32Array(sampleRate * 2);
  for (const { unit, from, to } of stretches) {
    for (let index = Math.round(from * sampleRate); index < to * sampleRate; index += 1) {
      samples[index] = 0.4 * level(unit) * Math.sin(index / 9);
    }
  }
  return writeWav(samples, sampleRate);
}

function recordAll(stretches: { unit: number; from: number; to: number }[], bits: number): Buffer[] {
  const coded = Array.from({ length: bits }, (_, bit) => record(stretches, (unit) => ((unit >> bit) & 1 ? 0.5 : 1)));
  return [record(stretches, () => 1), ...coded];
}

const plan = planSpeech({ text: 'one two three four five', language: 'en' });

describe('markTexts', () => {
  test('spells each unit’s number in loudness commands', () => {
    const texts = markTexts(plan);
    expect(texts).toHaveLength(4);
    expect(texts[0]).toBe('\u0001100Aone \u0001100Atwo \u0001100Athree \u0001100Afour \u0001100Afive');
    expect(texts[1]).toBe('\u0001100Aone \u000150Atwo \u0001100Athree \u000150Afour \u0001100Afive');
    expect(texts[3]).toContain('\u000150Afive');
  });
});

describe('readMarks', () => {
  const stretches = [
    { unit: 0, from: 0.1, to: 0.3 },
    { unit: 1, from: 0.3, to: 0.5 },
    { unit: 2, from: 0.7, to: 0.9 },
    { unit: 3, from: 0.9, to: 1.2 },
    { unit: 4, from: 1.5, to: 1.8 },
  ];

  test('reads the times of units to a hundredth of a second', () => {
    const { times } = readMarks(plan, recordAll(stretches, 3));
    stretches.forEach(({ from, to }, index) => {
      expect(Math.abs((times?.[index]?.start ?? 9) - from)).toBeLessThan(0.01);
      expect(Math.abs((times?.[index]?.end ?? 9) - to)).toBeLessThan(0.01);
    });
  });

  test('shares the time of words that are melted into one', () => {
    const { times } = readMarks(
      plan,
      recordAll(
        stretches.filter(({ unit }) => unit !== 1 && unit !== 4),
        3,
      ),
    );
    // "two" is in the sound of "three", "five" in that of "four".
    expect(times).toHaveLength(5);
    expect(times?.[1]?.start).toBeCloseTo(0.7, 1);
    expect(times?.[2]?.end).toBeCloseTo(0.9, 1);
    expect(times?.[1]?.end).toBe(times?.[2]?.start);
    expect(times?.[4]?.end).toBeCloseTo(1.2, 1);
  });

  test('gives no times where the recordings are of different lengths', () => {
    const [first, ...rest] = recordAll(stretches, 3);
    expect(
      readMarks(plan, [first ?? Buffer.alloc(0), ...rest.map((wav) => wav.subarray(0, -100))]).times,
    ).toBeUndefined();
  });
});
