import { spokenSeconds, wordsPerSecond } from './spoken-length.ts';

describe('the spoken length of a text', () => {
  test('is words over pace plus a breath a sentence', () => {
    expect(spokenSeconds('One two three four five. Six seven eight.', 'en')).toBeCloseTo(8 / 2.6 + 0.5);
  });
  test('counts characters where words have no spaces', () => {
    expect(spokenSeconds('焼きたてのパンです。', 'ja')).toBeCloseTo(9 / 7 + 0.25);
  });
  test('counts no dashes, quotes or emoji as words', () => {
    expect(spokenSeconds('Yes – “no” 🎉', 'en')).toBeCloseTo(2 / 2.6);
  });
  test('of nothing is nothing', () => {
    expect(spokenSeconds('', 'nl')).toBe(0);
  });
  test('has one pace for all regions of a language', () => {
    expect(wordsPerSecond('pt-BR')).toBe(wordsPerSecond('pt'));
  });
});
