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
