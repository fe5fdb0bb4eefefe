import { planSpeech } from '../text/plan-speech.ts';
import { timeUnits } from './time-units.ts';

const plan = planSpeech({ text: 'Hé 𝒳y!', language: 'fr' });
const characters = ['H', 'é', ' ', '𝒳', 'y', '!'];
const starts = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
const ends = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];

function alignment(changes: Partial<{ characters: string[]; starts: number[]; ends: number[] }> = {}) {
  const all = { characters, starts, ends, ...changes };
  return {
    characters: all.characters,
    character_start_times_seconds: all.starts,
    character_end_times_seconds: all.ends,
  };
}

describe('timeUnits', () => {
  test('takes each word from its first character’s start to its last one’s end', () => {
    expect(timeUnits(plan, alignment(), 1)).toEqual([
      { start: 0, end: 0.2 },
      { start: 0.3, end: 0.6 },
    ]);
  });

  test('shortens times for sound that is played faster', () => {
    expect(timeUnits(plan, alignment(), 2)?.[1]).toEqual({ start: 0.15, end: 0.3 });
  });

  test.each([
    ['null', null],
    ['of another text', alignment({ characters: ['H', 'i', ' ', '𝒳', 'y', '!'] })],
    ['with too few times', alignment({ starts: [0, 0.1] })],
    ['going back', alignment({ starts: [5, 5, 5, 1, 1, 1] })],
    ['ending before they start', alignment({ ends: [0, 0, 0, 0, 0, 0] })],
    ['of zero length throughout', alignment({ starts: [0, 0, 0, 0, 0, 0], ends: [0, 0, 0, 0, 0, 0] })],
  ])('gives no times for an alignment %s', (_, broken) => {
    expect(timeUnits(plan, broken, 1)).toBeUndefined();
  });
});
