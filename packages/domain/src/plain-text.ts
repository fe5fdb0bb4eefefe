/** Tags of SSML and of HTML, as writers and models leave them in scripts. Other angle brackets are text. */
const tagNames = [
  'amazon:\\w+|mstts:[\\w-]+|audio|emphasis|lang|mark|p|phoneme|prosody|s|say-as|speak|sub|voice|w',
  'a|b|big|blockquote|code|del|div|em|font|h[1-6]|hr|i|img|ins|li|ol|pre|q|small|span|strike|strong|sup|u|ul',
].join('|');
const attributes = '(?:\\s[^<>]{0,300})?';
const tag = new RegExp(`</?(?:${tagNames})${attributes}/?>`, 'gi');
const pause = new RegExp(`\\s{0,20}<(?:break|br)${attributes}/?>\\s{0,20}`, 'gi');
const comment = /<!--[^<>]{0,300}-->/g;

const named: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bull: '•',
  copy: '©',
  deg: '°',
  euro: '€',
  gt: '>',
  hellip: '…',
  laquo: '«',
  ldquo: '“',
  lsquo: '‘',
  lt: '<',
  mdash: '—',
  nbsp: '\u00A0',
  ndash: '–',
  pound: '£',
  quot: '"',
  raquo: '»',
  rdquo: '”',
  reg: '®',
  rsquo: '’',
  times: '×',
  trade: '™',
};

/**
 * A script's text as people should read and hear it: SSML breaks become line ends (which voices pause at), other tags
 * and Markdown's marks go, character references become their characters. Captions, titles, voice and sidecars all start
 * from it. Linear in the text's length.
 */
export function plainText(text: string): string {
  const untagged = text.replaceAll(comment, '').replaceAll(pause, '\n').replaceAll(tag, '');
  return decodeReferences(withoutMarkdown(untagged)).trim();
}

function withoutMarkdown(text: string): string {
  return text
    .replaceAll(/^[ \t]{0,3}(?:#{1,6}[ \t]{1,9}|>[ \t]{1,9}|[-*+][ \t]{1,9}|```\w{0,20}$)/gm, '')
    .replaceAll(/!?\[([^[\]\n]{0,300})\]\((?:https?:|mailto:|\/|#)[^()\s]{0,500}\)/g, '$1')
    .replaceAll(/(\*\*|__|~~|`)(?=\S)([^*_~`\n]{1,400})(?<=\S)\1/g, '$2')
    .replaceAll(/(?<![\p{L}\p{N}*_])([*_])(?=[^\s*_])([^*_\n]{1,400})(?<=\S)\1(?![\p{L}\p{N}*_])/gu, '$2');
}

function decodeReferences(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (reference, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? reference;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : reference;
  });
}
