/**
 * Words per second of unhurried narration, pauses between sentences left out. English: 150-160 words a minute is the
 * usual pace of voice-over work. The others follow from syllable rates of read speech (Pellegrino, Coupé and Marsico,
 * "A cross-language perspective on speech information rate", Language 87, 2011) over syllables per word of running text.
 */
const pace: Record<string, number> = {
  en: 2.6,
  nl: 2.5,
  de: 2.2,
  fr: 2.7,
  es: 2.6,
  pt: 2.5,
  it: 2.5,
  da: 2.5,
  sv: 2.4,
  no: 2.5,
  pl: 2,
  cs: 2.1,
  fi: 1.7,
  hu: 1.9,
  tr: 1.8,
  ru: 1.9,
  uk: 1.9,
  ro: 2.3,
  el: 2.2,
  ar: 2,
  hi: 2.6,
  ko: 1.7,
};
const usualPace = 2.3;
/** Scripts without spaces are counted in characters a second. */
const characterPace: Record<string, number> = { ja: 7, zh: 4.5, th: 9 };
const pauseSeconds = 0.25;

/** Words a second in a language (`pt-br` counts as `pt`); characters a second for Chinese, Japanese and Thai. */
export function wordsPerSecond(language: string): number {
  const base = baseLanguage(language);
  return characterPace[base] ?? pace[base] ?? usualPace;
}

/** How long a text takes to say, in seconds, with a breath after each sentence. */
export function spokenSeconds(text: string, language: string): number {
  const counted =
    baseLanguage(language) in characterPace ? text.replaceAll(/[\s\p{P}]/gu, '').length : wordsOf(text).length;
  const sentences = text.match(/[.!?…。！？]+(?=\s|$)/gu)?.length ?? 0;
  return counted === 0 ? 0 : counted / wordsPerSecond(language) + sentences * pauseSeconds;
}

export const countsCharacters = (language: string): boolean => baseLanguage(language) in characterPace;

export const baseLanguage = (language: string): string => language.toLowerCase().split('-')[0] ?? 'en';

/** What is spoken as a word: a run of characters with at least one letter or digit in it. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
}
