const secretNames = /secret|token|password|authorization|signature|card|iban|phone|tax_id|address$/i;
/** Begins where a word does, so that a long word without an @ is read once and not from each of its letters. */
const emails = /(?<![^\s@<>,;"'])([^\s@<>,;"']{1,2})[^\s@<>,;"']*@([^\s@<>,;"']+)/g;
const longNumbers = /\+?\d(?:[ ().-]?\d){8,}/g;
const maxDepth = 40;

/**
 * A body as it may be shown: values of fields that hold secrets are left out, and in all texts addresses keep their first
 * letters and their domain, long numbers (phones, cards) their last two digits.
 */
export function maskPersonal(value: unknown, depth = 0): unknown {
  if (depth > maxDepth) return '…';
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map((item) => maskPersonal(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, maskField(name, inner, depth)]);
  return Object.fromEntries(entries) as unknown;
}

function maskField(name: string, value: unknown, depth: number): unknown {
  if (!secretNames.test(name) || value === null) return maskPersonal(value, depth + 1);
  return typeof value === 'boolean' ? value : '[masked]';
}

function maskText(text: string): string {
  // Ids and times are long numbers too, but they tell nothing of a person.
  if (/^[\w-]*$/.test(text) || /^\d{4}-\d\d-\d\dT/.test(text)) return text;
  return text.replaceAll(emails, '$1…@$2').replaceAll(longNumbers, (number) => `…${number.slice(-2)}`);
}
