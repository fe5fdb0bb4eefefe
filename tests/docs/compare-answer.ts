/**
 * What an answer lacks of what a page shows. Pages shorten: fields that are not shown may be there, `…` stands for any
 * text, and any id, time, address on this machine or signature is as good as the one shown. All else must be the same.
 */
export function compareAnswer(shown: string, actual: string, language: string): string[] {
  if (language !== 'json') {
    return patternOf(shown.trim()).test(actual.trim())
      ? []
      : [`the page shows\n${shown}\nand the answer is\n${actual}`];
  }
  let answer: unknown;
  try {
    answer = JSON.parse(actual);
  } catch {
    return [`the answer is no JSON: ${actual.slice(0, 500)}`];
  }
  const faults = faultsOf(JSON.parse(shown), answer, '$');
  return faults.length === 0 ? [] : [...faults, `the answer is ${actual.slice(0, 2_000)}`];
}

function faultsOf(shown: unknown, actual: unknown, path: string): string[] {
  if (typeof shown === 'string') {
    const fits = typeof actual === 'string' && patternOf(shown).test(actual);
    return fits ? [] : [`${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(shown)}`];
  }
  if (typeof shown !== 'object' || shown === null) {
    return Object.is(shown, actual) ? [] : [`${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(shown)}`];
  }
  if (typeof actual !== 'object' || actual === null || Array.isArray(shown) !== Array.isArray(actual)) {
    return [`${path} is ${JSON.stringify(actual)}`];
  }
  const fields = Object.entries(shown).flatMap(([name, value]) =>
    faultsOf(value, (actual as Record<string, unknown>)[name], `${path}.${name}`),
  );
  const isShort = Array.isArray(shown) && Array.isArray(actual) && shown.length !== actual.length;
  return isShort ? [...fields, `${path} has ${actual.length} entries, not ${shown.length}`] : fields;
}

const likes = [
  { is: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, like: '[0-9a-f]{8}-[0-9a-f-]{27}' },
  { is: /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/, like: String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z` },
  { is: /http:\/\/127\.0\.0\.1:\d+/, like: String.raw`http:\/\/127\.0\.0\.1:\d+` },
  { is: /…/, like: String.raw`[\s\S]*` },
];
const variable = new RegExp(`(${likes.map(({ is }) => is.source).join('|')})`);

function patternOf(shown: string): RegExp {
  const parts = shown
    .split(variable)
    .map((part) => likes.find(({ is }) => new RegExp(`^${is.source}$`).test(part))?.like ?? escape(part));
  return new RegExp(`^${parts.join('')}$`);
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
