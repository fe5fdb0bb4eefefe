import type { IntakeField, TallyField } from '@bom/contracts';

/**
 * What a form may tell us, and the labels by which each is found when the form has no mapping of its own. Labels are
 * compared without case, accents and punctuation; the first pattern that any question matches wins.
 */
export const intakeFields = [
  { name: 'email', title: 'E-mail', mandatory: true, labels: [/\be ?mail/, /\bcorreo\b/] },
  {
    name: 'business_name',
    title: 'Business name',
    mandatory: true,
    labels: [
      /\b(business|company|brand|firm) name/,
      /\bname of (your|the) (business|company)/,
      /bedrijfsnaam|firmenname|nom de (l |votre )?entreprise|nombre de (la |tu )?empresa/,
      /^(business|company|bedrijf|firma|unternehmen)$/,
    ],
  },
  {
    name: 'what_they_sell',
    title: 'What do you sell?',
    mandatory: true,
    labels: [
      /what (do|does) (you|they|your business) (sell|offer|make|do)/,
      /\b(products?|services?)\b/,
      /what they sell/,
      /wat (verkoop|verkopen|bied)/,
      /was (verkauf|biet)/,
      /que vend/,
    ],
  },
  {
    name: 'target_customer',
    title: 'Who is your target customer?',
    mandatory: true,
    labels: [
      /target (customer|audience|group)/,
      /ideal customer/,
      /who (are|is) (your|the) (ideal |target )?(customer|client|audience)/,
      /doelgroep|zielgruppe|public cible|publico objetivo/,
      /\bcustomers?\b/,
    ],
  },
  {
    name: 'differentiator',
    title: 'What makes you different?',
    mandatory: true,
    labels: [
      /differen/,
      /what (makes|sets) (you|your business)/,
      /unique|usp\b/,
      /wat maakt (je|jullie|u)|onderscheid/,
      /was macht (sie|euch|dich)|besonders/,
    ],
  },
  {
    name: 'tone',
    title: 'Tone of voice',
    mandatory: false,
    labels: [/\btone\b/, /\btoon\b|tonalitat|\bton\b|\btono\b/],
  },
  { name: 'language', title: 'Language', mandatory: false, labels: [/\blanguage\b/, /\btaal\b|sprache|langue|idioma/] },
  {
    name: 'topic',
    title: 'Topic of the video',
    mandatory: false,
    labels: [/\b(topic|subject|campaign)\b/, /what (is|should) (the|this|your) video (be )?about/, /onderwerp|thema/],
  },
  { name: 'logo', title: 'Logo', mandatory: false, labels: [/\blogo\b/] },
  {
    name: 'primary_color',
    title: 'Brand colour',
    mandatory: false,
    labels: [/primary colou?r/, /(brand|main) colou?r/, /hoofdkleur|hauptfarbe/],
  },
  { name: 'secondary_color', title: 'Second colour', mandatory: false, labels: [/second(ary)? colou?r/] },
  { name: 'accent_color', title: 'Accent colour', mandatory: false, labels: [/accent colou?r/] },
  { name: 'font', title: 'Font', mandatory: false, labels: [/\bfont\b/] },
  { name: 'cta_text', title: 'Call to action', mandatory: false, labels: [/call to action|\bcta\b/] },
  {
    name: 'website',
    title: 'Website',
    mandatory: false,
    labels: [/\b(website|web site|url|link)\b/, /webseite|site web/],
  },
  { name: 'formats', title: 'Formats', mandatory: false, labels: [/\bformats?\b/] },
  { name: 'package', title: 'Package', mandatory: false, labels: [/^(package|plan)$/] },
] as const satisfies { name: IntakeField; title: string; mandatory: boolean; labels: RegExp[] }[];

/** Which question answers which field: by the form's own mapping first, then by label. No question serves twice. */
export function findFields(fields: TallyField[], mapping: Record<string, string>): Map<IntakeField, TallyField> {
  const candidates = fields.filter((field) => !isCheckboxTwin(field, fields));
  const found = new Map<IntakeField, TallyField>();
  for (const field of candidates) {
    const name = mapping[field.key] ?? mapping[field.label ?? ''];
    if (name && isIntakeField(name)) found.set(name, field);
  }
  for (const { name, labels } of intakeFields) {
    if (found.has(name)) continue;
    const taken = new Set(found.values());
    const field = firstMatch(
      candidates.filter((candidate) => !taken.has(candidate)),
      { name, labels },
    );
    if (field) found.set(name, field);
  }
  return found;
}

function firstMatch(
  fields: TallyField[],
  { name, labels }: { name: IntakeField; labels: readonly RegExp[] },
): TallyField | undefined {
  // Hidden fields are named as in code: `business_name`.
  const exact = fields.find((field) => plain(field.label ?? '') === plain(name));
  if (exact) return exact;
  if (name === 'email') {
    const typed = fields.find((field) => field.type === 'INPUT_EMAIL');
    if (typed) return typed;
  }
  for (const label of labels) {
    const field = fields.find((candidate) => label.test(plain(candidate.label ?? '')));
    if (field) return field;
  }
  return undefined;
}

/** Lower case, no accents, punctuation as blanks. */
function plain(label: string): string {
  return label
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Tally repeats a checkbox question once for each option, as booleans. */
function isCheckboxTwin(field: TallyField, fields: TallyField[]): boolean {
  return typeof field.value === 'boolean' && fields.some((other) => field.key.startsWith(`${other.key}_`));
}

function isIntakeField(name: string): name is IntakeField {
  return intakeFields.some((field) => field.name === name);
}
