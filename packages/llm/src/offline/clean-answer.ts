import type { Grammar } from './copy/copy.ts';
import { lowerFirst } from './fill-line.ts';

/** As long as a brief's may be; of the rest, a film has no room for more than these. */
const longestAnswer = 4000;
const mostSentences = 40;
const longestSentence = 600;

/** Ends a word, not a sentence. */
const abbreviations =
  /(?:^|[\s(])(?:\p{L}|e\.g|i\.e|dr|mr|mrs|ms|st|sr|sra|nr|no|ca|incl|excl|bijv|bv|o\.a|d\.w\.z|z\.b|d\.h|u\.a|bzw|etc|p\.ex|p\.ej|vs|ing|ir|prof|tel|max|min|approx)\.$/iu;
const longestAbbreviation = 12;

/**
 * The sentences of a form answer, without markup, bullets, links, emoji and what stands in brackets. Lists become one
 * sentence with commas. No sentence keeps its full stop.
 */
export function sentencesOf(answer: string, { conjunctions, lowersFirst }: Grammar): string[] {
  const text = answer
    .slice(0, longestAnswer)
    .normalize('NFC')
    .replaceAll(/<[^>\n]{0,200}>/g, ' ')
    .replaceAll(/(?:https?:\/\/|www\.)\S+/giu, ' ')
    .replaceAll(/\([^)]{0,200}\)|\[[^\]]{0,200}\]/gu, ' ');
  const lines = spokenText(text, { keepLines: true })
    .split('\n')
    .map((line) => line.replace(/^[\s\-–—*•·▪>#]+|^\s*\d+[.)]\s+/gu, '').trim())
    .filter((line) => /\p{L}/u.test(line));
  const joined = isList(lines)
    ? joinList(
        lines.map((line, index) => (index > 0 && lowersFirst ? lowerFirst(line) : line).replace(/[.,;]+$/, '')),
        conjunctions.split(' ')[0] ?? '',
      )
    : lines.map(ended).join(' ');
  return splitSentences(joined)
    .slice(0, mostSentences)
    .map((sentence) => tidySentence(cutAtWord(sentence, longestSentence)))
    .filter((sentence) => /\p{L}{2}/u.test(sentence));
}

/** The beginning of a text, without half a word at its end unless it is one word. */
function cutAtWord(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const start = text.slice(0, maxChars);
  return start.slice(0, start.lastIndexOf(' ')) || start;
}

/** Emoji, flags, skin tones, keycaps and the selectors that go with them. */
const pictographs = /\p{Extended_Pictographic}|[\u{1F1E6}-\u{1F1FF}]|[\u{1F3FB}-\u{1F3FF}]|\u20e3|\ufe0e|\ufe0f/gu;

/** Text as a voice can say it: no emoji, no control or invisible characters, plain spaces. */
export function spokenText(text: string, { keepLines = false } = {}): string {
  const cleaned = text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029\v\f]/g, '\n')
    .replaceAll(pictographs, (match) => (/[©®™]/.test(match) ? match : ' '))
    .replaceAll(/[\p{Cf}\p{Co}\ufffd]/gu, '')
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
    .replaceAll("'", '’');
  const lines = cleaned.split('\n').map((line) => line.replaceAll(/\s+/gu, ' ').trim());
  return keepLines ? lines.join('\n') : lines.filter((line) => line !== '').join(' ');
}

/** Short lines that end without a stop, more than one. */
function isList(lines: string[]): boolean {
  return lines.length > 1 && lines.every((line) => line.split(' ').length <= 9 && !/[.!?]$/.test(line));
}

/** `a, b and c`. */
export function joinList(items: string[], conjunction: string): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

function ended(line: string): string {
  return /[.!?…:,;]$/.test(line) ? line : `${line}.`;
}

function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const match of text.matchAll(/[.!?…]+["”»’]?(?=\s|$)/gu)) {
    const to = match.index + match[0].length;
    const sentence = text.slice(from, to);
    if (match[0] === '.' && abbreviations.test(sentence.slice(-longestAbbreviation))) continue;
    sentences.push(sentence);
    from = to;
  }
  return [...sentences, text.slice(from)];
}

function tidySentence(sentence: string): string {
  return sentence
    .replaceAll(/\s+([,;:.!?])/g, '$1')
    .replaceAll(/([,;:])[\s,;:]*\1/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s,;:.…!?"“”„«»&/+-]+/u, '')
    .replace(/[\s,;:.…!?"“”„«»&/+-]+$/u, '')
    .trim();
}
