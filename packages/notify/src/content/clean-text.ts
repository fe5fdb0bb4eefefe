// C0 and C1 controls, line and paragraph separators: what could end a header line or a sentence of ours.
const controls = /[\p{Cc}\u2028\u2029]+/gu;
// Embeddings, overrides and isolates without their end would turn our own words around. Marks (LRM, RLM) stay.
const directionControls = /[\u202a-\u202e\u2066-\u2069]/gu;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text from outside as one line: no control characters, no reversed text, cut at `maxLength` visible characters. */
export function cleanLine(text: string, maxLength = 200): string {
  const line = cleanCharacters(text).replaceAll(controls, ' ').replaceAll(/\s+/gu, ' ').trim();
  return cutText(line, maxLength);
}

/** Like cleanLine, but keeps line breaks, at most one empty line in a row. */
export function cleanLines(text: string, maxLength = 2000): string {
  const lines = cleanCharacters(text)
    .replaceAll(/\r\n?|\u2028|\u2029/gu, '\n')
    .split('\n')
    .map((line) => line.replaceAll(controls, ' ').trim());
  const joined = lines
    .join('\n')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trim();
  return cutText(joined, maxLength);
}

/**
 * Keeps mail programs from making links of addresses in others' text: a word joiner (U+2060, invisible) after the
 * characters that make one. A name such as `pay at evil.example/now` must not be clickable in a mail of ours.
 */
export function defuseLinks(text: string): string {
  return text.replaceAll(/\.(?=\p{L})|:(?=\/\/)|@(?=\S)/gu, '$&\u2060');
}

function cleanCharacters(text: string): string {
  return text.toWellFormed().normalize('NFC').replaceAll(directionControls, '');
}

export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let kept = '';
  let count = 0;
  for (const segment of graphemesOf(text)) {
    // A grapheme has no length limit of its own: hundreds of accents may be piled on one letter.
    if (count + 1 >= maxLength || kept.length + segment.length > maxLength * 8) return `${kept.trimEnd()}…`;
    kept += segment;
    count += 1;
  }
  return kept;
}

const windowChars = 512;

/** By short windows, since each step of a segmenter takes as long as its whole text. */
function* graphemesOf(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const window = text.slice(from, from + windowChars);
    const segments = Array.from(graphemes.segment(window), ({ segment }) => segment);
    // The last one may go on behind the window.
    if (segments.length > 1 && from + window.length < text.length) segments.pop();
    yield* segments;
    from += segments.reduce((sum, { length }) => sum + length, 0);
  }
}
