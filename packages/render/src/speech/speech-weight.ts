/** Pauses at punctuation, in syllables: about 0.15 s at a comma and 0.4 s at a full stop at a usual reading pace. */
const commaPause = 0.8;
const stopPause = 2;

/**
 * How long a text takes to say, in syllables (a steady voice says about 4.5 a second in most languages). Vowel groups
 * where letters are alphabetic, one per character in Chinese, Japanese and Korean, one per digit and a bit.
 */
export function speechWeight(text: string): number {
  const words = text.normalize('NFC').match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? [];
  const commas = text.match(/[,;:–—،、，]/gu)?.length ?? 0;
  const stops = text.match(/[.!?…。！？؟]+/gu)?.length ?? 0;
  return words.reduce((sum, word) => sum + syllablesOf(word), 0) + commas * commaPause + stops * stopPause;
}

function syllablesOf(word: string): number {
  const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
  const ideographs = word.match(ideograph)?.length ?? 0;
  const digits = word.match(/\p{N}/gu)?.length ?? 0;
  const letters = word.replace(ideograph, '').normalize('NFD').replace(/\P{L}/gu, '');
  const vowelGroups = letters.match(/[aeiouyæøœаеиоуыэюяієαεηιουω]+/giu)?.length ?? 0;
  // Scripts that write few or no vowels: about two letters to a syllable.
  const alphabetic = vowelGroups > 0 ? vowelGroups : letters.length / 2.2;
  return Math.max(1, ideographs + digits * 1.4 + alphabetic);
}
