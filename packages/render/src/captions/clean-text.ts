/** More combining marks than any language stacks; the rest would climb out of the picture. */
const maxMarks = 6;

/**
 * Text as it can be set: well-formed, NFC, on one line, single spaces. Control characters, bidirectional overrides
 * (they would reorder what is around them) and invisible fillers go; joiners, variation selectors and marks stay, or
 * emoji and Indic or Arabic shaping would break.
 */
export function cleanText(text: string, maxChars = maxCleanChars): string {
  return text
    .slice(0, maxChars)
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '')
    .normalize('NFC')
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(
      /[\p{Cc}\u00AD\u200B\u202A-\u202E\u2060\u2066-\u2069\uFEFF\uFFF9-\uFFFD]|\p{Noncharacter_Code_Point}/gu,
      '',
    )
    .replace(new RegExp(`(\\p{M}{${maxMarks}})\\p{M}+`, 'gu'), '$1')
    .replace(/[ \u2000-\u2006\u2008-\u200A\u205F]+/g, ' ')
    .trim();
}

/** Nothing that is spoken in one scene is near this long; it bounds the work of hostile input. */
const maxCleanChars = 20_000;

/** User-perceived characters: an emoji family or a letter with its marks is one. */
export function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Width in columns of a narrow character: Chinese, Japanese, Korean and emoji take two, marks none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const grapheme of graphemesOf(text)) columns += wide.test(grapheme) ? 2 : 1;
  return columns;
}

/** The base direction of a text: that of most of its letters, or of its language where it has none. */
export function isRtl(text: string, language = ''): boolean {
  const rtl = text.match(rtlLetter)?.length ?? 0;
  const all = text.match(/\p{L}/gu)?.length ?? 0;
  return all === 0 ? rtlLanguages.has(language.toLowerCase().split('-')[0] ?? '') : rtl * 2 > all;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60\p{Emoji_Presentation}\uFE0F]/u;
const rtlLetter =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/gu;
const rtlLanguages = new Set(['ar', 'he', 'iw', 'fa', 'ur', 'ps', 'yi', 'dv', 'ckb', 'sd', 'ug']);
