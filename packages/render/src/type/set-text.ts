import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { breakLines, phrasePenalty } from '../captions/break-lines.ts';
import { graphemesOf } from '../captions/clean-text.ts';
import { cutWord } from '../captions/cut-word.ts';
import { spaceBetween } from '../captions/split-words.ts';
import { orderWords } from './order-words.ts';

export interface TextRequest {
  /** Lines of words; words keep their place in this list whatever line they end on. */
  lines: string[][];
  /** Whether lines may be broken anew at full size; otherwise they are kept where shrinking a little is enough. */
  rewrap: boolean;
  rtl: boolean;
  /** CSS font-family list. */
  families: string;
  /** BCP 47; chooses between forms of the same character. */
  lang: string;
  weight: number;
  /** Wanted and least size, px. */
  size: number;
  minSize: number;
  maxWidth: number;
  maxHeight: number;
  maxLines: number;
  /** Extra space between words, in parts of the size. */
  wordGap?: number;
}

export interface PlacedWord {
  /** Place among all words of the request. */
  word: number;
  text: string;
  rtl: boolean;
  /** Left edge and baseline, px from the block's top left. */
  x: number;
  y: number;
  width: number;
}

export interface PlacedLine {
  x: number;
  /** Top of the line; it is `lineHeight` high. */
  top: number;
  width: number;
  words: PlacedWord[];
}

export interface TextBlock {
  font: string;
  lang: string;
  size: number;
  lineHeight: number;
  /** What the tallest letters need above and below the baseline, px. */
  ascent: number;
  descent: number;
  width: number;
  height: number;
  lines: PlacedLine[];
}

/**
 * Sets words in centred lines: at the wanted size where they fit, else smaller, else broken anew, else, at the least
 * size, cut with an ellipsis. Nothing ever sticks out of `maxWidth` x `maxHeight`.
 */
export function setText(request: TextRequest): TextBlock {
  const pen = makePen(request);
  const scaled = { ...request, size: request.size * scriptScale(request.lines.flat().join('')) };
  const kept = request.rewrap ? null : keepLines(scaled, pen);
  const fitted = kept ?? rewrapLines(scaled, pen) ?? cutLines(scaled, pen);
  return placeLines({ ...fitted, request, pen });
}

export function wordsOf(block: TextBlock): PlacedWord[] {
  return block.lines.flatMap((line) => line.words);
}

/** Letters of these scripts are drawn smaller at the same size; capitals and x-heights then match. */
function scriptScale(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const small = text.match(/[\p{Script=Arabic}\p{Script=Thai}\p{Script=Hebrew}]/gu)?.length ?? 0;
  return small * 2 > letters ? 1.14 : 1;
}

/** A word or a piece of one. */
interface Piece {
  word: number;
  text: string;
}

interface Fitted {
  size: number;
  lines: Piece[][];
}

/** Widths and heights in parts of the size. */
interface Pen {
  widthOf(text: string): number;
  lineWidth(pieces: Piece[]): number;
  gapBetween(before: Piece, after: Piece): number;
  ascent: number;
  descent: number;
  lineHeight: number;
  fontAt(size: number): string;
}

const measuringPx = 100;
const keepDownTo = 0.72;
const shrinkStep = 0.95;

function makePen({ lines, families, lang, weight, wordGap = 0 }: TextRequest): Pen {
  const fontAt = (size: number) => `${weight} ${size}px ${families}`;
  const context = measuringContext();
  context.font = fontAt(measuringPx);
  context.lang = lang;
  const known = new Map<string, number>();
  const widthOf = (text: string) => {
    const width = known.get(text) ?? context.measureText(text).width / measuringPx;
    known.set(text, width);
    return width;
  };
  const space = widthOf(' ') + wordGap;
  const gapBetween = (before: Piece, after: Piece) =>
    before.word !== after.word && spaceBetween(before.text, after.text) ? space : 0;
  const lineWidth = (pieces: Piece[]) =>
    pieces.reduce((sum, piece, index) => {
      const before = pieces[index - 1];
      return sum + (before ? gapBetween(before, piece) : 0) + widthOf(piece.text);
    }, 0);
  const tallest = context.measureText(lines.flat().join(' ').slice(0, 2000));
  const ascent = Math.max(0.76, tallest.actualBoundingBoxAscent / measuringPx);
  const descent = Math.max(0.22, tallest.actualBoundingBoxDescent / measuringPx);
  return {
    widthOf,
    lineWidth,
    gapBetween,
    ascent,
    descent,
    lineHeight: Math.max(1.2, ascent + descent + 0.12),
    fontAt,
  };
}

let measuring: SKRSContext2D | undefined;

function measuringContext(): SKRSContext2D {
  measuring ??= createCanvas(8, 8).getContext('2d');
  return measuring;
}

function keepLines({ lines, size, maxWidth, maxHeight }: TextRequest, pen: Pen): Fitted | null {
  let word = 0;
  const pieces = lines.map((line) => line.map((text) => ({ word: word++, text })));
  const widest = Math.max(...pieces.map((line) => pen.lineWidth(line)));
  const fitting = Math.min(size, maxWidth / widest, maxHeight / blockHeight(pieces.length, pen));
  return fitting >= size * keepDownTo ? { size: fitting, lines: pieces } : null;
}

