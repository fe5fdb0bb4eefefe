import { german } from './de.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { french } from './fr.ts';
import { dutch } from './nl.ts';
import type { ClientWords } from './words.ts';

const words: Record<string, ClientWords> = { en: english, de: german, es: spanish, fr: french, nl: dutch };

/** By the first part of a language tag (`de-AT`), whatever its case; English where the language is not spoken here. */
export function clientWords(language: string | null | undefined): ClientWords {
  const tag = language?.toLowerCase().split(/[-_]/u)[0] ?? '';
  return (Object.hasOwn(words, tag) ? words[tag] : undefined) ?? english;
}
