import { primaryLanguage } from './languages.ts';

const vowelGroups = /[aeiouyàáâãäåāăąæèéêëēėęěìíîïīįıòóôõöøōőœùúûüūůűųýÿаеёиоуыэюяіїєαεηιουωάέήίόύώ]+/giu;
const oneSyllableSigns = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/**
 * How long a spoken word takes, in units of about one syllable. Vowel groups carry most of it and letters the rest; digits,
 * signs and scripts without written vowels are counted at what they take when said.
 */
export function spokenWeight(spoken: string, language: string): number {
  const signs = spoken.match(oneSyllableSigns)?.length ?? 0;
  const rest = spoken.replaceAll(oneSyllableSigns, ' ');
  const letters = rest.match(/\p{L}/gu)?.length ?? 0;
  const digits = rest.match(/\d/g)?.length ?? 0;
  const said = (rest.match(/[%€$£°@&+]/g)?.length ?? 0) * 2.5;
  const syllables = Math.max(countSyllables(rest, language), letters > 0 ? letters / 4 : 0);
  return 0.25 + signs * 0.9 + digits * 1.4 + said + syllables * 0.55 + letters * 0.16;
}

function countSyllables(text: string, language: string): number {
  const groups = text.match(vowelGroups)?.length ?? 0;
  const isEnglish = primaryLanguage(language) === 'en';
  const silent = isEnglish ? (text.match(/[^aeiouy\s](e|es|ed)\b/giu)?.length ?? 0) * 0.8 : 0;
  return Math.max(0, groups - silent);
}