function rewrapLines({ lines, size, minSize, maxWidth, maxHeight, maxLines }: TextRequest, pen: Pen): Fitted | null {
  const pieces = lines.flat().map((text, word) => ({ word, text }));
  // Nothing of this many words fits; breaking it costs time only.
  if (pieces.length > 200) return null;
  for (let tried = size; tried >= minSize; tried *= shrinkStep) {
    const fitting = Math.min(maxLines, linesThatFit(maxHeight / tried, pen));
    const sizes = breakLines({
      count: pieces.length,
      widthOf: (from, to) => pen.lineWidth(pieces.slice(from, to)),
      maxWidth: maxWidth / tried,
      maxLines: fitting,
      penaltyAfter: (index) => phrasePenalty(pieces[index]?.text ?? ''),
    });
    if (!sizes) continue;
    let at = 0;
    return { size: tried, lines: sizes.map((count) => pieces.slice(at, (at += count))) };
  }
  return null;
}

/** Fills lines at the least size, cutting words that are wider than one, and ends with an ellipsis. */
function cutLines({ lines, minSize, maxWidth, maxHeight, maxLines }: TextRequest, pen: Pen): Fitted {
  const limit = maxWidth / minSize;
  const most = Math.max(1, Math.min(maxLines, linesThatFit(maxHeight / minSize, pen)));
  const filled: Piece[][] = [[]];
  for (const piece of piecesNoWiderThan(limit, lines.flat(), pen)) {
    const line = filled.at(-1) ?? [];
    if (line.length === 0 || pen.lineWidth([...line, piece]) <= limit) {
      line.push(piece);
      continue;
    }
    if (filled.length === most) {
      filled[most - 1] = withEllipsis(line, limit, pen);
      break;
    }
    filled.push([piece]);
  }
  return { size: minSize, lines: filled };
}

function* piecesNoWiderThan(limit: number, words: string[], pen: Pen): Generator<Piece> {
  for (const [word, text] of words.entries()) {
    if (text.length < 4000 && pen.widthOf(text) <= limit) {
      yield { word, text };
      continue;
    }
    for (const piece of cutWord(text.slice(0, 4000), (tried) => pen.widthOf(tried) <= limit)) {
      yield { word, text: piece.hyphen ? `${piece.text}-` : piece.text };
    }
  }
}

function withEllipsis(line: Piece[], limit: number, pen: Pen): Piece[] {
  const kept = [...line];
  for (let last = kept.pop(); last; last = kept.pop()) {
    const graphemes = graphemesOf(last.text);
    for (; graphemes.length > 0; graphemes.pop()) {
      const piece = { word: last.word, text: `${graphemes.join('')}…` };
      if (pen.lineWidth([...kept, piece]) <= limit) return [...kept, piece];
    }
  }
  return [{ word: line[0]?.word ?? 0, text: '…' }];
}

function linesThatFit(height: number, pen: Pen): number {
  return Math.floor((height - (pen.ascent + pen.descent)) / pen.lineHeight + 1 + 1e-9);
}

function blockHeight(lines: number, pen: Pen): number {
  return (lines - 1) * pen.lineHeight + pen.ascent + pen.descent;
}

function placeLines({ size, lines, request, pen }: Fitted & { request: TextRequest; pen: Pen }): TextBlock {
  const width = Math.max(...lines.map((line) => pen.lineWidth(line))) * size;
  const placed = lines.map((line, index): PlacedLine => {
    const lineWidth = pen.lineWidth(line) * size;
    const x = (width - lineWidth) / 2;
    const baseline = (pen.ascent + index * pen.lineHeight) * size;
    const words = placeWords({ line, x, baseline, size, rtl: request.rtl, pen });
    return { x, top: baseline - pen.ascent * size, width: lineWidth, words };
  });
  return {
    font: pen.fontAt(size),
    lang: request.lang,
    size,
    lineHeight: pen.lineHeight * size,
    ascent: pen.ascent * size,
    descent: pen.descent * size,
    width,
    height: blockHeight(lines.length, pen) * size,
    lines: placed,
  };
}

function placeWords(row: {
  line: Piece[];
  x: number;
  baseline: number;
  size: number;
  rtl: boolean;
  pen: Pen;
}): PlacedWord[] {
  const { line, baseline, size, pen } = row;
  let x = row.x;
  const order = orderWords(
    line.map((piece) => piece.text),
    row.rtl,
  );
  return order.map(({ index, rtl }, place) => {
    const piece = line[index] ?? { word: 0, text: '' };
    const left = line[order[place - 1]?.index ?? -1];
    if (left) x += gapOf(left, piece, pen) * size;
    const placed = { word: piece.word, text: piece.text, rtl, x, y: baseline, width: pen.widthOf(piece.text) * size };
    x += placed.width;
    return placed;
  });
}

/** The gap is between neighbours in reading order, whichever of them lies left. */
function gapOf(left: Piece, right: Piece, pen: Pen): number {
  return left.word <= right.word ? pen.gapBetween(left, right) : pen.gapBetween(right, left);
}
