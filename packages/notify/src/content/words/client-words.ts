import type { Line } from '../line.ts';
import { german } from './de.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { french } from './fr.ts';
import { dutch } from './nl.ts';

/** Everything that clients read in mails, in one language. */
export interface ClientWords {
  /** Of the document, for screen readers and translation programs. */
  language: string;
  greeting(name: string | null): Line;
  copyAddress: string;
  sentBy: string;
  magicLink: { subject: Line; heading: string; line(minutes: number): Line; button: string; closing: Line };
  ready: { subject(title: string): Line; heading: string; line(title: string): Line; note: string; button: string };
  quota: {
    subject: Line;
    heading: string;
    thanks(packageName: string, limit: number): Line;
    offer: Line;
    button: string;
  };
  delivered: { subject(title: string): Line; heading: string; line(title: string): Line; button: string };
}

const words: Record<string, ClientWords> = { en: english, de: german, es: spanish, fr: french, nl: dutch };

/** By the first part of a language tag (`de-AT`), whatever its case; English where the language is not spoken here. */
export function clientWords(language: string | null | undefined): ClientWords {
  const tag = language?.toLowerCase().split(/[-_]/u)[0] ?? '';
  return (Object.hasOwn(words, tag) ? words[tag] : undefined) ?? english;
}
