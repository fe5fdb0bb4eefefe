import type { IntakeField, TallyField } from '@bom/contracts';
import type { Intake } from '@bom/db';
import { brandKitSchema, briefSchema, formatSchema } from '@bom/domain';
import type { BrandKit, Format } from '@bom/domain';
import { HttpProblem } from '../http/http-problem.ts';
import { answerText, answerTexts, fileUrl } from './answers.ts';
import { findFields, intakeFields } from './field-mapping.ts';
import { languageCode } from './languages.ts';

/**
 * Reads the brief out of a form's answers.
 *
 * @param mapping question key or label -> intake field, over the defaults by label
 * @throws HttpProblem `missing_answers` naming each missing question, `unknown_option`, `invalid_request`
 */
export function readIntake(fields: TallyField[], mapping: Record<string, string>): Intake {
  const found = findFields(fields, mapping);
  const text = (name: IntakeField) => {
    const field = found.get(name);
    return field ? answerText(field) : null;
  };
  refuseMissing(found, text);
  const language = text('language');
  const brief = briefSchema.safeParse({
    business_name: oneLine(text('business_name')),
    what_they_sell: text('what_they_sell'),
    target_customer: text('target_customer'),
    differentiator: text('differentiator'),
    tone: text('tone') ?? undefined,
    language: language ? languageCode(language) : undefined,
    topic: text('topic') ?? undefined,
  });
  const email = text('email') ?? '';
  if (!brief.success) throw invalidAnswers(found, brief.error.issues);
  if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/.test(email) || email.length > 254) {
    throw new HttpProblem('invalid_request', 'The e-mail address in the form is not one.', [
      { path: labelOf(found, 'email'), message: 'must be an e-mail address' },
    ]);
  }
  return {
    email,
    brief: brief.data,
    brandKit: readBrandKit(found, text),
    formats: readFormats(found),
    packageId: text('package')?.toLowerCase() ?? null,
  };
}

const mandatory = intakeFields.filter((field) => field.mandatory);

type Found = Map<IntakeField, TallyField>;
type Text = (name: IntakeField) => string | null;

function refuseMissing(found: Found, text: Text): void {
  const missing = mandatory.filter(({ name }) => !text(name));
  if (missing.length === 0) return;
  const errors = missing.map(({ name, title }) => ({
    path: name,
    message: found.has(name) ? `"${labelOf(found, name)}" is not answered` : `no question for "${title}" was found`,
  }));
  const titles = missing.map(({ title }) => `"${title}"`).join(', ');
  throw new HttpProblem('missing_answers', `The form lacks an answer for ${titles}.`, errors);
}

function labelOf(found: Found, name: IntakeField): string {
  return found.get(name)?.label ?? name;
}

function invalidAnswers(found: Found, issues: { path: PropertyKey[]; message: string }[]): HttpProblem {
  const errors = issues.map(({ path, message }) => ({
    path: labelOf(found, String(path[0]) as IntakeField),
    message,
  }));
  return new HttpProblem('invalid_request', 'Some answers of the form can not be used; see errors.', errors);
}

function oneLine(text: string | null): string | null {
  return text?.replaceAll(/\s+/g, ' ') ?? null;
}

/** Whatever of the brand the form told; an answer that is not usable (a colour that is none) is left out. */
function readBrandKit(found: Found, text: Text): BrandKit {
  const logoField = found.get('logo');
  const candidates = {
    logo_url: logoField ? fileUrl(logoField) : null,
    colors: readColors(text),
    cta: readCta(text),
    font: text('font'),
    tone: text('tone'),
  };
  const kit: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(candidates)) {
    if (value && brandKitSchema.safeParse({ [name]: value }).success) kit[name] = value;
  }
  return brandKitSchema.parse(kit);
}

function readColors(text: Text): Record<string, string> | null {
  const entries = [
    ['primary', text('primary_color')],
    ['secondary', text('secondary_color')],
    ['accent', text('accent_color')],
  ].flatMap(([name, value]) => {
    const match = /^#?([0-9a-f]{6})$/i.exec(value?.trim() ?? '');
    return name && match?.[1] ? [[name, `#${match[1]}`]] : [];
  });
  return entries.length > 0 ? (Object.fromEntries(entries) as Record<string, string>) : null;
}

function readCta(text: Text): { text?: string; url?: string } | null {
  const cta = text('cta_text');
  const url = text('website');
  return cta || url
    ? { ...(cta ? { text: cta.slice(0, 120) } : {}), ...(url ? { url: url.slice(0, 200) } : {}) }
    : null;
}

/** `vertical, square` as text, or the chosen options; vertical where nothing usable was said. */
function readFormats(found: Found): Format[] {
  const field = found.get('formats');
  const words = field ? answerTexts(field).flatMap((answer) => answer.toLowerCase().split(/[^a-z]+/)) : [];
  const formats = words.flatMap((word) => formatSchema.safeParse(word).data ?? []);
  return formats.length > 0 ? [...new Set(formats)] : ['vertical'];
}
