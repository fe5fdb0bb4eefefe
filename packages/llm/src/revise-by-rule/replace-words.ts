/** Whole words only, in any case; a capital where one stood; straight and curly apostrophes are the same. */
export function replaceWords(text: string, find: string, by: string): string {
  if (find === '') return text;
  const source = find
    .replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
    .replaceAll(/['’]/g, "['’]")
    .replaceAll(/\s+/g, String.raw`\s+`);
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])${source}(?![\p{L}\p{N}])`, 'giu');
  const raised = by === '' ? raiseNext(text, source) : text;
  const changed = raised.replaceAll(pattern, (match) => casedLike(match, find, by));
  return changed === text ? text : tidy(changed);
}

/** What follows a word that goes away at the start of a sentence becomes that start. */
function raiseNext(text: string, source: string): string {
  const pattern = new RegExp(String.raw`(?<=^|[.!?…]\s)(${source}[\s,]+)(\p{L})`, 'giu');
  return text.replaceAll(pattern, (_, gone: string, letter: string) => gone + letter.toUpperCase());
}

function casedLike(match: string, find: string, by: string): string {
  if (match === find) return by;
  const [first = ''] = match;
  const isRaised = first !== first.toLowerCase() && find[0] === find[0]?.toLowerCase();
  return isRaised ? by.charAt(0).toUpperCase() + by.slice(1) : by;
}

/** A word that went away leaves no double space, no lonely comma and no small letter at the start. */
function tidy(text: string): string {
  const spaced = text
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ (?=[,.;:!?])/g, '')
    .replaceAll(/,(?=[.!?])/g, '')
    .trim();
  const bare = spaced.replace(/^[\s,;:.!?]+/, '');
  return bare.charAt(0).toUpperCase() === bare.charAt(0) || spaced === text.trim()
    ? bare
    : bare.charAt(0).toUpperCase() + bare.slice(1);
}
