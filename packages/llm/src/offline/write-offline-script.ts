import { canonicalHash, type FilmWarning, type Script } from '@bom/domain';
import { baseLanguage } from '../spoken-length.ts';
import type { WriteInput } from '../types.ts';
import { composeScript } from './compose-script.ts';
import { copies } from './copy/copies.ts';
import { english } from './copy/english.ts';
import { languageOf } from './language-of.ts';
import { toneOf } from './tone-of.ts';

/** A script from the brief's own words and our copy; the same brief always gives the same script. */
export function writeOfflineScript({ brief, brandKit = {}, targetSeconds = 30 }: WriteInput): {
  script: Script;
  warnings: FilmWarning[];
} {
  const copy = copies[baseLanguage(brief.language)];
  const language = copy ? brief.language : 'en';
  const tone = toneOf(brandKit.tone || brief.tone);
  const seed = canonicalHash({ brief, tone });
  const composition = { brief, brandKit, copy: copy ?? english, tone, language, seed };
  const script = composeScript(composition, targetSeconds);
  const warnings: FilmWarning[] = [
    {
      code: 'offline_script',
      detail: 'The script was written by rule, not by a language model: read it before it goes out.',
    },
  ];
  if (!copy)
    warnings.push({
      code: 'language_not_offline',
      detail: `Without a language model no script can be written in "${brief.language}"; this one is in English.`,
    });
  const typed = languageOf([brief.what_they_sell, brief.target_customer, brief.differentiator].join(' '));
  if (typed && typed !== baseLanguage(language))
    warnings.push({
      code: 'brief_language_differs',
      detail: `The answers seem to be in "${typed}" and the film is in "${language}": without a language model they are quoted as they are.`,
    });
  return { script, warnings };
}
