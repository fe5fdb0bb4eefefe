/** Languages as people write them in forms, in their own words and in English, to codes. */
const names: Record<string, string> = {
  english: 'en',
  engels: 'en',
  englisch: 'en',
  dutch: 'nl',
  nederlands: 'nl',
  german: 'de',
  deutsch: 'de',
  duits: 'de',
  french: 'fr',
  français: 'fr',
  francais: 'fr',
  spanish: 'es',
  español: 'es',
  espanol: 'es',
  italian: 'it',
  italiano: 'it',
  portuguese: 'pt',
  português: 'pt',
  portugues: 'pt',
  polish: 'pl',
  polski: 'pl',
  arabic: 'ar',
  japanese: 'ja',
  chinese: 'zh',
};

/** `Dutch`, `Nederlands`, `NL` or `nl-BE` to a code; what is not known is left as it is, for the schema to refuse. */
export function languageCode(text: string): string {
  const word = text.trim().toLowerCase();
  return names[word] ?? names[word.split(/[\s(/]/)[0] ?? ''] ?? word;
}
