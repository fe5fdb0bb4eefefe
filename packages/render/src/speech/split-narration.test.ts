import type { SpokenWord } from '@bom/domain';
import { splitNarration } from './split-narration.ts';
import type { MediaRef } from '../timeline.ts';

const media: MediaRef = { sha256: 'a'.repeat(64), kind: 'audio', durationMs: 12_000 };
const texts = ['Fresh bread every morning.', 'We bake with three flours, by hand.', 'Come by before nine!'];

/** Words of 300 ms each, 100 ms apart, with a second's pause where the text has `|`. */
function speak(text: string): SpokenWord[] {
  let atMs = 500;
  return text.split(' ').flatMap((word) => {
    if (word === '|') {
      atMs += 1000;
      return [];
    }
    const spoken = { text: word, startMs: atMs, endMs: atMs + 300 };
    atMs += 400;
    return [spoken];
  });
}

const heard = (words: SpokenWord[] | undefined) => words?.map((word) => word.text).join(' ');

describe('splitNarration', () => {
  test('cuts in the pauses between scenes where words are timed', () => {
    const words = speak('Fresh bread every morning | We bake with three flours by hand | Come by before nine');
    const { narrations, estimated } = splitNarration({ media, durationMs: 12_000, texts, words });
    expect(estimated).toBe(false);
    expect(narrations.map((narration) => heard(narration?.words))).toEqual([
      'Fresh bread every morning',
      'We bake with three flours by hand',
      'Come by before nine',
    ]);
    narrations.slice(1).forEach((narration, index) => expect(narration?.fromMs).toBe(narrations[index]?.toMs));
    expect(narrations[1]?.words[0]?.startMs).toBe(150);
  });

  const whole = 'Fresh bread every morning | We bake with three flours by hand | Come by before nine';
  const words = speak(whole);
  /** The pauses of `whole`, as `findPauses` finds them: before, between sentences, and after. */
  const pauses = [
    { fromMs: 0, toMs: 500 },
    { fromMs: 2050, toMs: 3100 },
    { fromMs: 5850, toMs: 6900 },
    { fromMs: 8550, toMs: 12_000 },
  ];

  test('keeps the whole recording where times are given for its middle alone, and estimates the other words', () => {
    const split = splitNarration({ media, durationMs: 12_000, texts, words: words.slice(2, 12), pauses });
    expect(split).toMatchObject({ estimated: false, completed: true });
    const [first, , last] = split.narrations;
    expect(first?.fromMs).toBeLessThan(500);
    expect(last?.toMs).toBeGreaterThanOrEqual(8550);
    expect(heard(first?.words)).toMatch(/^fresh bread every morning/i);
    expect(heard(last?.words)).toMatch(/come by before nine/i);
    const spoken = last?.words.at(-1);
    expect((last?.fromMs ?? 0) + (spoken?.endMs ?? 0)).toBeCloseTo(8550, -2);
    expect((spoken?.endMs ?? 0) - (spoken?.startMs ?? 0)).toBeGreaterThan(100);
  });

  test('keeps the whole recording where its pauses are unknown', () => {
    const { narrations } = splitNarration({ media, durationMs: 12_000, texts, words: words.slice(0, 12) });
    expect([narrations[0]?.fromMs, narrations[2]?.toMs]).toEqual([0, 12_000]);
  });

  test.each([
    ['run ahead of the sound', (ms: number) => ms * 0.7],
    ['lag behind it', (ms: number) => ms * 1.3],
    ['get stuck', (ms: number) => Math.min(ms, 4000)],
  ])('estimates where times %s', (_, moved) => {
    const wrong = words.map(({ text, startMs, endMs }) => ({ text, startMs: moved(startMs), endMs: moved(endMs) }));
    const split = splitNarration({ media, durationMs: 12_000, texts, words: wrong, pauses });
    expect(split.estimated).toBe(true);
    expect(split.narrations[1]?.fromMs).toBeGreaterThanOrEqual(2050 - 150);
    expect(split.narrations[1]?.fromMs).toBeLessThanOrEqual(3100);
  });

  test('believes times that fit the sound', () => {
    expect(splitNarration({ media, durationMs: 12_000, texts, words, pauses })).toMatchObject({
      estimated: false,
      completed: false,
    });
  });

  test('tolerates skipped, added and misheard words', () => {
    const words = speak('Um fresh bread every mourning | We we bake 3 flours by hand | Come before nine okay');
    const { narrations, estimated } = splitNarration({ media, durationMs: 12_000, texts, words });
    expect(estimated).toBe(false);
    expect(narrations.map((narration) => narration?.words.at(0)?.text)).toEqual(['Um', 'We', 'Come']);
  });

  test('matches Japanese however the words are cut', () => {
    const words = [
      { text: '毎朝', startMs: 0, endMs: 500 },
      { text: '焼きたて。', startMs: 500, endMs: 1400 },
      { text: 'ぜひ', startMs: 2000, endMs: 2400 },
      { text: 'どうぞ', startMs: 2400, endMs: 3000 },
    ];
    const split = splitNarration({ media, durationMs: 3200, texts: ['毎朝焼きたて。', 'ぜひどうぞ！'], words });
    expect(split.estimated).toBe(false);
    expect(split.narrations[1]?.words).toHaveLength(2);
  });

  test('shares the recording by syllables where no times are known', () => {
    const { narrations, estimated } = splitNarration({ media, durationMs: 12_000, texts });
    expect(estimated).toBe(true);
    expect(narrations[0]?.fromMs).toBe(0);
    expect(narrations.at(-1)?.toMs).toBeCloseTo(12_000, 6);
    const [first = 0, second = 0] = narrations.map((narration) => (narration?.toMs ?? 0) - (narration?.fromMs ?? 0));
    expect(second).toBeGreaterThan(first);
  });

  test('falls back to syllables where the words are of another text', () => {
    const words = speak('Nothing of what is heard here stands in any scene at all');
    expect(splitNarration({ media, durationMs: 12_000, texts, words }).estimated).toBe(true);
  });

  test('gives no stretch to a scene that says nothing', () => {
    const { narrations } = splitNarration({ media, durationMs: 6000, texts: ['Hello there', '', 'Good bye'] });
    expect(narrations[1]).toBeUndefined();
    expect(narrations[2]?.fromMs).toBe(narrations[0]?.toMs);
  });

  test('refuses a recording without length', () => {
    expect(() => splitNarration({ media, durationMs: 0, texts })).toThrow(
      expect.objectContaining({ code: 'narration_empty' }),
    );
  });
});
