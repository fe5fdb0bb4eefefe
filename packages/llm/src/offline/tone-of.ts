import type { Tone } from './copy/copy.ts';

/** Stems of tone words in the seven languages of the scriptwriter, without accents. */
const stems: [Tone, RegExp][] = [
  [
    'luxury',
    /luxur|luxe|luxu|luxe|lusso|luxo|lujo|premium|exclusi|exklusiv|elegan|chic|high.?end|sophisticat|refine|verfijnd|raffin|edel|gehoben|hochwertig|stijlvol|stilvoll|classy|classic/u,
  ],
  [
    'playful',
    /playful|fun|funn|humou?r|quirky|witty|cheeky|speels|grappig|luchtig|vrolijk|verspielt|witzig|lustig|locker|ludique|drole|amusant|decale|espiegle|divertid|juguet|gracios|brincalh|engracad|giocos|divertent|scherzos|ironic|simpatic/u,
  ],
  [
    'bold',
    /bold|edgy|dar(?:e|ing)|provoc|energ|dynami|dinami|powerful|confident|strong|direct|gedurfd|brutaal|krachtig|stoer|mutig|frech|kraftvoll|selbstbewusst|audac|atrevid|ousad|osad|valiente|impact|rebel|sport|disrupt/u,
  ],
  [
    'professional',
    /profess|prof|business|corporate|formal|formeel|zakelijk|serious|serieus|serieu|serios|expert|trust|betrouwbaar|seriosi|sachlich|geschaft|confiable|confian|affidabil|fiable|informati|authorit|technical|zuverlass|competen|kompetent|deskundig/u,
  ],
  [
    'friendly',
    /friend|warm|kind|caring|vriendelijk|hartelijk|gezellig|freundlich|herzlich|amical|chaleureu|sympa|convivial|amable|amig|cercan|calid|cordial|amichevol|caloros|acolhedor|gentil|casual|personal/u,
  ],
];

/** The tone whose words come first in a free answer; friendly where none does. */
export function toneOf(answer: string): Tone {
  const plain = answer.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const found = stems
    .map(([tone, pattern]) => ({ tone, at: plain.search(pattern) }))
    .filter(({ at }) => at !== -1)
    .toSorted((a, b) => a.at - b.at);
  return found[0]?.tone ?? 'friendly';
}
