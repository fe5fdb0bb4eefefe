import { primaryLanguage } from '../text/languages.ts';
import { runEspeak } from './run-espeak.ts';

export interface EspeakVoice {
  name: string;
  /** False where the language is not spoken and English stands in. */
  speaksLanguage: boolean;
}

/** The accent that an audience expects where the language alone is named, or is named by another code. */
const preferred: Record<string, string> = {
  en: 'en-us',
  'en-gb': 'en-gb-x-rp',
  fr: 'fr-fr',
  zh: 'cmn',
  no: 'nb',
  nn: 'nb',
  iw: 'he',
  tl: 'id',
  'es-mx': 'es-419',
  'es-ar': 'es-419',
};

/** Language codes of the installed voices, lower case. */
export async function listEspeakVoices(signal: AbortSignal): Promise<Set<string>> {
  const listing = (await runEspeak({ args: ['--voices'], signal, timeoutMs: 10_000 })).toString();
  // Columns: priority, language, age and gender, name, file.
  const codes = listing
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/)[1]?.toLowerCase());
  return new Set(codes.filter((code) => code !== undefined));
}

/** The best installed voice of a language: its own accent, the expected one, any of the language, English. */
export function chooseEspeakVoice(language: string, installed: ReadonlySet<string>): EspeakVoice {
  const wanted = language.toLowerCase().replaceAll('_', '-');
  const primary = primaryLanguage(wanted);
  const exact = [preferred[wanted], wanted, preferred[primary], primary].find(
    (code) => code !== undefined && installed.has(code),
  );
  const found = exact ?? [...installed].find((code) => code.startsWith(`${primary}-`));
  return { name: found ?? 'en-us', speaksLanguage: found !== undefined };
}
