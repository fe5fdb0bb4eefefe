/** Words that a speaker needs for signs, by primary language; English where a language is missing. */
interface SignWords {
  dot: string;
  at: string;
  slash: string;
  dollar: string;
  pound: string;
}

const english: SignWords = { dot: 'dot', at: 'at', slash: 'slash', dollar: 'dollars', pound: 'pounds' };

const signWords: Record<string, SignWords> = {
  en: english,
  nl: { dot: 'punt', at: 'apenstaartje', slash: 'slash', dollar: 'dollar', pound: 'pond' },
  de: { dot: 'Punkt', at: 'ät', slash: 'Schrägstrich', dollar: 'Dollar', pound: 'Pfund' },
  fr: { dot: 'point', at: 'arobase', slash: 'slash', dollar: 'dollars', pound: 'livres' },
  es: { dot: 'punto', at: 'arroba', slash: 'barra', dollar: 'dólares', pound: 'libras' },
  it: { dot: 'punto', at: 'chiocciola', slash: 'barra', dollar: 'dollari', pound: 'sterline' },
  pt: { dot: 'ponto', at: 'arroba', slash: 'barra', dollar: 'dólares', pound: 'libras' },
  da: { dot: 'punktum', at: 'snabel a', slash: 'skråstreg', dollar: 'dollar', pound: 'pund' },
  sv: { dot: 'punkt', at: 'snabel a', slash: 'snedstreck', dollar: 'dollar', pound: 'pund' },
  nb: { dot: 'punktum', at: 'krøllalfa', slash: 'skråstrek', dollar: 'dollar', pound: 'pund' },
  pl: { dot: 'kropka', at: 'małpa', slash: 'ukośnik', dollar: 'dolarów', pound: 'funtów' },
};

export function signWordsOf(language: string): SignWords {
  return signWords[primaryLanguage(language)] ?? english;
}

/** `pt-br` -> `pt`. */
export function primaryLanguage(language: string): string {
  return language.toLowerCase().split(/[-_]/)[0] ?? '';
}
