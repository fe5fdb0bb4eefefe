import { microcentsPerCent, type FilmPrices } from '@bom/domain';
import { createPriceList, type DatedPrice } from '@bom/provider';

export interface VoicePrice extends DatedPrice {
  /** US dollars. */
  perMillionCharacters: number;
  perSecond: number;
}

const elevenLabs =
  'help.elevenlabs.io: 1 credit a character, half for Flash and Turbo; the dearest of the published plan rates';
const openAi = 'developers.openai.com/api/docs/pricing';

/** Checked on 2026-11-22. */
export const voicePrices: readonly VoicePrice[] = [
  { model: 'eleven_multilingual_v2', since: '2026-11-22', perMillionCharacters: 100, perSecond: 0, source: elevenLabs },
  { model: 'eleven_v3', since: '2026-11-22', perMillionCharacters: 100, perSecond: 0, source: elevenLabs },
  { model: 'eleven_flash_v2_5', since: '2026-11-22', perMillionCharacters: 50, perSecond: 0, source: elevenLabs },
  { model: 'eleven_turbo_v2_5', since: '2026-11-22', perMillionCharacters: 50, perSecond: 0, source: elevenLabs },
  { model: 'tts-1', since: '2026-11-22', perMillionCharacters: 15, perSecond: 0, source: openAi },
  { model: 'tts-1-hd', since: '2026-11-22', perMillionCharacters: 30, perSecond: 0, source: openAi },
  // $0.60 a million text tokens (four characters each), $12 a million audio tokens, which is $0.015 a minute.
  { model: 'gpt-4o-mini-tts', since: '2026-11-22', perMillionCharacters: 0.15, perSecond: 0.00025, source: openAi },
];

export const priceOf = createPriceList<VoicePrice>({
  prices: voicePrices,
  unknown: { perMillionCharacters: 100, perSecond: 0.00025 },
});

/** Millionths of a cent, rounded to a whole one. */
export function costOf(price: VoicePrice, spoken: { characters: number; seconds: number }): number {
  const dollars = (price.perMillionCharacters * spoken.characters) / 1_000_000 + price.perSecond * spoken.seconds;
  return Math.round(dollars * 100 * microcentsPerCent);
}

/** For estimates. */
export function speakerPrice(provider: string, model: string): NonNullable<FilmPrices['voice']> {
  const price = priceOf(model);
  return {
    provider,
    model,
    perCharacter: costOf(price, { characters: 1, seconds: 0 }),
    perSecond: costOf(price, { characters: 0, seconds: 1 }),
  };
}
