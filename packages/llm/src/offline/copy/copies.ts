import type { Copy } from './copy.ts';
import { dutch } from './dutch.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { italian } from './italian.ts';
import { portuguese } from './portuguese.ts';
import { spanish } from './spanish.ts';

/** By primary language. */
export const copies: Record<string, Copy | undefined> = {
  en: english,
  nl: dutch,
  de: german,
  fr: french,
  es: spanish,
  pt: portuguese,
  it: italian,
};
