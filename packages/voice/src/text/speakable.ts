import { signWordsOf } from './languages.ts';

// Pictures and flags with their skin tones, joiners and tags.
const emoji =
  /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier})(?:\p{Emoji_Modifier}|\u200d|\ufe0e|\ufe0f|[\u{e0020}-\u{e007f}])*/gu;
const kept = new Set(['©', '®', '™']);
// Controls (commands to espeak-ng), direction marks, keycap frames; not line ends.
const invisible = /(?![\n\r\t])\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\ufe0e|\ufe0f|\u20e3/gu;
const webAddress = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(\/[^\s?#]*)?(?:[?#]\S*)?$/iu;
const mailAddress = /^([\p{L}\p{N}._%+-]+)@((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})$/iu;
const price = /^([€$£])(\d[\d.,]*)$/u;

/** Well-formed text without emoji and invisible characters (which some speech engines take for commands). */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(emoji, (sign) => (kept.has(sign[0] ?? '') ? (sign[0] ?? '') : ''))
    .replaceAll(invisible, '');
}

/** One written word as it should be said; empty where there is nothing to say. */
export function speakableWord(written: string, language: string): string {
  const [, core = '', after = ''] =
    /^[^\p{L}\p{N}€$£@#&+]*(.*?)([^\p{L}\p{N}€$£%°&+²³]*)$/u.exec(written.replaceAll(/<\/?[a-z]{1,10}>/gi, '')) ?? [];
  const said = sayCore(core, language);
  if (said === '') return '';
  return said + keepPauses(after);
}

function sayCore(core: string, language: string): string {
  const words = signWordsOf(language);
  const dots = (text: string): string => text.replaceAll('.', ` ${words.dot} `);
  const mail = mailAddress.exec(core);
  if (mail) return `${dots(mail[1] ?? '')} ${words.at} ${dots(mail[2] ?? '')}`;
  const address = looksLikeAddress(core) ? webAddress.exec(core) : null;
  if (address) {
    const path = (address[2] ?? '')
      .split('/')
      .filter(Boolean)
      .map((part) => ` ${words.slash} ${part.replaceAll(/[-_.]/g, ' ')}`);
    return dots((address[1] ?? '').replace(/^www\./i, '')) + path.join('');
  }
  const amount = price.exec(core);
  if (amount) return `${amount[2]} ${{ '€': 'euro', $: words.dollar, '£': words.pound }[amount[1] ?? ''] ?? ''}`;
  return stripMarks(core);
}

/** `e.g` and `U.S.A` have dots too: an address has a scheme, `www.`, or a last part in lower case after a longer name. */
function looksLikeAddress(core: string): boolean {
  return /^(https?:\/\/|www\.)/i.test(core) || /^[\p{L}\p{N}-]{3,}(\.[\p{L}\p{N}-]+)*\.[a-z]{2,12}(\/|$)/u.test(core);
}

/** Marks of markdown, quotes and brackets, which would be read out or, doubled, taken for phonemes. */
function stripMarks(text: string): string {
  return text.replaceAll(/["“”„«»‹›*_`~^|<>[\]{}\\#]/g, '').replaceAll(/[‘’]/g, "'");
}

function keepPauses(punctuation: string): string {
  const pauses: string[] = punctuation
    .replaceAll('…', '.')
    .replaceAll(/[–—]/g, ',')
    .match(/[.,;:!?。、！？，；：؟،]/gu) ?? [''];
  // One mark is a pause; more of them get read out.
  const loudest = pauses.find((mark) => /[?!？！؟]/u.test(mark));
  return loudest ?? pauses[0] ?? '';
}
