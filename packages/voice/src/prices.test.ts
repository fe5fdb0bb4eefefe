import { costOf, priceOf } from './prices.ts';

describe('prices', () => {
  test('bills characters and seconds in millionths of a cent', () => {
    expect(costOf(priceOf('tts-1'), { characters: 1_000_000, seconds: 0 })).toBe(1500 * 1_000_000);
    expect(costOf(priceOf('eleven_flash_v2_5'), { characters: 1000, seconds: 0 })).toBe(5 * 1_000_000);
    expect(costOf(priceOf('gpt-4o-mini-tts'), { characters: 0, seconds: 60 })).toBe(1_500_000);
  });

  test('knows dated models, tells near names apart, and takes a strange one for the dearest', () => {
    expect(priceOf('gpt-4o-mini-tts-2025-12-15').perSecond).toBe(0.00025);
    expect(priceOf('tts-1-hd').perMillionCharacters).toBe(30);
    expect(priceOf('somebody-else').perMillionCharacters).toBe(100);
  });
});
